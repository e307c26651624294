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
    flags = employment_month_flags.dropna(subset=["edukey", "month_start"])
    worked = flags.merge(keys[["person", "key_value"]].drop_duplicates(), left_on="edukey", right_on="key_value")
    worked = pd.DataFrame(
        {"person": worked["person"], "y": worked["month_start"].dt.year, "m": worked["month_start"].dt.month}
    ).drop_duplicates()
    # the April after a tax year is its month 13
    next_april = worked[worked["m"] == 4].assign(m=13)
    placed = pd.concat([worked, next_april], ignore_index=True)
    placed["starts"] = (placed["y"] - placed["m"].isin([1, 2, 3, 13])).astype("Int64")
    placed["months_year"] = (placed["m"] <= 12).astype("Int64")
    placed["months_window"] = placed["m"].isin([10, 11, 12, 1, 2, 3]).astype("Int64")
    placed["march"] = (placed["m"] == 3).astype("Int64")
    placed["next_april"] = (placed["m"] == 13).astype("Int64")
    counts = ["months_year", "months_window", "march", "next_april"]
    counted = placed.groupby(["person", "starts"], as_index=False)[counts].sum()

    seen = seen.merge(counted, on=["person", "starts"], how="left")
    seen[counts] = seen[counts].fillna(0).where(seen["linked"] == 1)
    april_covered = seen["starts"].isin([y for y in years if pd.Timestamp(y + 1, 4, 30) <= end])
    seen["next_april"] = seen["next_april"].where(april_covered | (seen["next_april"] == 1))
    # missing where neither "yes" nor "no" is certain
    enough = seen["months_window"] >= least_months
    seen["sust_emp"] = (enough & ((seen["march"] == 1) | (seen["next_april"] == 1))).astype("Int64")
    seen["tax_year"] = (
        seen["starts"].astype("string") + "/" + ((seen["starts"] + 1) % 100).astype("string").str.zfill(2)
    )
    return seen[["person", "tax_year", "linked", *counts, "sust_emp"]]
