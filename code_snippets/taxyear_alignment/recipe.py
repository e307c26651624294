import numpy as np
import pandas as pd


def taxyear_alignment(ks4_pupil, hesa, leo_earnings, first_month=9):
    """Tax years counted from a school year."""

    def years(labels):
        labels = labels.dropna().drop_duplicates().astype("string")
        labels = labels[labels.str.fullmatch("[0-9]{4}/[0-9]{2}")]
        y = labels.str[:4].astype("int64")
        follows = (y + 1).mod(100) == labels.str[5:].astype("int64")
        return pd.DataFrame({"label": labels, "y": y})[follows & y.between(1900, 2099)]

    school = years(pd.concat([ks4_pupil["academic_year"], hesa["academic_year"]]))
    pairs = school.merge(years(leo_earnings["tax_year"]), how="cross", suffixes=("", "_tax"))
    pairs = pairs.rename(columns={"label": "academic_year", "label_tax": "tax_year"})
    distance = pairs["y_tax"] - pairs["y"]

    def day(year, month, day):
        return pd.to_datetime({"year": year, "month": month, "day": day})

    begins = (day(pairs["y"] + 1, 4, 6) - day(pairs["y"], first_month, 1)).dt.days
    leaving = (day(pairs["y"] + 1, first_month, 1) - day(pairs["y"] + 1, 4, 6)).dt.days
    pairs["shared_days"] = np.where(distance == 0, begins, np.where(distance == 1, leaving, 0))
    pairs["relation"] = distance.clip(-1, 2).map({-1: "before", 0: "begins", 1: "leaving", 2: "after"}).astype("string")
    pairs["years_after"] = (distance - 1).where(distance > 1).astype("Int64")
    pairs["first_full"] = (distance == 2).astype("int64")
    return pairs[["academic_year", "tax_year", "shared_days", "relation", "years_after", "first_full"]]
