import pandas as pd

AREAS = {"england": ["E"], "great_britain": ["E", "S", "W"]}


def graduate_yag_frame(he_qualifier_class, link_person_spine, provider_area="england", last_tax_year="2020/21"):
    """Graduates by years after graduation."""
    degrees = he_qualifier_class[
        (he_qualifier_class["first_degree_award"] == 1).fillna(False)
        & he_qualifier_class["pmr"].notna()
        & he_qualifier_class["award_year"].notna()
    ]
    if provider_area != "all":
        degrees = degrees[degrees["provider_country"].isin(AREAS[provider_area])]
    spine = link_person_spine[(link_person_spine["key_type"] == "pmr").fillna(False)].rename(columns={"key_value": "pmr"})
    degrees = degrees.merge(spine[["pmr", "person", "number", "n_edukey"]].dropna(subset=["pmr"]), on="pmr", how="left")
    degrees["person"] = degrees["person"].fillna("PMR" + degrees["pmr"])
    degrees["number"] = degrees["number"].fillna(1)
    degrees["n_edukey"] = degrees["n_edukey"].fillna(0)
    order = ["award_year", "number", "pmr", "degree_class", "uk_home", "provider_country", "n_edukey"]
    people = degrees.sort_values(["person", *order], na_position="last").drop_duplicates(subset="person")

    rows = people.merge(pd.DataFrame({"yag": [1, 3, 5, 10]}), how="cross")
    starts = rows["award_year"].str[:4].astype("Int64") + rows["yag"] + 1
    rows["tax_year"] = starts.astype("string") + "/" + ((starts + 1) % 100).astype("string").str.zfill(2)
    rows["tax_year_held"] = (rows["tax_year"] <= last_tax_year).astype("Int64")
    rows["matched"] = (rows["n_edukey"] > 0).astype("Int64")
    return rows[
        ["person", "award_year", "yag", "tax_year", "tax_year_held", "matched", "n_edukey", "degree_class", "uk_home", "provider_country"]
    ]
