import numpy as np
import pandas as pd


def idaci_quintile(
    census_reference_year_row, absence, idaci_lookup, vintage_11=2015, vintage_01=2010, areas_census=32482, areas_absence=32844
):
    """Fifth of the home area by income deprivation affecting children."""
    key = ["pmr", "academic_year"]
    rows = census_reference_year_row[[*key, "lsoa11", "lsoa01", "idaci_rank"]].dropna(subset=key).drop_duplicates()
    lookup = idaci_lookup[(idaci_lookup["rank"].between(1, idaci_lookup["n_areas"])).fillna(False)]
    lookup = lookup.sort_values(["rank", "n_areas"]).drop_duplicates(subset=["lsoa", "vintage"]).dropna(subset=["lsoa"])
    for year, vintage in {"11": vintage_11, "01": vintage_01}.items():
        one = lookup.loc[lookup["vintage"] == vintage, ["lsoa", "rank", "n_areas"]]
        one = one.rename(columns={"lsoa": f"lsoa{year}", "rank": f"rank_lsoa{year}", "n_areas": f"areas_lsoa{year}"})
        rows = rows.merge(one, on=f"lsoa{year}", how="left")
    absent = absence.rename(columns={"PupilMatchingRefAnonymous": "pmr", "IDACI_R_home": "rank_absence"})
    absent = absent[absent["rank_absence"].between(1, areas_absence).fillna(False)]
    absent["later"] = (absent["MainRecord"] != 1).fillna(True)
    absent = absent.sort_values(["later", "rank_absence"]).drop_duplicates(subset=key)
    rows = rows.merge(absent[[*key, "rank_absence"]], on=key, how="left")
    rows["rank_census"] = rows["idaci_rank"].where(rows["idaci_rank"].between(1, areas_census).fillna(False))

    rows["idaci_rank"] = pd.array([pd.NA] * len(rows), dtype="Int64")
    rows["areas"] = rows["idaci_rank"]
    rows["idaci_vintage"] = rows["idaci_rank"]
    rows["idaci_source"] = pd.array([pd.NA] * len(rows), dtype="string")
    routes = {
        "lsoa11": (rows["areas_lsoa11"], vintage_11),
        "lsoa01": (rows["areas_lsoa01"], vintage_01),
        "census": (areas_census, pd.NA),
        "absence": (areas_absence, 2015),
    }
    for source, (areas, vintage) in routes.items():
        taken = rows["idaci_source"].isna() & rows[f"rank_{source}"].notna()
        rows["idaci_source"] = rows["idaci_source"].mask(taken, source)
        rows["idaci_rank"] = rows["idaci_rank"].mask(taken, rows[f"rank_{source}"])
        rows["areas"] = rows["areas"].mask(taken, areas)
        rows["idaci_vintage"] = rows["idaci_vintage"].mask(taken, vintage)
    rows["idaci_quintile"] = np.ceil(rows["idaci_rank"].astype("Float64") * 5 / rows["areas"].astype("Float64")).astype("Int64")
    return rows[[*key, "idaci_rank", "idaci_quintile", "idaci_vintage", "idaci_source"]].drop_duplicates().reset_index(drop=True)
