import numpy as np
import pandas as pd


def spell_split_periods(spell_union, first_year=1997, last_year=2020):
    """Days and months in work in each tax year."""
    last_year = min(last_year, first_year + 99)
    # days are numbered from 1 January 1900; the months of a tax year are April to March, with April from the 1st
    day_0 = pd.Timestamp("1900-01-01")
    spells = spell_union[["edukey", "start_date", "end_date"]].dropna().drop_duplicates()
    spells = spells[spells["start_date"] <= spells["end_date"]].sort_values(["edukey", "start_date", "end_date"]).reset_index(drop=True)
    start, end = spells["start_date"], spells["end_date"]
    spells["from_day"], spells["to_day"] = (start - day_0).dt.days, (end - day_0).dt.days
    spells["from_month"], spells["to_month"] = 12 * start.dt.year + start.dt.month, 12 * end.dt.year + end.dt.month
    # where the days and months begin that no earlier spell has covered
    for unit in ["day", "month"]:
        covered = spells.groupby("edukey")[f"to_{unit}"].cummax().groupby(spells["edukey"]).shift()
        spells[f"new_{unit}"] = spells[f"from_{unit}"].where(~(covered >= spells[f"from_{unit}"]), covered + 1)

    before_6_april = (start.dt.month < 4) | ((start.dt.month == 4) & (start.dt.day < 6))
    first = (start.dt.year - before_6_april).clip(lower=first_year)
    last = (end.dt.year - (end.dt.month < 4)).clip(upper=last_year)
    times = (last - first + 1).clip(lower=0)
    pieces = spells.loc[spells.index.repeat(times)]
    y = first.repeat(times) + pieces.groupby(level=0).cumcount()
    begins = {year: (pd.Timestamp(year, 4, 6) - day_0).days for year in range(first_year, last_year + 2)}
    first_day, last_day = y.map(begins), (y + 1).map(begins) - 1
    length = np.minimum(pieces["to_day"], last_day) + 1 - np.maximum(pieces["from_day"], first_day)
    days = np.minimum(pieces["to_day"], last_day) + 1 - np.maximum(pieces["new_day"], first_day)
    months = np.minimum(pieces["to_month"], 12 * y + 15) + 1 - np.maximum(pieces["new_month"], 12 * y + 4)

    pieces = pieces[["edukey"]].assign(y=y, days=days.clip(lower=0), months=months.clip(lower=0), longest_days=length)
    years = pieces.groupby(["edukey", "y"], as_index=False).agg({"days": "sum", "months": "sum", "longest_days": "max"})
    years = years[years["days"] > 0].reset_index(drop=True)
    ends = (years["y"] + 1).mod(100).astype("string").str.zfill(2)
    years["tax_year"] = years["y"].astype("string") + "/" + ends
    return years[["edukey", "tax_year", "days", "months", "longest_days"]]
