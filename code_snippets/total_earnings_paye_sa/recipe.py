import pandas as pd


def total_earnings_paye_sa(self_employment, link_person_spine, paye_earnings_annual, losses="keep"):
    """Pay and income from self-employment together."""
    person_year = ["person", "tax_year"]
    people = self_employment[[*person_year, "linked", "self_emp", "se_earn"]].dropna(subset=person_year)
    people = people.assign(linked=people["linked"].fillna(0)).drop_duplicates()
    keys = (
        link_person_spine.loc[link_person_spine["key_type"] == "edukey", ["person", "key_value"]]
        .dropna()
        .drop_duplicates()
    )
    paid = paye_earnings_annual[["edukey", "tax_year", "earnings"]].drop_duplicates()
    paid = paid.merge(keys, left_on="edukey", right_on="key_value").groupby(person_year)["earnings"]
    # an amount that is missing makes the sum missing
    pay = paid.sum().where(paid.count() == paid.size()).rename("paye_earn").reset_index().assign(has_pay=True)

    rows = people.merge(pay, on=person_year, how="left")
    is_linked = rows["linked"].eq(1).fillna(False)
    rows["paye_record"] = rows["has_pay"].eq(True).astype("Int64").where(is_linked)
    rows["paye_earn"] = rows["paye_earn"].where(is_linked)
    counted = rows["se_earn"].clip(lower=0) if losses == "zero" else rows["se_earn"]

    names = {(1, 1): "both", (1, 0): "paye", (0, 1): "se", (0, 0): "none"}
    rows["earn_type"] = pd.Series(pd.NA, index=rows.index, dtype="string")
    for (has_pay, is_self), name in names.items():
        here = rows["paye_record"].eq(has_pay).fillna(False) & rows["self_emp"].eq(is_self).fillna(False)
        rows["earn_type"] = rows["earn_type"].mask(here, name)
    kind = rows["earn_type"].fillna("")
    total = rows["paye_earn"].where(kind == "paye").fillna(counted.where(kind == "se"))
    rows["total_earn"] = total.fillna((rows["paye_earn"] + counted).where(kind == "both"))
    rows["total_filled"] = rows["total_earn"].mask(kind == "none", 0)
    return rows[
        [
            *person_year, "linked", "paye_record", "paye_earn", "self_emp", "se_earn", "earn_type", "total_earn", "total_filled",
        ]
    ]  # fmt: skip
