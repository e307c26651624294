import pandas as pd


def persistent_absence_10(absence_rate, least_sessions=1):
    """Persistent absence, a tenth of one's own sessions."""
    rows = absence_rate[["pmr", "academic_year", "verdict", "sess_possible", "sess_missed"]].drop_duplicates()
    possible, missed = rows["sess_possible"], rows["sess_missed"]
    known = ((possible > 0) & (possible >= least_sessions) & missed.notna()).fillna(False)
    # whole numbers and no division: a rounded rate would lift 9.95 per cent over the line
    rows["pa10"] = (10 * missed >= possible).astype("Int64").where(known, pd.NA)
    rows["severe_abs50"] = (2 * missed >= possible).astype("Int64").where(known, pd.NA)
    return rows[["pmr", "academic_year", "verdict", "pa10", "severe_abs50"]].reset_index(drop=True)
