import pandas as pd


def cla_periods(cla, short_breaks=0):
    """Periods of care by year."""
    rows = cla.rename(columns={
        "cla_PupilMatchingRefAnonymous": "pmr", "cla_POC_START": "starts", "cla_DATE_EPI_CEASED": "ceased", "cla_REC": "reason",
        "cla_LEGAL_STATUS": "legal_status", "cla_POC_LENGTH": "months",
    })  # fmt: skip
    rows = rows[rows["academic_year"].notna()]
    years = rows[["academic_year"]].drop_duplicates().rename(columns={"academic_year": "financial_year"})
    year = years["financial_year"].str[:4].astype("Int64")
    years["first_day"] = pd.to_datetime(year.astype("string") + "-04-01")
    years["last_day"] = pd.to_datetime((year + 1).astype("string") + "-03-31")

    rows = rows.assign(starts=rows["starts"].fillna(rows["cla_DATE_EPI_COMM"])).dropna(subset=["pmr", "starts"])
    if short_breaks != 1:
        rows = rows[~rows["legal_status"].isin(["V3", "V4"])]
    rows = rows.merge(years, left_on="academic_year", right_on="financial_year")
    over = (rows["ceased"] <= rows["last_day"]) & (rows["reason"].fillna("") != "-10")
    rows["is_open"] = (~over).astype("Int64")
    rows["ends"] = rows["ceased"].where(over, rows["last_day"])
    rows["order_year"] = -rows["academic_year"].str[:4].astype("Int64")
    rows["order_end"] = (pd.Timestamp("1900-01-01") - rows["ends"]).dt.days
    rows["order_open"], rows["order_months"] = -rows["is_open"], -rows["months"]
    order = ["pmr", "starts", "order_year", "order_end", "order_open", "legal_status", "reason", "order_months"]
    rows = rows.sort_values(order, na_position="last").drop_duplicates(["pmr", "starts"])
    months = (rows["ends"].dt.year - rows["starts"].dt.year) * 12 + rows["ends"].dt.month - rows["starts"].dt.month
    rows["length_agrees"] = ((months.astype("Int64") - rows["months"]).abs() <= 1).astype("Int64")
    rows["ends"] = rows["ends"].mask(rows["ends"] < rows["starts"], rows["starts"])

    latest_end = rows["ends"].groupby(rows["pmr"]).cummax().groupby(rows["pmr"]).shift()
    rows["period"] = (~(rows["starts"] <= latest_end)).astype("Int64").groupby(rows["pmr"]).cumsum()
    parts = rows.groupby(["pmr", "period"])["starts"]
    rows["cla_start"], rows["n_parts"] = parts.transform("min"), parts.transform("size")
    rows["order_end"] = (pd.Timestamp("1900-01-01") - rows["ends"]).dt.days
    rows["order_start"] = (pd.Timestamp("1900-01-01") - rows["starts"]).dt.days
    rows = rows.sort_values(["pmr", "period", "order_end", "order_open", "order_start"]).drop_duplicates(["pmr", "period"])
    rows["length_agrees"] = rows["length_agrees"].where(rows["n_parts"] == 1)
    rows["end_reason"] = rows["reason"].where(rows["is_open"] == 0)

    rows = rows.rename(columns={"ends": "cla_end", "is_open": "right_censored", "legal_status": "last_legal_status"})
    result = rows.drop(columns=["financial_year", "first_day", "last_day"]).merge(years, how="cross")
    result = result[(result["first_day"] <= result["cla_end"]) & (result["last_day"] >= result["cla_start"])].copy()
    first, last = result[["cla_start", "first_day"]].max(axis=1), result[["cla_end", "last_day"]].min(axis=1)
    result["days"] = ((last - first).dt.days + 1).astype("Int64")
    open_then = (result["cla_end"] > result["last_day"]) | ((result["cla_end"] == result["last_day"]) & (result["right_censored"] == 1))
    result["at_year_end"] = open_then.astype("Int64")
    columns = [
        "pmr", "financial_year", "period", "cla_start", "cla_end", "days", "right_censored", "at_year_end", "last_legal_status",
        "end_reason", "length_agrees",
    ]  # fmt: skip
    return result[columns].reset_index(drop=True)
