import pandas as pd


def firm_size_band(leo_idbr, paye_earnings_annual, size_bands):
    """Size band of the employer."""
    firms = paye_earnings_annual[["main_enterprise", "tax_year"]].dropna().drop_duplicates()
    firms = firms.rename(columns={"main_enterprise": "enterprise"})
    early = firms["tax_year"].str[:4].astype("Int64") <= 2016
    firms["source_year"] = pd.Series(2020, index=firms.index, dtype="Int64").mask(early, 2019)

    register = leo_idbr[["ENTKEY", "SourceYear", "Employees", "Govt_Region", "SIC2007", "Death_month"]]
    register = register.dropna(subset=["ENTKEY", "SourceYear"]).drop_duplicates()
    register = register.set_axis(["enterprise", "source_year", "employees", "firm_region", "code", "death"], axis=1)
    key = ["enterprise", "source_year"]
    register["n_records"] = register.groupby(key)["enterprise"].transform("size")
    register["dead"] = register["death"].notna()
    register = register.sort_values(
        [*key, "dead", "death", "employees", "code", "firm_region"],
        ascending=[True, True, True, False, False, True, True], na_position="last",
    ).drop_duplicates(subset=key)  # fmt: skip

    # a value with two meanings has none
    bands = size_bands[["employees", "lowest", "highest"]].drop_duplicates().drop_duplicates(subset="employees", keep=False)
    low, high = bands["lowest"], bands["highest"]
    firm_size = pd.Series(pd.NA, index=bands.index, dtype="string")
    for name, first, last in [("0-9", 0, 9), ("10-49", 10, 49), ("50-249", 50, 249)]:
        firm_size = firm_size.mask(((low >= first) & (high <= last)).fillna(False), name)
    firm_size = firm_size.mask((low >= 250).fillna(False), "250+").mask((high < low).fillna(False))
    bands = bands.assign(firm_size=firm_size)[["employees", "firm_size"]].dropna()

    rows = firms.merge(register, on=key, how="left").merge(bands, on="employees", how="left")
    found = rows["n_records"].notna()
    load = rows["source_year"].map({2019: pd.Timestamp("2018-01-01"), 2020: pd.Timestamp("2020-09-01")})
    rows["found"] = found.astype("Int64")
    rows["closed_before_load"] = (rows["death"] < load).astype("Int64").where(found)
    rows["n_records"] = rows["n_records"].fillna(0).astype("Int64")
    # 1110 is 01110: a leading zero was lost
    code = rows["code"].str.strip()
    division = pd.to_numeric(code.where(code.str.fullmatch(r"\d{4,5}").fillna(False))).astype("Int64") // 1000
    rows["sic_division"] = division.where((division > 0).fillna(False))
    return rows[
        [
            "enterprise", "tax_year", "source_year", "found", "employees", "firm_size", "closed_before_load", "firm_region",
            "sic_division", "n_records",
        ]
    ]  # fmt: skip
