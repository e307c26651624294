
REGIONS = {
    "E12000001": "North East", "E12000002": "North West", "E12000003": "Yorkshire and The Humber", "E12000004": "East Midlands",
    "E12000005": "West Midlands", "E12000006": "East of England", "E12000007": "London", "E12000008": "South East",
    "E12000009": "South West",
}  # fmt: skip
OTHERS = {
    "Wales": "W92000004", "Scotland": "S92000003", "Northern Ireland": "N92000002", "Abroad": "Abroad", "Unknown": "Unknown",
}  # fmt: skip


def region_taxyear(leo_geography):
    """Region of residence by tax year."""
    rows = leo_geography[["Edukey", "tax_year", "GOR", "GORNM", "CTRYNM"]].rename(columns={"Edukey": "edukey"})
    rows = rows.dropna(subset=["edukey", "tax_year"])
    # capital letters do not matter, as in the database
    by_name = rows["CTRYNM"].str.lower().map({name.lower(): name for name in ["England", *OTHERS]})
    code = rows["GOR"].str.upper()
    by_code = code.str[:2].map({"W9": "Wales", "S9": "Scotland", "N9": "Northern Ireland"})
    rows["country"] = by_name.fillna(by_code.mask(code.str.startswith("E12").fillna(False), "England")).astype("string")
    region_of = {name.lower(): region for region, name in REGIONS.items()}
    english = code.where(code.isin(list(REGIONS))).fillna(rows["GORNM"].str.lower().map(region_of).astype("string"))
    rows["region"] = rows["country"].map(OTHERS).astype("string").mask(rows["country"].eq("England").fillna(False), english)

    rows = rows[["edukey", "tax_year", "region", "country"]].drop_duplicates()
    rows["order_region"] = rows["region"].map({"Abroad": 1, "Unknown": 2}).fillna(0).mask(rows["region"].isna(), 3)
    rows["n_places"] = rows.groupby(["edukey", "tax_year"])["edukey"].transform("size")
    rows = rows.sort_values(["edukey", "tax_year", "order_region", "region", "country"], na_position="last")
    rows = rows.drop_duplicates(subset=["edukey", "tax_year"])
    elsewhere = rows["country"].where(rows["region"].notna())
    rows["region_name"] = rows["region"].map(REGIONS).astype("string").fillna(elsewhere)
    return rows[["edukey", "tax_year", "region", "region_name", "country", "n_places"]].reset_index(drop=True)
