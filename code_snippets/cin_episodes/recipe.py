import pandas as pd


def cin_episodes(cin_details, cin_child_link, with_nfa=0, gap_days=0):
    """Episodes of need by year."""
    link = cin_child_link.dropna(subset=["academic_year", "child_table_id"])
    grouped = link.groupby(["academic_year", "child_table_id"])
    child = grouped["pmr"].min().to_frame().assign(la=grouped["la"].min(), pmrs=grouped["pmr"].nunique()).reset_index()
    child = child[child["pmrs"] == 1].drop(columns="pmrs")
    rows = cin_details.rename(columns={
        "CIN_ChildTableID": "child_table_id", "CIN_CINReferralDate": "cin_start", "CIN_CINClosureDate": "closure",
        "CIN_ReasonForClosure": "reason", "CIN_ReferralNFA": "nfa",
    })  # fmt: skip
    rows = rows.dropna(subset=["cin_start"]).merge(child, on=["academic_year", "child_table_id"])
    rows["nfa"] = rows["nfa"].fillna(0)
    rows["year_end"] = pd.to_datetime((rows["academic_year"].str[:4].astype("Int64") + 1).astype("string") + "-03-31")
    rows["later"] = -rows["academic_year"].str[:4].astype("Int64")
    rows["order_closure"] = (pd.Timestamp("1900-01-01") - rows["closure"]).dt.days
    referral = ["pmr", "la", "cin_start"]
    rows = rows.sort_values([*referral, "later", "order_closure", "reason", "nfa"], na_position="last").drop_duplicates(referral)
    if with_nfa != 1:
        rows = rows[(rows["nfa"] != 1) & (rows["reason"].fillna("") != "RC8")]
    rows = rows.assign(is_open=(rows["closure"].isna() | (rows["closure"] > rows["year_end"])).astype("Int64"))
    rows["cin_end"] = rows["closure"].mask(rows["is_open"] == 1, rows["year_end"])
    rows["cin_end"] = rows["cin_end"].mask(rows["cin_end"] < rows["cin_start"], rows["cin_start"])

    rows = rows.sort_values(referral, na_position="last")
    place = [rows["pmr"], rows["la"].fillna(-(10**12))]
    latest_end = rows["cin_end"].groupby(place).cummax().groupby(place).shift()
    is_new = ~((rows["cin_start"] - latest_end).dt.days <= gap_days)
    rows["number"] = is_new.astype("Int64").groupby(place).cumsum()
    group = ["pmr", "la", "number"]
    last = rows["cin_end"] == rows.groupby(group, dropna=False)["cin_end"].transform("max")
    rows["right_censored"], rows["reason"] = rows["is_open"].where(last), rows["reason"].where(last)
    rows["n_referrals"] = 1
    merged = rows.groupby(group, dropna=False, as_index=False).agg(
        {"cin_start": "min", "cin_end": "max", "n_referrals": "sum", "right_censored": "max", "reason": "min"}
    )
    merged = merged.sort_values(["pmr", "cin_start", "la"], na_position="last")
    merged["episode"] = merged.groupby("pmr").cumcount() + 1

    years = cin_details[["academic_year"]].dropna().drop_duplicates().rename(columns={"academic_year": "financial_year"})
    starts = years["financial_year"].str[:4].astype("Int64")
    years["first_day"] = pd.to_datetime(starts.astype("string") + "-04-01")
    years["last_day"] = pd.to_datetime((starts + 1).astype("string") + "-03-31")
    result = merged.merge(years, how="cross")
    result = result[(result["first_day"] <= result["cin_end"]) & (result["last_day"] >= result["cin_start"])]
    first, last = result[["cin_start", "first_day"]].max(axis=1), result[["cin_end", "last_day"]].min(axis=1)
    result["days"] = ((last - first).dt.days + 1).astype("Int64")
    open_then = (result["cin_end"] > result["last_day"]) | ((result["cin_end"] == result["last_day"]) & (result["right_censored"] == 1))
    result["at_year_end"] = open_then.astype("Int64")
    result["closure_reason"] = result["reason"].where(result["right_censored"] == 0)
    columns = [
        "pmr", "financial_year", "episode", "la", "cin_start", "cin_end", "days", "right_censored", "at_year_end", "closure_reason",
        "n_referrals",
    ]  # fmt: skip
    return result[columns].reset_index(drop=True)
