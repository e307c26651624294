import pandas as pd

COLUMNS = [
    "person", "aim_number", "provider", "aim_ref", "programme_aim", "aim_start", "aim_end", "first_year", "last_year", "status", "achieved",
    "withdrawn", "aim_level", "level4_up", "n_rows",
]  # fmt: skip


def ilr_aim_dedupe(lilr_aims, link_person_spine):
    """One row for each further education aim."""
    persons = link_person_spine[link_person_spine["key_type"] == "record"].dropna(subset=["key_value", "person"])
    persons = persons.groupby("key_value")["person"].min()
    filler = pd.Timestamp("1900-01-01")
    aims = lilr_aims[lilr_aims["RECORDID"].notna()].reset_index(drop=True)
    record = aims["RECORDID"].astype("string")
    outcome, status = aims["outcome"], aims["Compstatus"]

    rows = pd.DataFrame({"person": record.map(persons).astype("string").fillna("REC" + record)})
    rows["provider"] = aims["ukprn_anon"].where(aims["ukprn_anon"] != -1)
    rows["aim_ref"] = aims["learning_aim_id"]
    rows["programme_aim"] = (aims["AimType"].isin([1, 35]) | (aims["learning_aim_id"] == "ZPROG001").fillna(False)).astype("Int64")
    for new, old in {"aim_start": "start_date", "aim_end": "end_date"}.items():
        rows[new] = aims[old].where(aims[old] > filler)
    rows["last_year"] = aims["academic_year"]
    rows["external_id"], rows["sequence_index"] = aims["external_id"], aims["sequence_index"]
    rows["status"] = status.where(status.isin([1, 2, 3, 4, 6]))
    achieved = outcome.isin([1, 6, 7]) | (aims["Achievement_date"] > filler)
    not_achieved = (outcome.isin([2, 3]) | status.isin([3, 4])) & ~outcome.isin([4, 5, 8])
    rows["achieved"] = achieved.astype("Int64").where(achieved | not_achieved)
    # 9 is a higher level that is not given exactly
    rows["level"] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    for name in ["Notional_Level_v2_latest", "Notional_Level_v2"]:
        rows["level"] = rows["level"].fillna(aims[name].where(aims[name].between(0, 9)))
    older = aims["Notional_Level"].where(aims["Notional_Level"].isin(range(7))).astype("Int64")
    rows["level"] = rows["level"].fillna(older.replace({6: 9}))
    rows = rows.drop_duplicates()

    aim = ["person", "provider", "aim_ref", "programme_aim", "aim_start"]
    rows["first_year"] = rows.groupby(aim, dropna=False)["last_year"].transform("min")
    rows["n_rows"] = rows.groupby(aim, dropna=False)["person"].transform("size")
    order = [*aim, "last_year", "aim_end", "external_id", "sequence_index", "status", "achieved", "level"]
    rows = rows.sort_values(order, ascending=[name not in ("last_year", "aim_end") for name in order], na_position="last")
    rows = rows.drop_duplicates(subset=aim).sort_values(["person", "aim_start", "provider", "aim_ref", "programme_aim"], na_position="last")
    rows["aim_number"] = rows.groupby("person").cumcount() + 1
    rows["withdrawn"] = (rows["status"] == 3).astype("Int64")
    rows["aim_level"] = rows["level"].where(rows["level"] <= 8)
    rows["level4_up"] = (rows["level"] >= 4).astype("Int64")
    return rows[COLUMNS].reset_index(drop=True)
