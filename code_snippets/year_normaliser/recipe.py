import pandas as pd


def year_normaliser(lilr_aims, lilr_learners, school_census, ks4_pupil, nccis, hesa, ucas, leo_earnings, cla, cin_details):
    """Year labels of all sources in one form."""
    # what four digits are: the start or the end of the year, or nothing where both years should stand
    columns_read = [
        ("lilr_aims.Year", "college", "start", lilr_aims, "academic_year"),
        ("lilr_aims.AcademicYear", "college", "both", lilr_aims, "academic_year"),
        ("lilr_learners.Year", "college", "start", lilr_learners, "academic_year"),
        ("school_census.AcademicYear", "school", "end", school_census, "academic_year"),
        ("ks4_pupil.KS4_ACADYR", "school", "end", ks4_pupil, "academic_year"),
        ("nccis.NCCIS_ACADYR", "school", "both", nccis, "academic_year"),
        ("hesa.academic_year", "college", "both", hesa, "academic_year"),
        ("ucas.application_cycle", "cycle", "end", ucas, "cycle_year"),
        ("ucas.entry_year", "college", "start", ucas, None),
        ("leo_earnings.TaxYear", "tax", "both", leo_earnings, "tax_year"),
        ("cla.cla_PROCESSING_YEAR", "care", "end", cla, "academic_year"),
        ("cin_details.CIN_ACADYR", "care", "end", cin_details, "academic_year"),
    ]
    parts = []
    for source, kind, meant, table, label in columns_read:
        written = table[source.split(".")[1]].astype("string").str.strip(" ")
        part = pd.DataFrame({"written": written, "label": table[label] if label else pd.NA}).drop_duplicates()
        parts.append(part.astype("string").assign(source=source, kind=kind, meant=meant))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["written"].notna() & (rows["written"] != "")].reset_index(drop=True)

    written = rows["written"]
    digits = pd.to_numeric(written.str[:4].where(written.str.match("[0-9]{4}"))).astype("Int64")
    digits = digits.where(digits.between(1900, 2099))
    rest = written.str[4:].str.replace("^[/-]", "", regex=True)
    follows = (rest == (digits + 1).astype("string")) | (rest == (digits + 1).mod(100).astype("string").str.zfill(2))
    is_bare = written.str.len() == 4
    y = digits.where(follows.fillna(False) | (is_bare & rows["meant"].isin(["start", "end"])))
    y = y - (is_bare & (rows["meant"] == "end")).astype("Int64")
    rows["year_label"] = y.astype("string") + "/" + (y + 1).mod(100).astype("string").str.zfill(2)
    rows["end_year"] = y + 1
    begins = rows["kind"].map({"school": "-09-01", "college": "-08-01", "care": "-04-01", "tax": "-04-06"}).astype("string")
    rows["first_day"] = pd.to_datetime(y.astype("string") + begins, format="%Y-%m-%d")
    rows["last_day"] = pd.to_datetime((y + 1).astype("string") + begins, format="%Y-%m-%d") - pd.Timedelta(days=1)
    rows["agrees"] = (rows["label"] == rows["year_label"]).astype("Int64")
    result = ["source", "written", "kind", "year_label", "end_year", "first_day", "last_day"]
    return rows.groupby(result, as_index=False, dropna=False)["agrees"].min()
