import pandas as pd

ORDER = [
    "custody", "education", "training", "employment", "reengagement", "neet_avail", "neet_unavail", "other", "unknown",
]  # fmt: skip
CODES = {
    "custody": [130, 290, 710],
    "education": [110, 120, 210, 220, 230, 240, 250, 260, 270, 280],
    "training": [410, 420, 430, 440, 450, 460],
    "employment": [310, 320, 330, 340, 350, 360, 380, 381],
    "neet_avail": [510, 520, 540, 610, 615, 616, 619],
    "neet_unavail": [140, 620, 630, 640, 650, 660, 670, 680],
    "other": [720],
    "unknown": [150, 810, 820, 830],
}


def nccis_states(nccis, lapsed_value="Y", code_530="reengagement", code_550="employment"):
    """Monthly activity of young people."""
    states = {code: state for state, codes in CODES.items() for code in codes}
    states |= {530: code_530, 550: code_550, 551: code_550}
    month = nccis["NCCIS_MonthNo"].where(nccis["NCCIS_MonthNo"].between(1, 12))
    rows = pd.DataFrame(
        {
            "pmr": nccis["NCCIS_PupilMatchingRefAnonymous"],
            "academic_year": nccis["academic_year"],
            # September to December lie in the first calendar year of the school year, January to August in the second
            "year": nccis["academic_year"].str[:4].astype("Int64") + (month < 9).astype("Int64"),
            "month": month,
            "state": nccis["NCCIS_Current_Activity_Code"].map(states).astype("string"),
            "activity_code": nccis["NCCIS_Current_Activity_Code"],
        }
    )
    lapsed = (nccis["NCCIS_Currency_Lapsed_Indicator"] == lapsed_value).fillna(False) & rows["activity_code"].notna()
    rows["state"] = rows["state"].mask(lapsed, "unknown")
    rows = rows.dropna(subset=["pmr", "academic_year", "month"])
    rows["month_start"] = pd.to_datetime(rows[["year", "month"]].astype("int64").assign(day=1))

    key = ["pmr", "academic_year", "month_start"]
    rows = rows.groupby([*key, "state"], dropna=False, as_index=False)["activity_code"].min()
    rows["n_states"] = rows.groupby(key)["state"].transform("count").astype("Int64")
    rows["place"] = rows["state"].map({state: place for place, state in enumerate(ORDER)}).fillna(len(ORDER))
    rows = rows.sort_values([*key, "place"]).drop_duplicates(subset=key)
    return rows[[*key, "state", "activity_code", "n_states"]].reset_index(drop=True)
