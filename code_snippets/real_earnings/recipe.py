def real_earnings(paye_earnings_annual, price_index, base_year="2017/18"):
    """Pay in the prices of one year."""
    key = ["edukey", "tax_year"]
    pay = paye_earnings_annual.groupby(key, as_index=False)["earnings"].max()
    prices = price_index[price_index["price_index"].gt(0).fillna(False)].dropna(subset=["tax_year"]).drop_duplicates()
    # a year with two different values has none that can be used
    prices = (
        prices.drop_duplicates(subset="tax_year", keep=False).set_index("tax_year")["price_index"].astype("Float64")
    )
    factors = (prices.get(base_year) / prices) if base_year in prices.index else prices.iloc[:0]
    rows = pay.merge(factors.rename("price_factor").reset_index(), on="tax_year", how="left")
    rows["real_earnings"] = rows["earnings"] * rows["price_factor"]
    return rows[[*key, "earnings", "price_factor", "real_earnings"]]
