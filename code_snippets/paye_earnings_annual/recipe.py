def paye_earnings_annual(leo_earnings, industry_by="enterprise"):
    """Pay by tax year."""
    columns = [
        "Edukey", "tax_year", "Earnings", "Num_Employments", "main_enterprise", "enterprise_earnings",
        "main_enterprise_linked_section", "Main_Section", "Section_Earnings",
    ]  # fmt: skip
    rows = (
        leo_earnings[columns]
        .rename(columns={"Edukey": "edukey"})
        .dropna(subset=["edukey", "tax_year"])
        .drop_duplicates()
    )
    person_year = ["edukey", "tax_year"]
    groups = rows.groupby(person_year)
    totals = groups[["Earnings", "Num_Employments"]].sum(min_count=1).set_axis(["total", "n_employments"], axis=1)
    totals["n_rows"] = groups.size()

    numbers = ["enterprise_earnings", "Earnings", "Section_Earnings", "Num_Employments"]
    order = ["enterprise_earnings", "main_enterprise", *numbers[1:], "main_enterprise_linked_section", "Main_Section"]
    main = rows.sort_values(order, ascending=[name not in numbers for name in order], na_position="last")
    main = main.drop_duplicates(subset=person_year).merge(totals, left_on=person_year, right_index=True)

    main["earnings"] = main["total"].clip(lower=0)
    main["zero_pay"] = (main["total"] <= 0).astype("Int64")
    main["main_pay"] = main["enterprise_earnings"]
    by_enterprise = industry_by == "enterprise"
    main["industry"] = main["main_enterprise_linked_section" if by_enterprise else "Main_Section"]
    main["industry_pay"] = main["enterprise_earnings" if by_enterprise else "Section_Earnings"]
    return main[
        [
            *person_year, "earnings", "zero_pay", "n_employments", "main_enterprise", "main_pay", "industry", "industry_pay",
            "n_rows",
        ]
    ].reset_index(drop=True)  # fmt: skip
