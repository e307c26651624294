import pandas as pd

# letter, first and last division, and how the name begins
SECTIONS = [
    ("A", 1, 3, "agricult"), ("B", 5, 9, "mining"), ("C", 10, 33, "manufact"), ("D", 35, 35, "electric"), ("E", 36, 39, "water"),
    ("F", 41, 43, "construct"), ("G", 45, 47, "wholesale"), ("H", 49, 53, "transport"), ("I", 55, 56, "accommod"),
    ("J", 58, 63, "information"), ("K", 64, 66, "financ"), ("L", 68, 68, "real estate"), ("M", 69, 75, "professional"),
    ("N", 77, 82, "administrat"), ("O", 84, 84, "public admin"), ("P", 85, 85, "education"), ("Q", 86, 88, "human health"),
    ("R", 90, 93, "arts"), ("S", 94, 96, "other service"), ("T", 97, 98, "activities of house"),
    ("U", 99, 99, "activities of extra"),
]  # fmt: skip
FIELDS = {
    "section": ("Section_Earnings", "Main_Section", "Main_SIC2007", "Tied_Main_Section_Flag"),
    "code": ("SIC_Earnings", None, "Main_SIC2007", "Tied_Main_SIC_Flag"),
    "enterprise": (
        "enterprise_earnings", "main_enterprise_linked_section", "main_enterprise_linked_sic2007",
        "tied_main_record_enterprise_sic_fg",
    ),
}  # fmt: skip


def main_employer_sic(leo_earnings, basis="section"):
    """Industry of the main employer."""
    pay, name, code, tie = FIELDS[basis]
    given = leo_earnings.dropna(subset=["Edukey", "tax_year"])
    rows = pd.DataFrame(
        {
            "edukey": given["Edukey"], "tax_year": given["tax_year"], "main_enterprise": given["main_enterprise"],
            "pay": given[pay], "tie_mark": given[tie], "section_name": given[name] if name else pd.NA,
            "code": given[code].astype("string").str.strip(),
        }
    ).drop_duplicates()  # fmt: skip
    # 1110 is 01110: a leading zero was lost
    number = pd.to_numeric(rows["code"].where(rows["code"].str.fullmatch(r"\d{4,5}").fillna(False))).astype("Int64")
    division = number // 1000
    by_name = rows["section_name"].astype("string").str.lower()
    of_code = pd.Series(pd.NA, index=rows.index, dtype="string")
    of_name = of_code.copy()
    for letter, first, last, begins in SECTIONS:
        of_code = of_code.mask(division.between(first, last).fillna(False), letter)
        of_name = of_name.mask(by_name.str.startswith(begins).fillna(False), letter)
    rows["sic_section"] = {"section": of_name, "code": of_code, "enterprise": of_code.fillna(of_name)}[basis]
    # a code of another section than the one that was chosen describes another part of the pay
    rows["number"] = number.where(of_code.notna() & ((basis != "section") | (of_code == of_name).fillna(False)))

    rows["n_rows"] = rows.groupby(["edukey", "tax_year"])["edukey"].transform("size")
    rows = rows.sort_values(
        ["edukey", "tax_year", "pay", "main_enterprise", "sic_section", "number", "tie_mark"],
        ascending=[True, True, False, True, True, True, True], na_position="last",
    ).drop_duplicates(subset=["edukey", "tax_year"])  # fmt: skip

    known = rows[rows["sic_section"].notna()]
    before = known.groupby("edukey")[["tax_year", "sic_section", "main_enterprise"]].shift()
    rows = rows.join(before.set_axis(["prev_year", "section_before", "enterprise_before"], axis=1))
    compared = rows["prev_year"].notna()
    crosses = (rows["tax_year"] >= "2017/18") & (rows["prev_year"] < "2017/18").fillna(False)
    rows["across_loads"] = crosses.astype("Int64").where(compared)
    switch = (rows["sic_section"] != rows["section_before"]).astype("Int64").where(compared)
    # the same enterprise under another load of the register: a new coding, or a new business, can not be told
    same = crosses & (rows["main_enterprise"] == rows["enterprise_before"]).fillna(False)
    rows["ind_switch"] = switch.mask(same & (switch == 1).fillna(False))

    rows["sic_basis"] = basis
    rows["sic_division"] = rows["number"] // 1000
    rows["sic2007"] = rows["number"].astype("string").str.zfill(5)
    rows["industry_pay"] = rows["pay"].where(rows["sic_section"].notna())
    return rows[
        [
            "edukey", "tax_year", "sic_basis", "sic_section", "sic_division", "sic2007", "industry_pay", "tie_mark", "prev_year",
            "ind_switch", "across_loads", "n_rows",
        ]
    ].reset_index(drop=True)  # fmt: skip
