LEVELS = {"N": "none", "A": "support", "P": "support", "K": "support", "S": "plan", "E": "plan"}
SYSTEMS = {"A": "old", "P": "old", "S": "old", "K": "new", "E": "new"}


def sen_level(census_reference_year_row, blank_on_roll="missing"):
    """Level of provision for special educational needs."""
    rows = census_reference_year_row.dropna(subset=["pmr", "academic_year"])
    code = rows["sen"]
    if blank_on_roll == "none":
        code = code.mask(code.isna() & (rows["on_roll"] == 1).fillna(False), "N")
    rows = rows.assign(sen_code=code.where(code.isin(list(LEVELS))).astype("string"))
    rows = rows[["pmr", "academic_year", "sen_code"]].drop_duplicates().reset_index(drop=True)
    rows["sen_level"] = rows["sen_code"].map(LEVELS).astype("string")
    rows["any_sen"] = (rows["sen_level"] != "none").astype("Int64")
    rows["has_plan"] = (rows["sen_level"] == "plan").astype("Int64")
    rows["sen_system"] = rows["sen_code"].map(SYSTEMS).astype("string")
    return rows[["pmr", "academic_year", "sen_level", "any_sen", "has_plan", "sen_code", "sen_system"]]
