import pandas as pd

LEVELS = {1: "pgr", 2: "pgt", 3: "other_pg", 4: "first_degree", 5: "other_ug"}
MODES = {1: "full_time", 2: "full_time", 3: "part_time", **dict.fromkeys(range(4, 10), "other")}


def he_full_time_first_degree(hesa, uk_only=1):
    """Full-time first-degree entrants."""
    counted = hesa[
        hesa["HE_PUPILMATCHINGREFANONYMOUS"].notna()
        & hesa["academic_year"].notna()
        & (hesa["HE_XPSR01"] == 1).fillna(False)
        & (hesa["HE_XLEV601"].fillna(0) != 6)
    ]
    rows = pd.DataFrame(
        {
            "pmr": counted["HE_PUPILMATCHINGREFANONYMOUS"],
            "academic_year": counted["academic_year"],
            "he_level": counted["HE_XLEV601"].map(LEVELS).astype("string"),
            "he_mode": counted["HE_XMODE01"].map(MODES).astype("string"),
            "first_year": (counted["HE_XFYRSR01"] == "1").astype("Int64"),
            "uk_home": counted["HE_XHOOS01"].map({1: 1, 2: 0}).astype("Int64"),
            "start_date": counted["HE_COMDATE"],
            "provider": counted["HE_XINSTID01__ANON"].fillna(counted["HE_INSTID_ANON"]),
            "provider_country": counted["HE_XINSTC01"],
        }
    ).drop_duplicates()
    tests = [rows["he_level"] == "first_degree", rows["he_mode"] == "full_time", rows["first_year"] == 1]
    if uk_only == 1:
        tests.append(rows["uk_home"] == 1)
    # Int64 keeps what is missing; the lowest of the tests is 0 as soon as one is known to fail
    tests = pd.concat([test.astype("Int64") for test in tests], axis=1)
    rows["entrant"] = tests.min(axis=1).where(tests.notna().all(axis=1) | (tests == 0).any(axis=1)).astype("Int64")

    student = ["pmr", "academic_year"]
    groups = rows.groupby(student)["entrant"]
    rows["n_records"] = groups.transform("size")
    rows["ft_first_degree_entrant"] = groups.transform("max")
    unsure = (rows["ft_first_degree_entrant"] == 0) & (groups.transform("count") < rows["n_records"])
    rows["ft_first_degree_entrant"] = rows["ft_first_degree_entrant"].mask(unsure.fillna(False))
    rows["order_entrant"] = -rows["entrant"].fillna(0)
    rows["order_level"] = rows["he_level"].map({level: place for place, level in LEVELS.items()})
    rows["order_mode"] = rows["he_mode"].map({"full_time": 1, "part_time": 2, "other": 3})
    order = ["order_entrant", "order_level", "order_mode", "start_date", "provider", "first_year", "uk_home", "provider_country"]
    rows = rows.sort_values([*student, *order], na_position="last").drop_duplicates(subset=student)
    columns = ["ft_first_degree_entrant", "he_level", "he_mode", "first_year", "uk_home", "start_date", "provider", "provider_country"]
    return rows[[*student, *columns, "n_records"]].reset_index(drop=True)
