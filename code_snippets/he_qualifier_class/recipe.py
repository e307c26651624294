import pandas as pd

CLASSES = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 6, "A": 6}
NAMES = {1: "first", 2: "upper_second", 3: "lower_second", 4: "third", 5: "unclassified", 6: "not_applicable"}


def he_qualifier_class(hesa):
    """First degree and its class."""
    known = hesa[hesa["HE_PUPILMATCHINGREFANONYMOUS"].notna() & hesa["academic_year"].notna()]
    # a comparison with a missing value is missing, but False & missing is False: just what the rule asks for
    award = (known["HE_XPQUAL01"] == 1).astype("boolean") & (known["HE_XQLEV601"] == 4).astype("boolean")
    records = pd.DataFrame(
        {
            "pmr": known["HE_PUPILMATCHINGREFANONYMOUS"],
            "award_year": known["academic_year"],
            "award": award.astype("Int64"),
            "class": known["HE_XCLASS01"].map(CLASSES).astype("Int64"),
            "award_date": known["HE_ENDDATE"].fillna(known["HE_DATELEFT"]),
            "uk_home": known["HE_XHOOS01"].map({1: 1, 2: 0}).astype("Int64"),
            "provider_country": known["HE_XINSTC01"],
        }
    )
    groups = records.groupby("pmr")
    students = groups.agg(
        first_degree_award=("award", "max"), judged=("award", "count"), rows=("award", "size"), last_year_seen=("award_year", "max")
    ).reset_index()
    unsure = (students["first_degree_award"] == 0).fillna(False) & (students["judged"] < students["rows"])
    students["first_degree_award"] = students["first_degree_award"].mask(unsure)

    awards = records[(records["award"] == 1).fillna(False)].drop(columns="award").drop_duplicates()
    awards["n_awards"] = awards.groupby("pmr")["award_year"].transform("size")
    awards["order_home"] = -awards["uk_home"]
    order = ["award_year", "class", "award_date", "order_home", "provider_country"]
    awards = awards.sort_values(["pmr", *order], na_position="last").drop_duplicates(subset="pmr")
    awards["degree_class"] = awards["class"].map(NAMES).astype("string")
    awards["good_degree"] = awards["class"].map({1: 1, 2: 1, 3: 0, 4: 0}).astype("Int64")
    rows = students.merge(awards, on="pmr", how="left")
    rows["n_awards"] = rows["n_awards"].fillna(0)
    columns = ["award_year", "award_date", "degree_class", "good_degree", "uk_home", "provider_country", "n_awards"]
    return rows[["pmr", "first_degree_award", *columns, "last_year_seen"]]
