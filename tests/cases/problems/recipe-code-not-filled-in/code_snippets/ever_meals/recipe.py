def ever_meals(roll, holiday, first_year="2003/04"):
    """Ever entitled to free meals."""
    rows = roll[roll["PupilRef"].notna() & (roll["academic_year"] >= first_year) & ~roll["academic_year"].isin(holiday["academic_year"])]
    rows = rows.assign(year=rows["academic_year"].where(rows["FreeMeals"].notna()))
    made = rows.groupby("PupilRef", as_index=False).agg(ever=("FreeMeals", "max"), censuses=("year", "nunique"))
    return made.rename(columns={"PupilRef": "pupil"})
# FILL IN the pupils of other schools
