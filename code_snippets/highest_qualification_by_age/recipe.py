import numpy as np
import pandas as pd


def level_of(one, two, three):
    """The highest level whose flag is 1; 0 where none is 1 and one of them is 0."""
    level = pd.Series(pd.NA, index=one.index, dtype="Int64").mask(((one == 0) | (two == 0) | (three == 0)).fillna(False), 0)
    for number, flag in ((1, one), (2, two), (3, three)):
        level = level.mask((flag == 1).fillna(False), number)
    return level


def highest_qualification_by_age(ypmad_snapshot, ypmad_chronological, hesa, oldest=25, last_year="2020/21"):
    """Highest qualification by age."""
    yearly = ypmad_chronological.rename(columns={"YPMAD_PupilMatchingRefAnonymous": "pmr"}).dropna(subset=["pmr", "academic_year"])
    yearly["level"] = level_of(*(yearly[f"YPMAD_L{number}_OVERALL"] for number in (1, 2, 3)))
    yearly["starts"] = yearly["academic_year"].str[:4].astype("Int64")
    age_at_start = yearly["YPMAD_AgeAtStartofAcadYear"]
    yearly["born"] = yearly["starts"] - age_at_start.where(age_at_start.between(10, 30)) - 1
    votes = yearly[["pmr", "born", "starts"]].dropna().drop_duplicates().groupby(["pmr", "born"], as_index=False).size()
    votes = votes.sort_values(["pmr", "size", "born"], ascending=[True, False, True])
    born = votes.drop_duplicates(subset=["pmr"])[["pmr", "born"]]

    snapshot = ypmad_snapshot.rename(columns={"YPMAD_PupilMatchingRefAnonymous": "pmr"}).dropna(subset=["pmr"])
    by_age = [
        snapshot[["pmr"]].assign(age=age, level=level_of(*(snapshot[f"YPMAD_L{number}_at_{age}"] for number in (1, 2, 3))))
        for age in range(16, 22)
    ]
    awards = hesa[(hesa["HE_XPQUAL01"] == 1).fillna(False)].rename(columns={"HE_PUPILMATCHINGREFANONYMOUS": "pmr"})
    awards = awards.dropna(subset=["pmr", "academic_year"])
    awards = awards.assign(starts=awards["academic_year"].str[:4].astype("Int64"), level=4)
    dated = pd.concat([yearly[["pmr", "starts", "level"]], awards[["pmr", "starts", "level"]]]).merge(born, on="pmr")
    by_age.append(dated.assign(age=dated["starts"] - dated["born"])[["pmr", "age", "level"]])
    evidence = pd.concat(by_age).astype({"age": "Int64", "level": "Int64"}).dropna(subset=["level"])

    people = evidence.groupby("pmr")["age"].max().rename("last_seen").reset_index().merge(born, on="pmr", how="outer")
    last_age = (int(last_year[:4]) - people["born"]).fillna(people["last_seen"]).clip(upper=min(oldest, 30))
    ages = (last_age - 15).clip(lower=0).astype("int64")
    rows = people.loc[np.repeat(people.index.to_numpy(), ages)].reset_index(drop=True)
    rows["age"] = (16 + rows.groupby("pmr").cumcount()).astype("Int64")
    rows["hq_level"] = rows["first_age"] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    for level in range(5):
        first = evidence[evidence["level"] >= level].groupby("pmr")["age"].min()
        first = rows["pmr"].map(first).astype("Int64")
        reached = (rows["age"] >= first).fillna(False)
        rows["hq_level"] = rows["hq_level"].mask(reached, level)
        rows["first_age"] = rows["first_age"].mask(reached, first.clip(lower=16))
    rows["followed"] = (rows["age"] <= rows["last_seen"].fillna(0)).astype("Int64")
    starts = (rows["born"] + rows["age"]).astype("Int64")
    rows["academic_year"] = starts.astype("string") + "/" + (starts + 1).astype("string").str[-2:]
    return rows[["pmr", "age", "academic_year", "hq_level", "first_age", "followed"]]
