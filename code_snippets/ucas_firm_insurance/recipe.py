
APPLICANT = ["cycle_year", "unique_id_cycle"]
ROUTES = [
    "firm choice", "insurance choice", "other main scheme choice", "extra", "adjustment", "main scheme clearing", "direct clearing", "rpa",
]  # fmt: skip
SHORT = ["firm", "insurance", "other_main", "extra", "adjustment", "clearing_main", "clearing_direct", "prior"]


def ucas_firm_insurance(ucas_choice_set, ucas):
    """Replies, place and deferral."""
    facts = ucas.assign(
        accepted=ucas["accept_flag"].map({"1": 1, "0": 0}).astype("Int64"),
        route=ucas["acceptance_route"].str.lower().map({route: place for place, route in enumerate(ROUTES)}).astype("Int64"),
    )
    applicants = facts.groupby(APPLICANT).agg(
        pmr=("PupilMatchingRefAnonymous", "min"), application_cycle=("application_cycle", "min"), accepted=("accepted", "max"),
        route=("route", "min"),
    )  # fmt: skip

    choices = ucas_choice_set.dropna(subset=[*APPLICANT, "unique_application_id_cycle"])
    choices = choices.assign(
        firm=(choices["reply"] == "Firm").fillna(False).astype("Int64"),
        insurance=(choices["reply"] == "Insurance").fillna(False).astype("Int64"),
        open=((choices["june_known"] == 0).fillna(False) & (choices["main_scheme"].fillna(1) == 1)).astype("Int64"),
    )
    groups = choices.groupby(APPLICANT)
    replies = groups.agg(firm=("firm", "max"), insurance=("insurance", "max"), known=("june_known", "max"), open=("open", "max"))

    def common_year(rows):
        years = rows.groupby(APPLICANT)["entry_year"]
        return years.min().where(years.nunique() == 1)

    replies["firm_year"] = common_year(choices[choices["firm"] == 1])
    replies["insurance_year"] = common_year(choices[choices["insurance"] == 1])
    replies["common_year"] = common_year(choices)
    rows = applicants.join(replies).reset_index()

    all_known = ((rows["known"] == 1) & (rows["open"] == 0)).fillna(False)
    for reply in ("firm", "insurance"):
        said = (rows[reply] == 1).fillna(False)
        rows[f"has_{reply}"] = said.astype("Int64").where(said | all_known)
    rows["placed"] = rows["accepted"].fillna(rows["route"].notna().astype("Int64").where(rows["route"].notna()))
    placed = (rows["placed"] == 1).fillna(False)
    rows["placed_route"] = rows["route"].map(dict(enumerate(SHORT))).astype("string").where(placed)
    year = rows["common_year"].mask((rows["route"] == 0).fillna(False), rows["firm_year"])
    year = year.mask((rows["route"] == 1).fillna(False), rows["insurance_year"])
    rows["entry_year"] = year.astype("Int64").where(placed)
    rows["years_deferred"] = (rows["entry_year"] - rows["application_cycle"]).clip(lower=0)
    rows["deferred"] = (rows["years_deferred"] > 0).astype("Int64")
    columns = ["pmr", "has_firm", "has_insurance", "placed", "placed_route", "entry_year", "years_deferred", "deferred"]
    return rows[[*APPLICANT, *columns]]
