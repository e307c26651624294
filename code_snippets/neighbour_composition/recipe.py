

def neighbour_composition(leo_geography, link_person_spine, paye_earnings_annual, threshold=20000, least_neighbours=10):
    """Neighbours in LEO."""
    keys = link_person_spine.loc[link_person_spine["key_type"] == "edukey", ["person", "key_value"]]
    person = keys.rename(columns={"key_value": "edukey"}).set_index("edukey")["person"]

    paid = paye_earnings_annual[["edukey", "tax_year", "earnings"]].dropna(subset=["edukey", "tax_year"])
    paid["person"] = paid["edukey"].map(person).astype("string").fillna("EDU" + paid["edukey"])
    groups = paid.groupby(["person", "tax_year"])["earnings"]
    # an amount that is missing makes the sum unknown
    pay = groups.sum().where(groups.count() == groups.size()).rename("pay")

    homes = leo_geography.rename(columns={"Edukey": "edukey", "COA_2011": "area"})[["edukey", "tax_year", "area"]]
    homes = homes.dropna(subset=["edukey", "tax_year"]).sort_values(["edukey", "tax_year", "area"], na_position="last")
    rows = homes.drop_duplicates(subset=["edukey", "tax_year"])
    rows = rows.assign(person=rows["edukey"].map(person).astype("string").fillna("EDU" + rows["edukey"]))
    rows = rows.join(pay, on=["person", "tax_year"])
    rows["paid"] = rows["pay"].notna().astype("Int64")
    rows["high"] = (rows["pay"] >= threshold).fillna(False).astype("Int64")

    # a person with two keys in one area is one neighbour
    place = ["area", "tax_year"]
    people = rows.drop_duplicates(subset=["person", *place]).groupby(place)
    totals = people[["paid", "high"]].sum().join(people.size().rename("people")).astype("Int64")
    rows = rows.merge(totals, left_on=place, right_index=True, how="left", suffixes=("", "_sum"))
    # everybody in the area less the person
    rows["neighbour_n"] = rows["people"] - 1
    rows["neighbour_paid_n"] = rows["paid_sum"] - rows["paid"]
    high = rows["high_sum"] - rows["high"]
    for share, part, whole in [
        ("neighbour_paid_share", rows["neighbour_paid_n"], rows["neighbour_n"]),
        ("neighbour_high_share", high, rows["neighbour_paid_n"]),
    ]:
        rows[share] = part / whole.where(((whole > 0) & (whole >= least_neighbours)).fillna(False))
    rows["exact_area"] = (rows["tax_year"] >= "2013/14").astype("Int64")
    return rows[
        [
            "edukey", "tax_year", "area", "exact_area", "neighbour_n", "neighbour_paid_share", "neighbour_paid_n",
            "neighbour_high_share",
        ]
    ].reset_index(drop=True)  # fmt: skip
