import pandas as pd


def cpp_episodes(cin_cpp, cin_child_link):
    """Child protection plans by year."""
    link = cin_child_link.dropna(subset=["academic_year", "child_table_id"])
    grouped = link.groupby(["academic_year", "child_table_id"])
    child = grouped["pmr"].min().to_frame().assign(la=grouped["la"].min(), pmrs=grouped["pmr"].nunique()).reset_index()
    child = child[child["pmrs"] == 1].drop(columns="pmrs")
    rows = cin_cpp.rename(columns={"CIN_ChildTableID": "child_table_id", "CIN_CPPstartDate": "cpp_start", "CIN_CPPendDate": "ended"})
    # the column holds the year in which the return ends: 2009 for April 2008 to March 2009
    rows = rows[rows["CIN_ACADYR"].between(2009, 2099).fillna(False) & rows["cpp_start"].notna()].copy()
    ends = rows["CIN_ACADYR"].astype("string")
    starts = (rows["CIN_ACADYR"] - 1).astype("string")
    rows["financial_year"] = starts + "/" + ends.str[-2:]
    rows["first_day"], rows["last_day"] = pd.to_datetime(starts + "-04-01"), pd.to_datetime(ends + "-03-31")
    years = rows[["financial_year", "first_day", "last_day"]].drop_duplicates()

    rows = rows.merge(child, left_on=["financial_year", "child_table_id"], right_on=["academic_year", "child_table_id"])
    rows["category_initial"] = rows["CIN_InitialCategoryOfAbuse"].fillna(rows["CIN_CategoryOfAbuse"])
    rows["category_latest"] = rows["CIN_LatestCategoryOfAbuse"].fillna(rows["CIN_CategoryOfAbuse"])
    previous = rows["CIN_NumberOfPreviousCPP"]
    rows["cpp_n"] = previous.where(previous >= 0) + 1
    rows["order_year"], rows["order_n"] = -rows["CIN_ACADYR"], -rows["cpp_n"]
    rows["order_end"] = (pd.Timestamp("1900-01-01") - rows["ended"]).dt.days
    plan = ["pmr", "la", "cpp_start"]
    order = [*plan, "order_year", "order_end", "category_initial", "category_latest", "order_n"]
    rows = rows.sort_values(order, na_position="last").drop_duplicates(plan)
    rows["right_censored"] = (rows["ended"].isna() | (rows["ended"] > rows["last_day"])).astype("Int64")
    rows["cpp_end"] = rows["ended"].mask(rows["right_censored"] == 1, rows["last_day"])
    rows["cpp_end"] = rows["cpp_end"].mask(rows["cpp_end"] < rows["cpp_start"], rows["cpp_start"])
    rows = rows.sort_values(["pmr", "cpp_start", "la"], na_position="last")
    rows["episode"] = rows.groupby("pmr").cumcount() + 1

    result = rows.drop(columns=["financial_year", "first_day", "last_day"]).merge(years, how="cross")
    result = result[(result["first_day"] <= result["cpp_end"]) & (result["last_day"] >= result["cpp_start"])].copy()
    first, last = result[["cpp_start", "first_day"]].max(axis=1), result[["cpp_end", "last_day"]].min(axis=1)
    result["days"] = ((last - first).dt.days + 1).astype("Int64")
    open_then = (result["cpp_end"] > result["last_day"]) | ((result["cpp_end"] == result["last_day"]) & (result["right_censored"] == 1))
    result["at_year_end"] = open_then.astype("Int64")
    columns = [
        "pmr", "financial_year", "episode", "la", "cpp_start", "cpp_end", "days", "right_censored", "at_year_end", "category_initial",
        "category_latest", "cpp_n",
    ]  # fmt: skip
    return result[columns].reset_index(drop=True)
