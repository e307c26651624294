import pandas as pd


def apprenticeship_start(lilr_aims, link_person_spine, first_year="2004/05"):
    """Apprenticeships and their starts in each year."""
    persons = link_person_spine[link_person_spine["key_type"] == "record"].dropna(subset=["key_value", "person"])
    persons = persons.groupby("key_value")["person"].min()
    is_programme = (lilr_aims["app"] == 1) & (lilr_aims["AimType"].isin([1, 35]) | lilr_aims["AimType"].isna())
    aims = lilr_aims[lilr_aims["RECORDID"].notna() & (lilr_aims["academic_year"] >= first_year) & is_programme].reset_index(drop=True)
    record, kind = aims["RECORDID"].astype("string"), aims["programme_type"]

    rows = pd.DataFrame({"person": record.map(persons).astype("string").fillna("REC" + record)})
    rows["academic_year"], rows["started"] = aims["academic_year"], aims["start"]
    rows["begins"] = aims["start_date"].where(aims["start_date"] > pd.Timestamp("1900-01-01"))
    for new, old in {"programme_type": "programme_type", "framework": "framework_id", "standard": "Standard_id"}.items():
        rows[new] = aims[old].where(aims[old] >= 0)
    rows["level"] = kind.map({3: 2, 2: 3, 20: 4, 21: 5, 22: 6, 23: 7}).astype("Int64")
    for name in ["Notional_Level_v2_latest", "Notional_Level_v2"]:
        rows["level"] = rows["level"].fillna(aims[name].where(aims[name].between(2, 7)))
    is_standard = (aims["StandardApp"] == 1).fillna(False) | kind.isin([25])
    is_framework = (aims["FrameworkApp"] == 1).fillna(False) | kind.isin([2, 3, 10, 20, 21, 22, 23])
    rows["is_standard"] = is_standard.astype("Int64").where(is_standard | is_framework)
    rows = rows.drop_duplicates()

    programme = ["person", "programme_type", "framework", "standard"]
    rows["first_ever"] = rows.groupby("person")["begins"].transform("min")
    rows["first_of_programme"] = rows.groupby(programme, dropna=False)["begins"].transform("min")
    year = ["person", "academic_year"]
    rows["known"] = rows["started"].notna()
    order = [*year, "started", "begins", "level", "is_standard"]
    rows = rows.sort_values(order, ascending=[True, True, False, False, False, False], na_position="last")
    years = rows.drop_duplicates(subset=year)[[*year, "level", "is_standard", "first_ever"]]
    years = years.rename(columns={"level": "app_level", "is_standard": "app_standard"}).set_index(year)
    starts = rows[rows["started"] == 1].drop_duplicates(subset=[*year, *programme[1:], "begins"])
    starts = starts.assign(is_new=starts["begins"] == starts["first_of_programme"]).groupby(year)
    in_year = rows.groupby(year)
    years["app_start"] = in_year["started"].max().where(in_year["known"].all() | (in_year["started"].max() == 1).fillna(False))
    is_known = years["app_start"].notna()
    years["starts"] = starts.size().reindex(years.index).astype("Int64").fillna(0).where(is_known)
    first_in_year = starts["begins"].min().reindex(years.index)
    is_dated = (years["app_start"] == 0).fillna(False) | first_in_year.notna()
    years["new_starts"] = starts["is_new"].sum().reindex(years.index).astype("Int64").fillna(0).where(is_dated)
    years["app_first"] = (first_in_year == years["first_ever"]).astype("Int64").where(is_dated)
    columns = ["app_start", "starts", "new_starts", "app_first", "app_level", "app_standard"]
    return years[columns].reset_index()
