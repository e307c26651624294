* Fifth of the home area by income deprivation affecting children.
version 16
local vintage_11 2015
local vintage_01 2010
local areas_census 32482
local areas_absence 32844

foreach y in 11 01 {
    use lsoa vintage rank n_areas using "idaci_lookup.dta", clear
    keep if lsoa != "" & vintage == `vintage_`y'' & rank >= 1 & rank <= n_areas & !missing(rank, n_areas)
    bysort lsoa (rank n_areas): keep if _n == 1
    rename (lsoa rank n_areas) (lsoa`y' rank_lsoa`y' areas_lsoa`y')
    drop vintage
    tempfile lookup`y'
    save `lookup`y''
}

use academic_year PupilMatchingRefAnonymous MainRecord IDACI_R_home using "absence.dta", clear
rename (PupilMatchingRefAnonymous IDACI_R_home) (pmr rank_absence)
keep if pmr != "" & academic_year != "" & inrange(rank_absence, 1, `areas_absence')
generate byte later = MainRecord != 1
bysort pmr academic_year (later rank_absence): keep if _n == 1
keep pmr academic_year rank_absence
tempfile absent
save `absent'

use pmr academic_year lsoa11 lsoa01 idaci_rank using "census_reference_year_row.dta", clear
drop if pmr == "" | academic_year == ""
bysort pmr academic_year lsoa11 lsoa01 idaci_rank: keep if _n == 1
merge m:1 lsoa11 using `lookup11', keep(master match) nogenerate
merge m:1 lsoa01 using `lookup01', keep(master match) nogenerate
merge m:1 pmr academic_year using `absent', keep(master match) nogenerate
generate double rank_census = cond(inrange(idaci_rank, 1, `areas_census'), idaci_rank, .)
drop idaci_rank
generate long areas_census = `areas_census'
generate long areas_absence = `areas_absence'

generate idaci_source = ""
generate double idaci_rank = .
generate double areas = .
foreach route in lsoa11 lsoa01 census absence {
    replace areas = areas_`route' if idaci_source == "" & !missing(rank_`route')
    replace idaci_rank = rank_`route' if idaci_source == "" & !missing(rank_`route')
    replace idaci_source = "`route'" if idaci_source == "" & !missing(rank_`route')
}
generate byte idaci_quintile = ceil(idaci_rank * 5 / areas)
generate int idaci_vintage = cond(idaci_source == "lsoa11", `vintage_11', cond(idaci_source == "lsoa01", `vintage_01', ///
    cond(idaci_source == "absence", 2015, .)))

bysort pmr academic_year idaci_rank idaci_quintile idaci_vintage idaci_source: keep if _n == 1
keep pmr academic_year idaci_rank idaci_quintile idaci_vintage idaci_source
order pmr academic_year idaci_rank idaci_quintile idaci_vintage idaci_source
save "idaci_quintile.dta", replace
