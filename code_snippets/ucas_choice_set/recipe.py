
TARIFF = {"Higher tariff": "higher", "Highe tariff": "higher", "Medium tariff": "medium", "Lower tariff": "lower"}
JUNE = ["provider_decision_june30", "app_response_june30", "course_identifier_june30_deadline", "jacs3_sub_line_june30_code"]
APPLICANT = ["cycle_year", "unique_id_cycle"]
APPLICATION = [*APPLICANT, "unique_application_id_cycle"]


def ucas_choice_set(ucas, course_change_is_offer=1):
    """One row for each application."""
    rows = ucas.rename(
        columns={
            "PupilMatchingRefAnonymous": "pmr", "course_identifier": "course", "jacs3_sub_line_code": "subject",
            "provider_decision_june30": "decision", "app_response_june30": "reply",
        }
    ).assign(
        tariff_group=ucas["he_provider_tariff_group"].map(TARIFF).astype("string"),
        main_scheme=ucas["main_scheme_application_flag"].map({"1": 1, "0": 0}).astype("Int64"),
        june_known=ucas[JUNE].notna().any(axis=1).astype("Int64"),
    )  # fmt: skip
    groups = rows.groupby(APPLICATION)
    values = ["course", "tariff_group", "subject", "main_scheme", "decision", "reply", "entry_year"]
    choices = groups[values].min()
    choices["main_scheme"] = groups["main_scheme"].max()
    choices["june_known"] = groups["june_known"].max()
    choices["conflict"] = (groups[values].nunique() > 1).any(axis=1).astype("Int64")
    choices = choices.reset_index()

    offers = ["Conditional offer", "Unconditional offer", *(["Unconditional course change"] if course_change_is_offer == 1 else [])]
    choices["offer"] = choices["decision"].isin(offers).astype("Int64").where(choices["june_known"] == 1)
    main = choices["main_scheme"] == 1
    choices["main_offer"] = choices["offer"].where(main.fillna(False))
    applicants = choices.groupby(APPLICANT)
    choices["n_applications"] = applicants["june_known"].transform("size")
    choices["n_choices"] = applicants["main_scheme"].transform("sum", min_count=1)
    choices["n_offers"] = applicants["main_offer"].transform("sum", min_count=1)

    votes = choices[main.fillna(False)].groupby([*APPLICANT, "subject"]).size().rename("votes").reset_index()
    votes["order_votes"] = -votes["votes"]
    votes = votes.sort_values([*APPLICANT, "order_votes", "subject"]).drop_duplicates(subset=APPLICANT)
    choices = choices.merge(votes.rename(columns={"subject": "main_subject"})[[*APPLICANT, "main_subject"]], on=APPLICANT, how="left")
    choices = choices.merge(rows.groupby(APPLICANT, as_index=False)["pmr"].min(), on=APPLICANT, how="left")
    columns = ["pmr", "course", "tariff_group", "subject", "main_scheme", "june_known", "decision", "offer", "reply", "entry_year"]
    return choices[[*APPLICATION, *columns, "conflict", "n_applications", "n_choices", "n_offers", "main_subject"]]
