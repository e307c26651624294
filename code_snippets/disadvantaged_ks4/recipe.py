import pandas as pd

FLAGS = {
    "KS4_FSM6CLA1A": "one_day_flag", "KS4_FSM6_CLA": "six_months_flag", "KS4_FSM6": "fsm6", "KS4_CLA_PP_1_DAY": "one_day",
    "KS4_CLA_PP_6_MONTHS": "six_months", "KS4_ADOPTEDFROMCARE_ALLYEARS": "adopted",
}  # fmt: skip


def disadvantaged_ks4(ks4_pupil, fsm_ever6, care_rule="of_the_year"):
    """Disadvantaged at key stage 4."""
    key = ["pmr", "academic_year"]
    rows = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr", **FLAGS})
    rows = rows.groupby(key, as_index=False)[list(FLAGS.values())].max()
    rows = rows.merge(fsm_ever6[[*key, "fsm6"]].rename(columns={"fsm6": "ever"}), on=key, how="left")

    year = rows["academic_year"]
    rows["disadv_rule"] = pd.array(["one_day"] * len(rows), dtype="string")
    rows.loc[(year < "2014/15") | (care_rule == "six_months"), "disadv_rule"] = "six_months"
    rows.loc[year < "2010/11", "disadv_rule"] = "no_care"
    one_day, six_months, no_care = (rows["disadv_rule"] == rule for rule in ("one_day", "six_months", "no_care"))
    supplied = rows["one_day_flag"].where(one_day, rows["six_months_flag"].where(six_months))
    rows["fsm6"] = rows["fsm6"].fillna(rows["ever"])
    rows["care"] = rows["one_day"].where(one_day, rows["six_months"].where(six_months))
    rows["adopted"] = rows["adopted"].where(one_day)

    def says(limb, value):
        return (rows[limb] == value).fillna(False)

    # "no" needs a "no" from every limb of the year's rule
    no = says("fsm6", 0) & (says("care", 0) | no_care) & (says("adopted", 0) | ~one_day)
    yes = says("fsm6", 1) | says("care", 1) | says("adopted", 1)
    from_limbs = yes.astype("Int64").where(yes | no)
    rows["disadvantaged"] = supplied.fillna(from_limbs)
    rows["disadv_basis"] = pd.array(["limbs"] * len(rows), dtype="string")
    rows.loc[no_care, "disadv_basis"] = "reconstructed"
    rows.loc[supplied.notna(), "disadv_basis"] = "supplied"
    rows["disadv_basis"] = rows["disadv_basis"].where(rows["disadvantaged"].notna())
    return rows[[*key, "disadvantaged", "disadv_basis", "disadv_rule", "fsm6", "care", "adopted"]]
