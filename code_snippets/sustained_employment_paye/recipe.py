import pandas as pd


def sustained_employment_paye(
    link_person_spine, employment_month_flags, least_months=5, first_year=1997, last_year=2020, data_end="2021-04-05"
):
    """Sustained employment."""
    end = pd.Timestamp(data_end)
    years = [y for y in range(first_year, min(last_year, first_year + 99) + 1) if pd.Timestamp(y + 1, 3, 31) <= end]
    spine = link_person_spine.dropna(subset=["person"])
    keys = spine[(spine["key_type"] == "edukey") & spine["key_value"].notna()]
    people = spine[["person"]].drop_duplicates()
    people["linked"] = people["person"].isin(keys["person"]).astype("Int64")
    seen = people.merge(pd.DataFrame({"starts": pd.array(years, "Int64")}), how="cross")

    # a month counts once for a person, whatever number of keys it stands under
    before = ["in_apr", "in_may", "in_jun", "in_jul", "in_aug", "in_sep"]
    window = ["in_oct", "in_nov", "in_dec", "in_jan", "in_feb", "in_mar"]
    keys = keys[["person", "key_value"]].drop_duplicates()
    worked = employment_month_flags.merge(keys, left_on="edukey", right_on="key_value")
    worked = worked.groupby(["person", "tax_year"], as_index=False)[before + window].max()
    worked["starts"] = worked["tax_year"].str[:4].astype("Int64")
    worked["months_year"] = worked[before + window].sum(axis=1)
    worked["months_window"] = worked[window].sum(axis=1)
    worked["march"] = worked["in_mar"]
    # April belongs to the tax year before as well: it is the April that follows
    following = pd.DataFrame(
        {"person": worked["person"], "starts": worked["starts"] - 1, "next_april": worked["in_apr"]}
    )
    counts = ["months_year", "months_window", "march", "next_april"]
    counted = worked.merge(following, on=["person", "starts"], how="outer")[["person", "starts", *counts]]

    seen = seen.merge(counted, on=["person", "starts"], how="left")
    seen[counts] = seen[counts].astype("Int64").fillna(0).where(seen["linked"] == 1)
    april_covered = seen["starts"].isin([y for y in years if pd.Timestamp(y + 1, 4, 30) <= end])
    seen["next_april"] = seen["next_april"].where(april_covered | (seen["next_april"] == 1))
    # missing where neither "yes" nor "no" is certain
    enough = seen["months_window"] >= least_months
    seen["sust_emp"] = (enough & ((seen["march"] == 1) | (seen["next_april"] == 1))).astype("Int64")
    seen["tax_year"] = (
        seen["starts"].astype("string") + "/" + ((seen["starts"] + 1) % 100).astype("string").str.zfill(2)
    )
    return seen[["person", "tax_year", "linked", *counts, "sust_emp"]]
