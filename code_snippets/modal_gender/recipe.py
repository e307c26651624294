import pandas as pd


def modal_gender(census_main_record, ks4_pupil, first_year="2001/02", last_year="2020/21"):
    """Most frequent recorded gender."""
    census = census_main_record.assign(source="census")
    census["term"] = census["census_term"].map({"autumn": 1, "spring": 2, "summer": 3}).fillna(0)
    ks4 = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", "KS4_GENDER": "sex"}).assign(source="ks4", term=0)
    rows = pd.concat([census, ks4])[["pmr", "academic_year", "term", "source", "sex"]].dropna(subset=["pmr", "academic_year"])
    rows = rows[rows["academic_year"].between(first_year, last_year)]
    rows["sex"] = rows["sex"].where(rows["sex"].isin(["M", "F"]), "")
    rows["term"] = rows["academic_year"].str[:4].astype(int) * 10 + rows["term"].astype(int)
    rows = rows.drop_duplicates()

    rows["votes"] = (rows["sex"] != "").astype(int)
    counted = rows.groupby(["pmr", "source", "sex"], as_index=False).agg(n_modal=("votes", "sum"), latest=("term", "max"))
    counted["n_votes"] = counted.groupby(["pmr", "source"])["n_modal"].transform("sum")
    counted["blank"] = counted["sex"] == ""
    # rows without a value last; the census before key stage 4
    counted = counted.sort_values(
        ["pmr", "blank", "source", "n_modal", "latest", "sex"], ascending=[True, True, True, False, False, True]
    )
    person = counted.drop_duplicates(subset="pmr").reset_index(drop=True)
    person["gender_modal"] = person["sex"].where(~person["blank"]).astype("string")
    person["gender_source"] = person["source"].where(~person["blank"]).astype("string")
    person["gender_conflict"] = (person["n_modal"] < person["n_votes"]).astype("Int64").where(~person["blank"])
    return person[["pmr", "gender_modal", "gender_source", "gender_conflict", "n_votes", "n_modal"]]
