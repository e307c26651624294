import pandas as pd


def link_person_spine(
    link_ae_id_pmr, link_ae_id_edukey, link_education_records,
    school_census, ks4_pupil, lilr_learners, leo_employment, leo_earnings, leo_benefit,
):  # fmt: skip
    """Person spine from the lookups."""

    def keys(key_type, key_value, ae_id=None):
        rows = pd.DataFrame({"key_value": key_value.astype("string"), "ae_id": ae_id})
        return rows.drop_duplicates().assign(key_type=key_type)

    all_keys = [
        keys("pmr", link_ae_id_pmr["PUPILMATCHINGREFANONYMOUS"], link_ae_id_pmr["AE_ID"]),
        keys("edukey", link_ae_id_edukey["EDUKEY"], link_ae_id_edukey["AE_ID"]),
        keys("record", link_education_records["RECORDID"], link_education_records["AE_ID"]),
        keys("pmr", school_census["PupilMatchingRefAnonymous"]),
        keys("pmr", ks4_pupil["KS4_PupilMatchingRefAnonymous"]),
        keys("record", lilr_learners["RECORDID"]),
        keys("edukey", leo_employment["EduKey"]),
        keys("edukey", leo_earnings["Edukey"]),
        keys("edukey", leo_benefit["EduKey"]),
    ]
    spine = pd.concat(all_keys)
    spine = spine[spine["key_value"].fillna("") != ""].astype({"ae_id": "Int64"})
    spine = spine.groupby(["key_type", "key_value"], as_index=False)["ae_id"].min()  # missing only where all are
    letters = spine["key_type"].map({"pmr": "PMR", "edukey": "EDU", "record": "REC"}).astype("string")
    spine["person"] = ("AE" + spine["ae_id"].astype("string")).fillna(letters + spine["key_value"])
    spine = spine.sort_values(["person", "key_type", "key_value"])
    spine["number"] = spine.groupby(["person", "key_type"]).cumcount() + 1
    for key_type in ["pmr", "edukey"]:
        spine[f"n_{key_type}"] = spine["key_type"].eq(key_type).astype("int").groupby(spine["person"]).transform("sum")
    spine["multiplex"] = ((spine["n_pmr"] > 1) | (spine["n_edukey"] > 1)).astype("int")
    return spine[["person", "key_type", "key_value", "number", "n_pmr", "n_edukey", "multiplex"]]
