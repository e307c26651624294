import numpy as np
import pandas as pd

BOTH = ["ESA", "IB", "IS", "JSA", "JTA", "PC", "PIB", "SDA", "UAA", "UBC", "UCE", "UDF"]
SCRIPT_ONLY = ["AA", "ICA", "RP"]
MONTHS = [f"in_{name}" for name in ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")]


def oow_benefit_any(leo_benefit, definition="flag", data_start="1999-04-06", data_end="2021-04-05"):
    """Months on an out-of-work benefit."""
    data_start, data_end = pd.Timestamp(data_start), pd.Timestamp(data_end)
    rows = leo_benefit.rename(columns={"EduKey": "edukey"})
    if definition == "flag":
        rows = rows[(rows["Out_of_work_benefit"] == 1).fillna(False)]
    else:
        rows = rows[rows["Benefit_type"].isin(BOTH + SCRIPT_ONLY if definition == "published_script" else BOTH)]
    start, end = rows["StartDate"], rows["EndDate"]
    in_window = (start <= data_end) & (end.isna() | ((end >= start) & (end >= data_start)))
    rows = rows[rows["edukey"].notna() & in_window]

    spells = rows[["edukey"]].copy()
    spells["start"] = rows["StartDate"].where(rows["StartDate"] > data_start, data_start)
    spells["end"] = rows["EndDate"].where(rows["EndDate"] <= data_end, data_end)
    spells = spells.drop_duplicates().sort_values(["edukey", "start", "end"]).reset_index(drop=True)
    # days that an earlier spell has covered do not count again
    covered = spells.groupby("edukey")["end"].cummax().groupby(spells["edukey"]).shift()
    spells["start"] = spells["start"].where(~(covered >= spells["start"]), covered + pd.Timedelta(days=1))
    spells = spells[spells["start"] <= spells["end"]].reset_index(drop=True)

    # months are numbered from April of the year 0, so that twelve of them make a tax year
    for side in ("start", "end"):
        spells[f"{side}_month"] = 12 * spells[side].dt.year + spells[side].dt.month - 4
        spells[f"{side}_day"] = (spells[side] - data_start).dt.days
    first, last = spells["start_month"] // 12, spells["end_month"] // 12
    parts = spells.loc[spells.index.repeat(last - first + 1)].copy()
    parts["y"] = parts["start_month"] // 12 + parts.groupby(level=0).cumcount()
    begins = {y: (pd.Timestamp(y, 4, 1) - data_start).days for y in range(data_start.year - 1, data_end.year + 2)}
    first_day, last_day = parts["y"].map(begins), (parts["y"] + 1).map(begins) - 1
    parts["days"] = np.minimum(parts["end_day"], last_day) - np.maximum(parts["start_day"], first_day) + 1
    for place, name in enumerate(MONTHS):
        month = 12 * parts["y"] + place
        parts[name] = ((parts["start_month"] <= month) & (parts["end_month"] >= month)).astype("Int64")
    years = parts.groupby(["edukey", "y"], as_index=False).agg({"days": "sum", **dict.fromkeys(MONTHS, "max")})
    years["months"] = years[MONTHS].sum(axis=1)
    years["tax_year"] = years["y"].astype("string") + "/" + ((years["y"] + 1) % 100).astype("string").str.zfill(2)
    return years[["edukey", "tax_year", "days", "months", *MONTHS]]
