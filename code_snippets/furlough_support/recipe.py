import pandas as pd

FIELDS = ["EDUKEY", "tax_year", "eom", "dtm", "weeks", "capped", "amount"]


def furlough_support(link_person_spine, leo_cjrs, leo_seiss, marker="dtm", first_month=4):
    """Furlough and grants for the self-employed."""
    spine = link_person_spine[["person", "key_type", "key_value"]].dropna(subset=["person"])
    spine = spine.assign(linked=spine["key_type"].eq("edukey").astype("Int64"))
    people = spine.groupby("person", as_index=False)["linked"].max()
    keys = spine.loc[spine["linked"] == 1, ["person", "key_value"]].rename(columns={"key_value": "EDUKEY"}).drop_duplicates()

    furlough = leo_cjrs.rename(
        columns={"CJRS_EOM_IND": "eom", "CJRS_DTM_IND": "dtm", "CJRS_TOT_WKS": "weeks", "CJRS_WKS_CAPPED": "capped"}
    ).assign(amount=pd.NA)
    grants = leo_seiss.rename(
        columns={"SEISS_EOM_IND": "eom", "SEISS_DTM_IND": "dtm", "SEISS_TOT_WKS": "weeks", "SEISS_TOT_AMT": "amount"}
    ).assign(capped=pd.NA)
    furlough = furlough.loc[furlough["tax_year"].isin(["2019/20", "2020/21"]), FIELDS].assign(scheme="furlough")
    grants = grants.loc[grants["tax_year"].isin(["2020/21"]), FIELDS].assign(scheme="seiss")
    numbers = {"weeks": "Float64", "capped": "Float64", "amount": "Float64"}
    records = pd.concat([furlough.astype(numbers), grants.astype(numbers)]).merge(keys, on="EDUKEY").drop_duplicates()

    # only twelve marks of 0 and 1 can be read
    for name in ["eom", "dtm"]:
        records[name] = records[name].where(records[name].str.fullmatch("[01]{12}").fillna(False))
    yes = (records["weeks"] > 0).fillna(False) | (records["amount"] > 0).fillna(False)
    yes |= records["eom"].str.contains("1").fillna(False) | records["dtm"].str.contains("1").fillna(False)
    nothing = records["eom"].isna() & records["dtm"].isna() & records["weeks"].isna() & records["amount"].isna()
    records["any"] = yes.astype("Int64").mask(nothing)
    records["capped"] = records["capped"].where(records["capped"].isin([0, 1]).fillna(False)).astype("Int64")
    records["marks"] = records[marker]

    group = ["scheme", "person", "tax_year"]
    groups = records.groupby(group)
    found = groups[["any", "weeks", "capped"]].max().join(groups["amount"].sum())
    # what one record does not say is not known in all
    gaps = groups[["any", "weeks", "amount", "marks"]].count().ne(groups.size(), axis=0)
    found["any"] = found["any"].mask(gaps["any"] & (found["any"] != 1).fillna(True))
    found["weeks"] = found["weeks"].mask(gaps["weeks"])
    found["amt"] = found["amount"].mask(gaps["amount"])
    months = pd.concat(
        records.loc[records["marks"].str[place].eq("1").fillna(False), group].assign(month=(first_month + place - 1) % 12 + 1)
        for place in range(12)
    ).drop_duplicates()
    starts = months["tax_year"].str[:4].astype("int64") + (months["month"] < 4).astype("int64")
    months["start"] = pd.to_datetime({"year": starts, "month": months["month"], "day": 1})
    spans = months.groupby(group)["start"].agg(["size", "min", "max"])
    found["months"] = spans["size"].reindex(found.index).astype("Int64").fillna(0).mask(gaps["marks"])
    found["from"] = spans["min"].reindex(found.index).mask(gaps["marks"])
    found["to"] = spans["max"].reindex(found.index).mask(gaps["marks"])

    rows = people.merge(pd.DataFrame({"tax_year": ["2019/20", "2020/21"]}, dtype="string"), how="cross")
    found = found.reset_index()
    for scheme in ["furlough", "seiss"]:
        part = found[found["scheme"] == scheme].drop(columns=["scheme", "amount"]).assign(has=True)
        part = part.rename(columns={name: f"{scheme}_{name}" for name in part.columns if name not in group})
        rows = rows.merge(part, on=["person", "tax_year"], how="left")
        # the grants are supplied for 2020/21 alone
        none = rows[f"{scheme}_has"].isna() & (rows["linked"] == 1) & ((scheme == "furlough") | (rows["tax_year"] == "2020/21"))
        for name in ["any", "months", "weeks", "amt"]:
            rows[f"{scheme}_{name}"] = rows[f"{scheme}_{name}"].mask(none, 0)
    return rows.rename(columns={"furlough_capped": "weeks_capped"})[
        [
            "person", "tax_year", "linked", "furlough_any", "furlough_months", "furlough_weeks", "weeks_capped", "furlough_from",
            "furlough_to", "seiss_any", "seiss_months", "seiss_weeks", "seiss_amt",
        ]
    ]  # fmt: skip
