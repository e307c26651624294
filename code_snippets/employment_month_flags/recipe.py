import pandas as pd


def employment_month_flags(spell_union, first_day="1997-04-06", last_day="2021-04-05", uncertain="keep"):
    """Months with employment."""
    first, last = pd.Timestamp(first_day), pd.Timestamp(last_day)
    rows = spell_union[spell_union["edukey"].notna() & (spell_union["start_date"] <= spell_union["end_date"])]
    # a spell that touches the window counts, also where it began before
    rows = rows[(rows["start_date"] <= last) & (rows["end_date"] >= first)]
    if uncertain != "keep":
        rows = rows[rows["any_uncertain_date"].fillna(0) == 0]
    spells = pd.DataFrame(
        {
            "edukey": rows["edukey"],
            "start": rows["start_date"].clip(lower=first),
            "end": rows["end_date"].clip(upper=last),
        }
    )
    spells = spells.sort_values(["edukey", "start", "end"])
    covered = spells.groupby("edukey")["end"].cummax().groupby(spells["edukey"]).shift()
    # days that an earlier spell has covered do not count again
    spells["start"] = spells["start"].where(
        covered.isna() | (covered < spells["start"]), covered + pd.Timedelta(days=1)
    )
    spells = spells[spells["start"] <= spells["end"]].reset_index(drop=True)

    start_month = spells["start"].dt.year * 12 + spells["start"].dt.month - 1
    end_month = spells["end"].dt.year * 12 + spells["end"].dt.month - 1
    parts = spells.loc[spells.index.repeat(end_month - start_month + 1)]
    month = start_month.reindex(parts.index) + parts.groupby(level=0).cumcount()
    parts["month_start"] = pd.to_datetime({"year": month // 12, "month": month % 12 + 1, "day": 1})
    month_end = parts["month_start"] + pd.offsets.MonthEnd(0)
    ends = parts["end"].where(parts["end"] < month_end, month_end)
    starts = parts["start"].where(parts["start"] > parts["month_start"], parts["month_start"])
    parts["days"] = (ends - starts).dt.days + 1

    found = parts.groupby(["edukey", "month_start"], as_index=False)["days"].sum()
    year = found["month_start"].dt.year - (found["month_start"].dt.month < 4)
    found["tax_year"] = year.astype("string") + "/" + ((year + 1) % 100).astype("string").str.zfill(2)
    return found[["edukey", "month_start", "tax_year", "days"]]
