import pandas as pd

APPRENTICESHIPS = [2, 3, 10, 20, 21, 22, 23, 25]
MONTHS = [f"in_{name}" for name in ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")]


def find(table, column, keys, key_type):
    """Rows of the people in question, with their person."""
    known = keys[keys["key_type"] == key_type][["person", "key_value"]]
    return table.assign(key_value=table[column].astype("string")).merge(known, on="key_value")


def tax_months(rows):
    """The tax years (by their first calendar year) and months, 1 for April to 12 for March, whose flag is 1."""
    rows = rows.assign(low=0, starts=rows["tax_year"].str[:4].astype("Int64"))
    rows = rows.rename(columns={name: place for place, name in enumerate(MONTHS, 1)})
    rows = rows.melt(["person", "kind", "low", "starts"], list(range(1, 13)), var_name="pos", value_name="flag")
    return rows[rows["flag"] == 1].astype({"pos": "int64"})


def main_activity_taxyear(
    ks4_leaver_cohort, link_person_spine, ks5_student, lilr_aims, hesa, oow_benefit_any, employment_month_flags,
    first_year=2003, last_year=2019, years=15, least_run=6, least_work=12,
):  # fmt: skip
    """Main activity in each tax year after key stage 4."""
    spine = link_person_spine[["person", "key_type", "key_value"]]
    pupils = spine[spine["key_type"] == "pmr"].rename(columns={"key_value": "pmr"})
    members = ks4_leaver_cohort[["pmr", "ks4_year"]].merge(pupils, on="pmr", how="left")
    members["person"] = members["person"].fillna("PMR" + members["pmr"])
    members["left_in"] = members["ks4_year"].str[:4].astype("Int64")
    people = members.groupby("person", as_index=False)["left_in"].min()
    own = members[["person", "pmr"]].rename(columns={"pmr": "key_value"}).assign(key_type="pmr")
    keys = pd.concat([spine[spine["person"].isin(people["person"])], own]).drop_duplicates()
    people["linked"] = people["person"].isin(keys.loc[keys["key_type"] == "edukey", "person"]).astype("Int64")
    grid = people.merge(pd.DataFrame({"n": pd.array(range(1, min(years, 20) + 1), "Int64")}), how="cross")
    grid["starts"] = grid["left_in"] + 1 + grid["n"]
    grid = grid[grid["starts"].between(first_year, last_year)]

    aims = find(lilr_aims, "RECORDID", keys, "record").assign(kind="fe")
    aims["low"] = aims["Notional_Level_v2_latest"].between(0, 2).fillna(False)
    aims["low"] |= aims["programme_type"].isin(APPRENTICESHIPS)
    aims["low"] |= ((aims["app"] == 1) & (aims["academic_year"] >= "2004/05")).fillna(False)
    aims = aims.rename(columns={"start_date": "begins", "end_date": "ends"})
    aims["ends"] = aims["ends"].where(aims["ends"] > pd.Timestamp("1900-01-01"))
    study = find(hesa, "HE_PUPILMATCHINGREFANONYMOUS", keys, "pmr").assign(kind="he", low=False)
    study = study[(study["HE_XLEV601"].between(1, 5) & (study["HE_NOTACT"].fillna("0") != "1")).fillna(False)]
    study = study.rename(columns={"HE_COMDATE": "begins"})
    study["ends"] = study["HE_ENDDATE"].fillna(study["HE_DATELEFT"])
    spans = pd.concat([rows[["person", "kind", "low", "academic_year", "begins", "ends"]] for rows in (aims, study)])
    spans = spans[(spans["begins"] > pd.Timestamp("1900-01-01")) & ~(spans["ends"] < spans["begins"])]
    # months from August, 0 to 11: a record speaks for its own academic year only
    spans["y"] = spans["academic_year"].str[:4].astype("Int64")
    august = spans["y"] * 12 + 8
    spans["from_at"] = (spans["begins"].dt.year * 12 + spans["begins"].dt.month - august).clip(lower=0)
    spans["to_at"] = (spans["ends"].dt.year * 12 + spans["ends"].dt.month - august).fillna(11).clip(upper=11)
    spans = spans[["person", "kind", "low", "y", "from_at", "to_at"]].drop_duplicates()
    learned = spans.merge(pd.DataFrame({"at": range(12)}), how="cross")
    learned = learned[(learned["at"] >= learned["from_at"]) & (learned["at"] <= learned["to_at"])]
    learned["starts"] = learned["y"] + (learned["at"] >= 8)
    learned["pos"] = (learned["at"] + 4) % 12 + 1

    benefits = tax_months(find(oow_benefit_any, "edukey", keys, "edukey").assign(kind="benefit"))
    work = tax_months(find(employment_month_flags, "edukey", keys, "edukey").assign(kind="work"))
    months = pd.concat([rows[["person", "kind", "low", "starts", "pos"]] for rows in (learned, benefits, work)])
    months["starts"] = months["starts"].astype("Int64")
    months = months.drop_duplicates().merge(grid[["person", "starts", "n"]], on=["person", "starts"])
    learning = months[months["kind"].isin(["he", "fe"])].assign(kind="learn")
    counts = (months["kind"] != "fe") | (months["n"] > 2) | (months["low"] == 1)
    used = pd.concat([months[counts], learning])[["person", "starts", "kind", "pos"]].drop_duplicates()
    used = used.sort_values(["person", "starts", "kind", "pos"])
    used["island"] = used["pos"] - used.groupby(["person", "starts", "kind"]).cumcount()
    runs = used.groupby(["person", "starts", "kind", "island"], as_index=False).size()
    for name, kind, how in (
        ("he_run", "he", "max"), ("fe_run", "fe", "max"), ("learn_months", "learn", "sum"), ("benefit_run", "benefit", "max"),
        ("work_months", "work", "sum"),
    ):  # fmt: skip
        counted = runs[runs["kind"] == kind].groupby(["person", "starts"], as_index=False)["size"].agg(how)
        grid = grid.merge(counted.rename(columns={"size": name}), on=["person", "starts"], how="left")
        grid[name] = grid[name].astype("Int64").fillna(0)
    for name in ("benefit_run", "work_months"):
        grid[name] = grid[name].where(grid["linked"] == 1)
    entered = find(ks5_student, "KS5_PupilMatchingRefAnonymous", keys, "pmr")
    entered = entered[(entered["KS5_AGE_START"].between(16, 18) & (entered["KS5_TOTENTS"] > 0)).fillna(False)]
    entered = entered.assign(starts=entered["academic_year"].str[:4].astype("Int64"), ks5=1)[
        ["person", "starts", "ks5"]
    ]
    grid = grid.merge(entered.drop_duplicates(), on=["person", "starts"], how="left")
    grid["ks5"] = grid["ks5"].astype("Int64").fillna(0)

    sustained_fe = grid["fe_run"] >= least_run
    some = (grid["learn_months"] > 0) | (grid["benefit_run"].fillna(0) > 0) | (grid["work_months"].fillna(0) > 0)
    grid["main_activity"] = pd.Series("not_captured", index=grid.index, dtype="string")
    for activity, is_it in (  # the later wins
        ("no_sustained", some), ("employment", grid["work_months"] >= least_work), ("benefits", grid["benefit_run"] >= least_run),
        ("adult_fe", sustained_fe), ("other_education", sustained_fe & (grid["n"] <= 2)), ("ks5", grid["ks5"] == 1),
        ("he", grid["he_run"] >= least_run),
    ):  # fmt: skip
        grid["main_activity"] = grid["main_activity"].mask(is_it.fillna(False), activity)
    grid["tax_year"] = (
        grid["starts"].astype("string") + "/" + ((grid["starts"] + 1) % 100).astype("string").str.zfill(2)
    )
    grid = grid.rename(columns={"n": "years_after_ks4"}).reset_index(drop=True)
    return grid[[
        "person", "tax_year", "years_after_ks4", "linked", "ks5", "he_run", "fe_run", "learn_months", "benefit_run", "work_months",
        "main_activity",
    ]]  # fmt: skip
