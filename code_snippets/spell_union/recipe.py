import numpy as np
import pandas as pd


def spell_union(leo_employment, tolerance_days=1, data_end="2021-04-05"):
    """Employment spells without overlaps."""
    data_end = pd.Timestamp(data_end)
    rows = leo_employment[["EduKey", "StartDate", "EndDate", "UncertainStartDate", "UncertainEndDate"]].drop_duplicates()
    rows = rows.rename(columns={"EduKey": "edukey", "StartDate": "start_date", "EndDate": "end_date"})
    in_order = rows["end_date"].isna() | (rows["end_date"] >= rows["start_date"])
    rows = rows[rows["edukey"].notna() & (rows["start_date"] <= data_end) & in_order].copy()

    ended = rows["end_date"] <= data_end
    rows["end_date"] = rows["end_date"].where(ended, data_end)
    rows["right_censored"] = (~ended).astype("Int64")
    # 2 yes, 1 not known, 0 no: the highest of a merged spell decides
    flags = rows[["UncertainStartDate", "UncertainEndDate"]]
    rows["uncertain"] = np.where((flags == 1).fillna(False).any(axis=1), 2, np.where((flags == 0).fillna(False).all(axis=1), 0, 1))

    rows = rows.sort_values(["edukey", "start_date", "end_date"])
    latest = rows.groupby("edukey")["end_date"].cummax()
    latest_before = latest.groupby(rows["edukey"]).shift()
    is_new = ~((rows["start_date"] - latest_before).dt.days <= tolerance_days)
    rows["spell_number"] = is_new.astype("int64").groupby(rows["edukey"]).cumsum()

    spells = rows.groupby(["edukey", "spell_number"], as_index=False).agg(
        start_date=("start_date", "min"),
        end_date=("end_date", "max"),
        right_censored=("right_censored", "max"),
        n_raw=("uncertain", "size"),
        uncertain=("uncertain", "max"),
    )
    spells["any_uncertain_date"] = spells.pop("uncertain").map({2: 1, 0: 0}).astype("Int64")
    return spells
