import pandas as pd


def coworker_composition(
    link_person_spine, paye_earnings_annual, ks4_leaver_cohort, fsm_ever6, he_qualifier_class, least_coworkers=10
):
    """Co-workers in LEO."""
    spine = link_person_spine[["person", "key_type", "key_value"]]
    keys = spine[spine["key_type"] == "edukey"].rename(columns={"key_value": "edukey"})
    rows = paye_earnings_annual[["edukey", "tax_year", "main_enterprise", "main_pay"]].merge(keys, on="edukey")
    rows = rows.rename(columns={"main_enterprise": "enterprise"}).assign(no_key=rows["main_enterprise"].isna())
    rows = rows.sort_values(
        ["person", "tax_year", "no_key", "main_pay", "enterprise"], ascending=[True, True, True, False, True], na_position="last"
    ).drop_duplicates(subset=["person", "tax_year"])[["person", "tax_year", "enterprise"]]

    pmrs = spine[spine["key_type"] == "pmr"].rename(columns={"key_value": "pmr"})[["person", "pmr"]]
    meals = ks4_leaver_cohort[["pmr", "ks4_year"]].merge(
        fsm_ever6[["pmr", "academic_year", "fsm6"]], left_on=["pmr", "ks4_year"], right_on=["pmr", "academic_year"]
    )
    fsm = meals.merge(pmrs, on="pmr").groupby("person")["fsm6"].max().rename("fsm")
    degrees = he_qualifier_class[["pmr", "first_degree_award", "award_year"]].merge(pmrs, on="pmr")
    award = degrees["first_degree_award"]
    starts = pd.to_numeric(degrees["award_year"].str[:4], errors="coerce").astype("Int64")
    degrees["starts"] = starts.where(award.eq(1).fillna(False))
    degrees["open"] = ~award.eq(0).fillna(False) & degrees["starts"].isna()
    left_open = degrees.loc[degrees["open"], "person"]
    seen = pd.concat([degrees["person"], pmrs.loc[pmrs["pmr"].isin(ks4_leaver_cohort["pmr"]), "person"]])
    rows = rows.join(fsm, on="person").join(degrees.groupby("person")["starts"].min(), on="person")
    # a degree of 2010/11 counts from the first full tax year, 2012/13
    has_degree = (rows["tax_year"].str[:4].astype("Int64") >= rows["starts"] + 2).fillna(False)
    told = has_degree | (rows["person"].isin(seen) & ~rows["person"].isin(left_open))
    rows["grad"] = has_degree.astype("Int64").where(told)

    # everybody in the enterprise less the person
    firm = ["enterprise", "tax_year"]
    groups = rows.groupby(firm)
    totals = groups[["grad", "fsm"]].sum().join(groups[["grad", "fsm"]].count(), rsuffix="_known")
    totals = totals.join(groups.size().rename("people"))
    rows = rows.merge(totals.astype("Int64"), left_on=firm, right_index=True, how="left", suffixes=("", "_sum"))
    rows["coworker_n"] = rows["people"] - 1
    for trait in ["grad", "fsm"]:
        known = rows[f"{trait}_known"] - rows[trait].notna().astype("Int64")
        share = (rows[f"{trait}_sum"] - rows[trait].fillna(0)) / known.where((known > 0).fillna(False))
        rows[f"{trait}_known"] = known
        rows[f"coworker_{trait}_share"] = share.where((known >= least_coworkers).fillna(False))
    return rows[
        [
            "person", "tax_year", "enterprise", "coworker_n", "grad_known", "coworker_grad_share", "fsm_known",
            "coworker_fsm_share",
        ]
    ].reset_index(drop=True)  # fmt: skip
