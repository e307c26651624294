import pandas as pd

APPRENTICESHIPS = [2, 3, 10, 20, 21, 22, 23, 25]
MONTHS = [f"in_{name}" for name in ("aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar", "apr", "may", "jun", "jul")]
TERMS = {"autumn": [2, 3, 4], "spring": [5, 6, 7], "summer": [9]}


def school_months(rows):
    """The academic years (by their first calendar year) and months, 0 for August to 11 for July, whose flag is 1."""
    rows = rows.assign(starts=rows["tax_year"].str[:4].astype("Int64"))
    rows = rows.rename(columns={name: place for place, name in enumerate(MONTHS)})
    rows = rows.melt(["edukey", "starts"], list(range(12)), var_name="place", value_name="flag")
    rows = rows[rows["flag"] == 1].astype({"place": "int64"})
    # of a tax year, April to July belong to the academic year that began before it
    return rows.assign(y=rows["starts"] - (rows["place"] >= 8))


def ks4_sustained_destination(
    ks4_leaver_cohort, link_person_spine, census_main_record, lilr_aims, employment_month_flags, oow_benefit_any, self_employment,
    first_year=2006, last_year=2020, least_work=5, least_app=6, data_end="2021-04-05",
):  # fmt: skip
    """Sustained destination after key stage 4."""
    end = pd.Timestamp(data_end)
    spine = link_person_spine[["person", "key_type", "key_value"]]
    pupils = spine[spine["key_type"] == "pmr"].rename(columns={"key_value": "pmr"})[["person", "pmr"]]
    members = ks4_leaver_cohort[["pmr", "ks4_year"]].merge(pupils, on="pmr", how="left")
    members["person"] = members["person"].fillna("PMR" + members["pmr"])
    members["y"] = members["ks4_year"].str[:4].astype("Int64") + 1
    covered = [y for y in range(first_year, last_year + 1) if pd.Timestamp(y + 1, 3, 31) <= end]
    members = members[members["y"].isin(covered)]
    # each key with the destination years that matter for its person
    years = members[["person", "y"]].drop_duplicates()
    own = members[["person", "y", "pmr"]].rename(columns={"pmr": "key_value"}).assign(key_type="pmr")
    keys = pd.concat([spine.merge(years, on="person"), own])[["key_type", "key_value", "person", "y"]].drop_duplicates()

    def find(rows, column, key_type):
        known = keys[keys["key_type"] == key_type][["person", "key_value", "y"]]
        return rows.assign(key_value=rows[column].astype("string")).merge(known, on=["key_value", "y"])

    aims = find(lilr_aims.assign(y=lilr_aims["academic_year"].str[:4].astype("Int64")), "RECORDID", "record")
    filler = pd.Timestamp("1900-01-01")
    aims["end_date"] = aims["end_date"].where(aims["end_date"] > filler)
    aims = aims[(aims["start_date"] > filler) & ~(aims["end_date"] < aims["start_date"])]
    # months from August, 0 to 11: an aim speaks for its own academic year only
    august = aims["y"] * 12 + 8
    aims["from_at"] = (aims["start_date"].dt.year * 12 + aims["start_date"].dt.month - august).clip(lower=0)
    aims["to_at"] = (aims["end_date"].dt.year * 12 + aims["end_date"].dt.month - august).fillna(11).clip(upper=11)
    aims["is_app"] = aims["programme_type"].isin(APPRENTICESHIPS) | (aims["app"] == 1).fillna(False)
    aims = aims[["person", "y", "is_app", "from_at", "to_at"]].drop_duplicates()
    aims = aims.merge(pd.DataFrame({"place": range(12)}), how="cross")
    aims = aims[(aims["place"] >= aims["from_at"]) & (aims["place"] <= aims["to_at"])]
    # a term on the register stands for its months; of the summer it counts only that somebody was there
    census = census_main_record
    present = (census["on_roll"] == 1).fillna(False) | (
        census["on_roll"].isna() & (census["source"] == "ap").fillna(False)
    )
    census = census[present].assign(y=census["academic_year"].str[:4].astype("Int64"))
    terms = pd.DataFrame({"census_term": list(TERMS), "place": list(TERMS.values())}).explode("place")
    census = find(census, "pmr", "pmr").merge(terms, on="census_term")
    edukeys = keys.loc[keys["key_type"] == "edukey", "key_value"]
    work, claims = (
        find(school_months(rows[rows["edukey"].isin(edukeys)]), "edukey", "edukey")
        for rows in (employment_month_flags, oow_benefit_any)
    )
    flags = ["educ", "is_app", "worked"]
    parts = [aims.assign(educ=1), census.assign(educ=1), work.assign(worked=1), claims]
    months = pd.concat([rows.reindex(columns=["person", "y", "place", *flags]) for rows in parts])
    months[flags] = months[flags].astype("Float64").fillna(0).astype("Int64")
    months["place"] = months["place"].astype("Int64")
    months = months.groupby(["person", "y", "place"], as_index=False)[flags].max()

    apps = months[months["is_app"] == 1].sort_values(["person", "y", "place"])
    apps["island"] = apps["place"] - apps.groupby(["person", "y"]).cumcount()
    runs = apps.groupby(["person", "y", "island"], as_index=False).size()
    runs = runs.groupby(["person", "y"], as_index=False)["size"].max().rename(columns={"size": "app_run"})
    # October to March are 2 to 7, and 8 is the April that follows
    window = months["place"].between(2, 7).astype("Int64")
    months["educ_months"] = months["educ"] * window
    months["work_months"] = months["worked"] * window
    months["both_months"] = (months["educ"] + months["worked"]).clip(upper=1) * window
    months["march_or_april"] = months["worked"] * months["place"].isin([7, 8]).astype("Int64")
    counts = ["educ_months", "work_months", "both_months", "march_or_april"]
    counted = months.groupby(["person", "y"], as_index=False)[counts].sum().assign(found=1)
    taxed = self_employment.assign(y=self_employment["tax_year"].str[:4].astype("Int64"))
    taxed = taxed.groupby(["person", "y"], as_index=False)["self_emp"].max()
    result = members
    for table in (counted, runs, taxed):
        result = result.merge(table, on=["person", "y"], how="left")
    filled = [*counts, "app_run", "found"]
    result[filled] = result[filled].astype("Int64").fillna(0)
    result["linked"] = result["person"].isin(keys.loc[keys["key_type"] == "edukey", "person"]).astype("Int64")
    for name in ("work_months", "self_emp"):
        result[name] = result[name].astype("Int64").where(result["linked"] == 1)

    # an April beyond the end of the data may hold a day of work
    april_open = result["y"].isin([y for y in covered if pd.Timestamp(y + 1, 4, 30) > end])
    enough = (result["work_months"] >= least_work).fillna(False)
    at_end = result["march_or_april"] > 0
    result["destination"] = pd.Series("not_captured", index=result.index, dtype="string")
    for destination, is_it in (  # the later wins
        ("not_sustained", result["found"] == 1), (pd.NA, enough & ~at_end & april_open),
        ("combination", result["both_months"] == 6),
        ("employment", (result["self_emp"] == 1).fillna(False) | (enough & at_end)), ("education", result["educ_months"] == 6),
        ("apprenticeship", result["app_run"] >= least_app),
    ):  # fmt: skip
        result["destination"] = result["destination"].mask(is_it, destination)
    sustained = ~result["destination"].isin(["not_sustained", "not_captured"])
    result["sustained"] = sustained.astype("Int64").where(result["destination"].notna())
    result["dest_year"] = result["y"].astype("string") + "/" + ((result["y"] + 1) % 100).astype("string").str.zfill(2)
    result = result.reset_index(drop=True)
    return result[[
        "pmr", "ks4_year", "dest_year", "linked", "educ_months", "app_run", "work_months", "self_emp", "destination", "sustained",
    ]]  # fmt: skip
