COLUMNS = [
    "pmr", "academic_year", "ref_term", "ref_term_filled", "source", "school", "year_group", "on_roll", "enrol_status", "sex",
    "ethnic_minor", "first_language", "fsm", "sen", "age_start", "month_part", "lsoa01", "lsoa11", "idaci_rank",
]  # fmt: skip
HOME = ["lsoa01", "lsoa11", "idaci_rank"]


def census_reference_year_row(census_main_record, first_term="spring"):
    """One census row for each pupil and school year."""
    keys = ["pmr", "academic_year"]
    rows = census_main_record.dropna(subset=[*keys, "census_term"])
    rows = rows.rename(columns={"census_term": "ref_term"}).drop_duplicates()
    rows["has_left"] = rows["on_roll"].eq(0).fillna(False)
    rows["term_order"] = rows["ref_term"].map({"spring": 1, "summer": 2, "autumn": 3} | {first_term: 0})
    rows = rows.sort_values([*keys, "has_left", "term_order"])
    rows["is_other"] = rows.duplicated(keys)  # not the reference term

    year = rows[~rows["is_other"]][[*keys, "ref_term", "source", "school", "on_roll", "enrol_status"]]
    year["ref_term_filled"] = 0
    singles = ["year_group", "sex", "ethnic_minor", "first_language", "fsm", "sen"]
    blocks = [([name], [name]) for name in singles] + [(["age_start"], ["age_start", "month_part"]), (HOME, HOME)]
    for known_by, names in blocks:
        known = rows[rows[known_by].notna().any(axis=1)].drop_duplicates(keys)
        year = year.merge(known[[*keys, *names, "is_other"]], on=keys, how="left")
        year.loc[year.pop("is_other").eq(True).fillna(False), "ref_term_filled"] = 1
    return year[COLUMNS]
