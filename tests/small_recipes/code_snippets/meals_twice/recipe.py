def meals_twice(ever_meals):
    """Entitlement known for two years or more."""
    rows = ever_meals.dropna(subset=["pupil"])
    return rows.assign(twice=(rows["censuses"] >= 2).astype("Int64"))[["pupil", "twice"]].drop_duplicates()
