
APPLICANT = ["cycle_year", "unique_id_cycle"]


def ucas_offer_rate(ucas_choice_set, blank_june="left_out", withdrawn="kept"):
    """Offers and offer rate."""
    choices = ucas_choice_set.dropna(subset=[*APPLICANT, "unique_application_id_cycle"]).drop_duplicates()
    main = (choices["main_scheme"] == 1).fillna(False)
    known = main & (choices["june_known"] == 1).fillna(False)
    blank = main & (choices["june_known"] == 0).fillna(False)
    in_rate = known
    if withdrawn == "left_out":
        in_rate = in_rate & (choices["decision"] != "Application withdrawn").fillna(True)
    if blank_june == "no_offer":
        in_rate = in_rate | blank
    with_offer = known & (choices["offer"] == 1).fillna(False)
    flags = {"n_main": main, "n_blank_june": blank, "n_denominator": in_rate, "n_offers": in_rate & with_offer, "had_offer": with_offer}
    counted = choices[[*APPLICANT, "pmr"]].assign(**{name: flag.astype("Int64") for name, flag in flags.items()})
    rows = counted.groupby(APPLICANT).agg(pmr=("pmr", "min"), **{name: (name, "sum") for name in flags}).reset_index()
    rows["n_offers"] = rows["n_offers"].where(rows["n_denominator"] > 0)
    rows["offer_rate"] = rows["n_offers"].astype("Float64") / rows["n_denominator"].where(rows["n_denominator"] > 0)
    sure = (rows["n_main"] > 0) & ((rows["n_blank_june"] == 0) | (blank_june == "no_offer"))
    rows["any_offer"] = (rows["had_offer"] > 0).astype("Int64").where((rows["had_offer"] > 0) | sure)
    return rows[[*APPLICANT, "pmr", "n_main", "n_blank_june", "n_denominator", "n_offers", "offer_rate", "any_offer"]]
