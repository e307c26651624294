import pandas as pd

APPRENTICESHIPS = [2, 3, 10, 20, 21, 22, 23, 25]


def he_entry_by_19(
    census_reference_year_row, academic_birth_cohort, link_person_spine, hesa, lilr_aims,
    first_year="2004/05", last_year="2019/20", apprenticeships=1,
):  # fmt: skip
    """In higher education by 19."""
    spine = link_person_spine.dropna(subset=["key_type", "key_value"])
    by_pmr = spine.loc[spine["key_type"] == "pmr", ["key_value", "person", "number"]].rename(columns={"key_value": "pmr"})
    by_record = spine.loc[spine["key_type"] == "record", ["key_value", "person"]]

    census = census_reference_year_row
    census = census[(census["source"] == "school").fillna(False) & (census["on_roll"] == 1).fillna(False)].dropna(subset=["pmr"])
    pupils = census.merge(academic_birth_cohort.dropna(subset=["pmr"]), on="pmr").merge(by_pmr, on="pmr", how="left")
    starts = pupils["academic_year"].str[:4].astype("Int64")
    pupils = pupils[(starts == pupils["birth_year_start"] + 16).fillna(False)]
    pupils = pupils.assign(person=pupils["person"].fillna("PMR" + pupils["pmr"]), number=pupils["number"].fillna(1))
    pupils = pupils.sort_values(["person", "number", "pmr", "birth_year_start", "fsm"], na_position="last")
    pupils = pupils.drop_duplicates(subset="person")[["person", "birth_year_start", "fsm"]].rename(columns={"fsm": "fsm_15"})

    university = hesa[(hesa["HE_XPSR01"] == 1).fillna(False) & (hesa["HE_XLEV601"].fillna(0) != 6)]
    university = university.rename(columns={"HE_PUPILMATCHINGREFANONYMOUS": "pmr"}).dropna(subset=["pmr"])
    university = university.merge(by_pmr, on="pmr", how="left").assign(hesa=1, ilr=0)
    university["person"] = university["person"].fillna("PMR" + university["pmr"])
    college = lilr_aims[(lilr_aims["active"] == 1).fillna(False) & lilr_aims["Notional_Level_v2_latest"].between(4, 9).fillna(False)]
    if apprenticeships == 0:
        college = college[~college["programme_type"].isin(APPRENTICESHIPS)]
    college = college.assign(key_value=college["RECORDID"].astype("string")).dropna(subset=["key_value"])
    college = college.merge(by_record, on="key_value").assign(hesa=0, ilr=1)
    columns = ["person", "academic_year", "hesa", "ilr"]
    records = pd.concat([university[columns], college[columns]]).dropna(subset=["academic_year"])
    records = records[(records["academic_year"] >= first_year) & (records["academic_year"] <= last_year)]

    entries = pupils[["person", "birth_year_start"]].merge(records, on="person")
    entries["he_entry_age"] = entries["academic_year"].str[:4].astype("Int64") - entries["birth_year_start"] - 1
    entries = entries[entries["he_entry_age"] >= 18].groupby(["person", "he_entry_age"], as_index=False)[["hesa", "ilr"]].max()
    entries = entries.sort_values(["person", "he_entry_age"]).drop_duplicates(subset="person")
    entries["he_source"] = (entries["hesa"] + 2 * entries["ilr"]).map({1: "hesa", 2: "ilr", 3: "both"}).astype("string")

    rows = pupils.merge(entries[["person", "he_entry_age", "he_source"]], on="person", how="left")
    born = rows["birth_year_start"]
    rows["both_years_held"] = ((born + 19 >= int(first_year[:4])) & (born + 20 <= int(last_year[:4]))).astype("Int64")
    early = (rows["he_entry_age"] <= 19).fillna(False).astype("Int64")
    rows["he_by_19"] = early.where((early == 1) | (rows["both_years_held"] == 1))
    return rows[["person", "birth_year_start", "fsm_15", "he_by_19", "he_entry_age", "he_source", "both_years_held"]]
