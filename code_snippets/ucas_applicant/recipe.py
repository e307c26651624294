import pandas as pd

APPLICANT = ["cycle_year", "unique_id_cycle"]
PERSON = ["person", "cycle_year"]


def ucas_applicant(
    census_reference_year_row, academic_birth_cohort, link_person_spine, ucas,
    first_cycle="2007/08", last_cycle="2020/21", early_month=10, early_day=15,
):  # fmt: skip
    """Applied to university at 18."""
    spine = link_person_spine[(link_person_spine["key_type"] == "pmr").fillna(False)].rename(columns={"key_value": "pmr"})
    spine = spine[["pmr", "person", "number"]].dropna(subset=["pmr"]).drop_duplicates()

    def with_person(table):
        table = table.merge(spine, on="pmr", how="left")
        return table.assign(person=table["person"].fillna("PMR" + table["pmr"]), number=table["number"].fillna(1))

    census = census_reference_year_row
    census = census[(census["source"] == "school").fillna(False) & (census["on_roll"] == 1).fillna(False)].dropna(subset=["pmr"])
    pupils = with_person(census.merge(academic_birth_cohort.dropna(subset=["pmr"]), on="pmr"))
    starts = pupils["academic_year"].str[:4].astype("Int64")
    pupils = pupils[(starts == pupils["birth_year_start"] + 16).fillna(False)]
    pupils = pupils.sort_values(["person", "number", "pmr", "birth_year_start"]).drop_duplicates(subset="person")
    cycle = pupils["birth_year_start"] + 18
    pupils = pupils.assign(
        cycle_year=cycle.astype("string") + "/" + ((cycle + 1) % 100).astype("string").str.zfill(2), at_school_at_15=1
    )
    pupils = pupils.loc[cycle.between(int(first_cycle[:4]), int(last_cycle[:4])).fillna(False), [*PERSON, "at_school_at_15"]]

    rows = ucas.rename(columns={"PupilMatchingRefAnonymous": "pmr", "application_date": "first_application"}).assign(
        main_scheme=ucas["main_scheme_application_flag"].map({"1": 1, "0": 0}).astype("Int64"), one=1
    )
    applicants = rows.groupby(APPLICANT, as_index=False)[["pmr", "first_application"]].min().dropna(subset=["pmr"])
    applications = rows.groupby([*APPLICANT, "unique_application_id_cycle"])[["main_scheme", "one"]].max().reset_index()
    groups = applications.groupby(APPLICANT)
    counted = pd.DataFrame({"n_applications": groups["one"].sum(), "n_main_choices": groups["main_scheme"].sum(min_count=1)})
    persons = with_person(applicants.merge(counted.reset_index(), on=APPLICANT, how="left"))
    groups = persons.groupby(PERSON)
    applied = groups[["first_application"]].min().assign(
        n_applications=groups["n_applications"].sum(), n_main_choices=groups["n_main_choices"].sum(min_count=1), applied=1
    )  # fmt: skip
    applied = applied.reset_index()
    applied["n_cycles"] = applied.groupby("person")["cycle_year"].transform("size")

    rows = applied.merge(pupils, on=PERSON, how="outer")
    for name in ("applied", "at_school_at_15", "n_applications"):
        rows[name] = rows[name].fillna(0).astype("Int64")
    rows["n_main_choices"] = rows["n_main_choices"].astype("Int64").mask(rows["applied"] == 0, 0)
    rows["n_cycles"] = rows.groupby("person")["n_cycles"].transform("max").fillna(0)
    year, first = rows["cycle_year"].str[:4].astype("Int64"), rows["first_application"]
    deadline = year * 10000 + early_month * 100 + early_day
    early = first.dt.year * 10000 + first.dt.month * 100 + first.dt.day <= deadline
    rows["early_applicant"] = early.astype("Int64").where(first.notna())
    columns = ["applied", "at_school_at_15", "n_applications", "n_main_choices", "first_application", "early_applicant", "n_cycles"]
    return rows[[*PERSON, *columns]]
