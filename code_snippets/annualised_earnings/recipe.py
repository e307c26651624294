import numpy as np


def annualised_earnings(paye_earnings_annual, spell_split_periods, least_days=30):
    """Pay scaled to a full year."""
    key = ["edukey", "tax_year"]
    pay = paye_earnings_annual.groupby(key, as_index=False)["earnings"].max()
    worked = spell_split_periods[spell_split_periods["days"].ge(1).fillna(False)]
    rows = pay.merge(worked.groupby(key, as_index=False)["days"].max(), on=key, how="left")
    # 29 February lies in the calendar year in which the tax year ends
    ends = rows["tax_year"].str[:4].astype("Int64") + 1
    rows["year_days"] = 365 + (ends % 4 == 0).astype("Int64")
    rows["status"] = np.select(
        [
            rows["earnings"].isna(),
            rows["earnings"].le(0).fillna(False),
            rows["days"].isna(),
            rows["days"].lt(least_days).fillna(False),
        ],
        ["pay missing", "no pay", "no days", "few days"],
        "annualised",
    )
    annualised = rows["earnings"].astype("Float64") * rows["year_days"] / rows["days"]
    rows["annualised"] = annualised.where(rows["status"] == "annualised")
    return rows[[*key, "earnings", "days", "year_days", "status", "annualised"]]
