import pandas as pd

CODES = pd.DataFrame(
    [
        ("WBRI", "White British", "WHIT"), ("WIRI", "Irish", "WHIT"), ("WOTH", "Any Other White Background", "WHIT"),
        ("WIRT", "Traveller Of Irish Heritage", "trav"), ("WROM", "Gypsy / Romany", "trav"),
        ("MWBC", "White and Black Caribbean", "MIXD"), ("MWBA", "White and Black African", "MIXD"),
        ("MWAS", "White and Asian", "MIXD"), ("MOTH", "Any Other Mixed Background", "MIXD"),
        ("AIND", "Indian", "ASIA"), ("APKN", "Pakistani", "ASIA"), ("ABAN", "Bangladeshi", "ASIA"),
        ("AOTH", "Any Other Asian Background", "ASIA"),
        ("BCRB", "Caribbean", "BLAC"), ("BAFR", "African", "BLAC"), ("BOTH", "Any Other Black Background", "BLAC"),
        ("CHNE", "Chinese", "CHIN"), ("OOTH", "Any Other Ethnic Group", "AOEG"),
    ],
    columns=["minor", "words", "major"],
)  # fmt: skip


def modal_ethnicity(census_reference_year_row, school_census, first_year="2002/03", last_year="2020/21", travellers="WHIT"):
    """Most frequent ethnic group."""
    new = census_reference_year_row.rename(columns={"ethnic_minor": "answer"})
    old = school_census[(school_census["academic_year"] <= "2004/05").fillna(False)]
    old = old[old["RecordStatus"].fillna(0) <= 100]
    words = old["EthnicGroup"].map(dict(zip(CODES["words"], CODES["minor"], strict=True))).astype("string")
    old = old.assign(answer=words.fillna(old["EthnicGroup"])).rename(columns={"PupilMatchingRefAnonymous": "pmr"})
    rows = pd.concat([new[["pmr", "academic_year", "answer"]], old[["pmr", "academic_year", "answer"]]])
    rows = rows.dropna(subset=["pmr", "academic_year"]).drop_duplicates()
    rows = rows[rows["academic_year"].between(first_year, last_year)]

    rows["minor"] = rows["answer"].where(rows["answer"].isin(CODES["minor"]), "")
    rows["votes"] = (rows["minor"] != "").astype(int)
    rows["answered"] = rows["answer"].notna().astype(int)
    rows["year"] = rows["academic_year"].str[:4].astype(int)
    counted = rows.groupby(["pmr", "minor"], as_index=False).agg(
        n_modal=("votes", "sum"), latest=("year", "max"), answered=("answered", "max")
    )
    counted["n_votes"] = counted.groupby("pmr")["n_modal"].transform("sum")
    counted["blank"] = counted["minor"] == ""
    counted = counted.sort_values(["pmr", "blank", "n_modal", "latest", "minor"], ascending=[True, True, False, False, True])
    person = counted.drop_duplicates(subset="pmr").reset_index(drop=True)

    majors = dict(zip(CODES["minor"], CODES["major"].replace("trav", travellers), strict=True))
    major = person["minor"].map(majors).astype("string")
    unclassified = person["blank"] & (person["answered"] == 1)
    person["ethnicity_minor"] = person["minor"].where(~person["blank"]).astype("string").mask(unclassified, "UNCL")
    person["ethnicity_major"] = major.mask(unclassified, "UNCL")
    person["ethnicity_conflict"] = (person["n_modal"] < person["n_votes"]).astype("Int64").where(~person["blank"])
    return person[["pmr", "ethnicity_minor", "ethnicity_major", "ethnicity_conflict", "n_votes", "n_modal"]]
