def linkage_flags(
    link_person_spine, school_census, ks4_pupil, lilr_learners, hesa, ucas,
    leo_employment, leo_earnings, leo_self_assessment, leo_benefit,
):  # fmt: skip
    """Where a person can be seen."""
    spine = link_person_spine[["person", "key_type", "key_value"]].drop_duplicates()
    spine = spine.dropna(subset=["person", "key_value"])

    def found(key_type, *keys):
        known = {key for column in keys for key in column.dropna().astype("string")}
        is_found = spine["key_value"].isin(known)
        return (is_found & spine["key_type"].eq(key_type).fillna(False)).astype("Int64")

    for key_type in ["pmr", "record", "edukey"]:
        spine[key_type] = spine["key_type"].eq(key_type).fillna(False).astype("Int64")
    spine["npd"] = found("pmr", school_census["PupilMatchingRefAnonymous"], ks4_pupil["KS4_PupilMatchingRefAnonymous"])
    spine["ilr"] = found("record", lilr_learners["RECORDID"])
    spine["hesa"] = found("pmr", hesa["HE_PUPILMATCHINGREFANONYMOUS"])
    spine["ucas"] = found("pmr", ucas["PupilMatchingRefAnonymous"])
    spine["tax"] = found("edukey", leo_employment["EduKey"], leo_earnings["Edukey"], leo_self_assessment["Edukey"])
    spine["benefits"] = found("edukey", leo_benefit["EduKey"])

    grouped = spine.groupby("person")
    any_key = grouped[["pmr", "record", "edukey", "npd", "ilr", "hesa", "ucas", "tax", "benefits"]].max()
    people = grouped[["pmr", "edukey"]].sum().rename(columns={"pmr": "n_pmr", "edukey": "n_edukey"}).astype("Int64")
    people["has_ae_id"] = people.index.str.startswith("AE").astype("int")
    people["matched_school"] = any_key["pmr"]
    people["matched_fe"] = any_key["record"]
    people["matched_tax"] = any_key["edukey"]
    has_school, has_tax = any_key["pmr"].eq(1), any_key["edukey"].eq(1)
    # missing where no key leads to the source
    people["in_npd"] = any_key["npd"].where(has_school)
    people["in_ilr"] = any_key["ilr"].where(people["has_ae_id"].eq(1) | any_key["record"].eq(1))
    people["in_hesa"] = any_key["hesa"].where(has_school)
    people["in_ucas"] = any_key["ucas"].where(has_school)
    people["in_tax"] = any_key["tax"].where(has_tax)
    people["in_benefits"] = any_key["benefits"].where(has_tax)
    return people.reset_index()
