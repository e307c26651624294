import pandas as pd


def sen_ever_highest(census_main_record, school_census, ks4_pupil, youngest=4, oldest=15, alternative_provision="yes"):
    """Highest provision for special educational needs so far."""
    key = ["pmr", "academic_year"]
    also = alternative_provision == "yes"
    main = census_main_record
    rows = main[main["age_start"].between(youngest, oldest).fillna(False)]
    rows = rows.assign(level=rows["sen"].map({"N": 0, "A": 1, "P": 1, "K": 1, "S": 2, "E": 2}).astype("Int64"))
    years = rows.groupby(key, as_index=False)["level"].max()

    census = school_census[school_census["RecordStatus"].fillna(0) <= 100].rename(columns={"PupilMatchingRefAnonymous": "pmr"})
    places = (census[["SENUnitIndicator", "ResourcedProvisionIndicator", "SpecialProvisionIndicator"]] == 1).fillna(False)
    census = census[places.any(axis=1) | census["PHASE"].isin(["SP", "PR"] if also else ["SP"])]
    ks4 = ks4_pupil.rename(columns={"KS4_PupilMatchingRefAnonymous": "pmr"})
    ks4 = ks4[ks4["KS4_NEWER_TYPE"].isin([5, 6, 7] if also else [5, 7])]
    other = main[main["source"].isin(["pru", "ap"])] if also else main.head(0)
    settings = pd.concat([census[key], ks4[key], other[key]]).drop_duplicates().assign(setting=1)
    years = years.merge(settings, on=key, how="left")

    years["level"] = years["level"].mask((years["level"] == 2).fillna(False) & (years["setting"] == 1), 3)
    years["seen"] = years["level"].notna().astype(int)
    years["phase"] = years["seen"].where(years["academic_year"] >= "2013/14", 0)
    person = years.groupby("pmr", as_index=False).agg(
        highest=("level", "max"), years_seen=("seen", "sum"), years_phase=("phase", "sum")
    )
    person["sen_highest"] = person["highest"].map({0: "none", 1: "support", 2: "plan", 3: "specialist"}).astype("string")
    person["sen_ever"] = (person["highest"] > 0).astype("Int64")
    return person[["pmr", "sen_highest", "sen_ever", "years_seen", "years_phase"]]
