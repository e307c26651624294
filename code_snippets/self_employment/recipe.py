import pandas as pd


def self_employment(link_person_spine, leo_self_assessment, paye_earnings_annual, first_year=2013, last_year=2020):
    """Self-employment by tax year."""
    person_year = ["person", "tax_year"]
    years = pd.DataFrame({"starts": pd.array(range(first_year, min(last_year, first_year + 99) + 1), "Int64")})
    years["tax_year"] = (
        years["starts"].astype("string") + "/" + ((years["starts"] + 1) % 100).astype("string").str.zfill(2)
    )
    spine = link_person_spine.dropna(subset=["person"])
    keys = spine.loc[
        (spine["key_type"] == "edukey") & spine["key_value"].notna(), ["person", "key_value"]
    ].drop_duplicates()
    keys = keys.rename(columns={"key_value": "edukey"})
    people = spine[["person"]].drop_duplicates()
    people["linked"] = people["person"].isin(keys["person"]).astype("Int64")

    amounts = ["EARNINGS_SOLE", "EARNINGS_PTR", "EARNINGS_SELF_EMPLOYMENT"]
    given = leo_self_assessment[["Edukey", "tax_year", "Self_Employed", *amounts]].drop_duplicates()
    given = given[(given["Self_Employed"] == 1).fillna(False) | given[amounts].notna().any(axis=1)]
    # the form: no value means no such income
    parts = given["EARNINGS_SOLE"].fillna(0) + given["EARNINGS_PTR"].fillna(0)
    given = given.assign(
        edukey=given["Edukey"],
        se_earn=given["EARNINGS_SELF_EMPLOYMENT"].fillna(parts),
        has_sole=given["EARNINGS_SOLE"].notna(),
        has_partner=given["EARNINGS_PTR"].notna(),
    )
    returns = given.merge(keys, on="edukey").groupby(person_year, as_index=False)
    returns = returns.agg({"se_earn": "sum", "has_sole": "max", "has_partner": "max"}).assign(has_return=True)
    pay = paye_earnings_annual[["edukey", "tax_year", "earnings"]].drop_duplicates().merge(keys, on="edukey")
    pay["pay_unknown"] = pay["earnings"].isna()
    pay = pay.groupby(person_year, as_index=False).agg({"earnings": "sum", "pay_unknown": "max"})

    rows = (
        people.merge(years, how="cross")
        .merge(returns, on=person_year, how="left")
        .merge(pay, on=person_year, how="left")
    )
    sole, partner, known = (rows[name].eq(True) for name in ["has_sole", "has_partner", "has_return"])
    # before 2013/14 the returns are not sound
    rows["self_emp"] = known.astype("Int64").where((rows["starts"] >= 2013) & (rows["linked"] == 1))
    is_self = rows["self_emp"].eq(1).fillna(False)
    rows["se_type"] = pd.Series("unknown", index=rows.index, dtype="string")
    rows["se_type"] = (
        rows["se_type"].mask(sole, "sole").mask(partner, "partner").mask(sole & partner, "both").where(is_self)
    )
    rows["se_earn"] = rows["se_earn"].where(is_self)
    mainly = (rows["se_earn"] > rows["earnings"].fillna(0)).fillna(False).astype("Int64")
    rows["mainly_se"] = mainly.where(rows["self_emp"].notna() & ~(is_self & rows["pay_unknown"].eq(True)))
    return rows[[*person_year, "linked", "self_emp", "se_type", "se_earn", "mainly_se"]]
