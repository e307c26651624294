import numpy as np
import pandas as pd


def employment_month_flags(spell_union, first_day="1997-04-06", last_day="2021-04-05", uncertain="keep"):
    """Months with employment, a row for each tax year."""
    first, last = pd.Timestamp(first_day), pd.Timestamp(last_day)
    rows = spell_union[spell_union["edukey"].notna() & (spell_union["start_date"] <= spell_union["end_date"])]
    # a spell that touches the window counts, also where it began before
    rows = rows[(rows["start_date"] <= last) & (rows["end_date"] >= first)]
    if uncertain != "keep":
        rows = rows[rows["any_uncertain_date"].fillna(0) == 0]
    start, end = rows["start_date"].clip(lower=first), rows["end_date"].clip(upper=last)

    # days are numbered from 1 January 1900, months from April of the year 0
    day_0 = pd.Timestamp("1900-01-01")
    spells = pd.DataFrame(
        {
            "edukey": rows["edukey"],
            "from_day": (start - day_0).dt.days,
            "to_day": (end - day_0).dt.days,
            "from_month": start.dt.year * 12 + start.dt.month - 4,
            "to_month": end.dt.year * 12 + end.dt.month - 4,
        }
    ).reset_index(drop=True)
    first_year = spells["from_month"] // 12
    parts = spells.loc[spells.index.repeat(spells["to_month"] // 12 - first_year + 1)]
    parts["y"] = first_year.reindex(parts.index) + parts.groupby(level=0).cumcount()
    starts = {y: (pd.Timestamp(y, 4, 1) - day_0).days for y in range(first.year - 1, last.year + 2)}
    year_starts, year_ends = parts["y"].map(starts), (parts["y"] + 1).map(starts) - 1
    parts["days"] = np.minimum(parts["to_day"], year_ends) - np.maximum(parts["from_day"], year_starts) + 1
    months = [f"in_{month}" for month in "apr may jun jul aug sep oct nov dec jan feb mar".split()]
    for number, month in enumerate(months):
        asked = parts["y"] * 12 + number
        parts[month] = ((parts["from_month"] <= asked) & (parts["to_month"] >= asked)).astype("int64")

    found = parts.groupby(["edukey", "y"], as_index=False).agg({"days": "sum", **dict.fromkeys(months, "max")})
    found["months"] = found[months].sum(axis=1)
    found["tax_year"] = found["y"].astype("string") + "/" + ((found["y"] + 1) % 100).astype("string").str.zfill(2)
    return found[["edukey", "tax_year", "days", "months", *months]]
