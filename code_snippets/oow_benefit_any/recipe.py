import numpy as np
import pandas as pd

BOTH = ["ESA", "IB", "IS", "JSA", "JTA", "PC", "PIB", "SDA", "UAA", "UBC", "UCE", "UDF"]
SCRIPT_ONLY = ["AA", "ICA", "RP"]


def oow_benefit_any(leo_benefit, definition="flag", data_start="1999-04-06", data_end="2021-04-05"):
    """Months on an out-of-work benefit."""
    data_start, data_end = pd.Timestamp(data_start), pd.Timestamp(data_end)
    rows = leo_benefit.rename(columns={"EduKey": "edukey", "Benefit_type": "benefit"})
    if definition == "flag":
        rows = rows[(rows["Out_of_work_benefit"] == 1).fillna(False)]
    else:
        rows = rows[rows["benefit"].isin(BOTH + SCRIPT_ONLY if definition == "published_script" else BOTH)]
    start, end = rows["StartDate"], rows["EndDate"]
    in_window = (start <= data_end) & (end.isna() | ((end >= start) & (end >= data_start)))
    rows = rows[rows["edukey"].notna() & in_window]

    # days are numbered from the first day of the data, months from the year 0
    spells = rows[["edukey", "benefit"]].copy()
    start = rows["StartDate"].where(rows["StartDate"] > data_start, data_start)
    end = rows["EndDate"].where(rows["EndDate"] <= data_end, data_end)
    spells["from_day"], spells["to_day"] = (start - data_start).dt.days, (end - data_start).dt.days
    spells["month"], spells["last_month"] = 12 * start.dt.year + start.dt.month - 1, 12 * end.dt.year + end.dt.month - 1
    spells = spells.drop_duplicates().sort_values(["edukey", "from_day", "to_day"]).reset_index(drop=True)
    covered = spells.groupby("edukey")["to_day"].cummax().groupby(spells["edukey"]).shift()
    spells["new_day"] = spells["from_day"].where(~(covered >= spells["from_day"]), covered + 1)

    pieces = spells.loc[spells.index.repeat(spells["last_month"] - spells["month"] + 1)].copy()
    pieces["month"] += pieces.groupby(level=0).cumcount()
    first, last = 12 * data_start.year + data_start.month - 1, 12 * data_end.year + data_end.month - 1
    starts = {month: pd.Timestamp(month // 12, month % 12 + 1, 1) for month in range(first, last + 2)}
    begins = {month: (day - data_start).days for month, day in starts.items()}
    first_day, last_day = pieces["month"].map(begins), (pieces["month"] + 1).map(begins) - 1
    pieces["days"] = (np.minimum(pieces["to_day"], last_day) + 1 - np.maximum(pieces["new_day"], first_day)).clip(lower=0)
    months = pieces.groupby(["edukey", "month"]).agg(days=("days", "sum"), benefits=("benefit", "nunique")).reset_index()
    months["month_start"] = pd.to_datetime(months["month"].map(starts))
    return months[["edukey", "month_start", "days", "benefits"]]
