"""Every two tables have a way or a stated reason, and ways are the ones that the field knows."""

import pytest

from build_tools.joins.advice import rows_words, warnings
from build_tools.joins.paths import NoPath, join_path, keys_of, lookups_of

from .real import CATALOGUE, PATHS, WAYS


def words(way):
    return " ".join(f"{hop.key.id}>{hop.right}" for hop in way.hops)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("school_census", "ks4_pupil", "pmr>ks4_pupil"),
        ("school_census", "leo_earnings", "pmr>link_ae_id_pmr ae_id>link_ae_id_edukey edukey>leo_earnings"),
        ("school_census", "leo_idbr", "pmr>link_ae_id_pmr ae_id>link_ae_id_edukey edukey>leo_earnings enterprise>leo_idbr"),
        ("lilr_aims", "school_census", "recordid>link_education_records ae_id>link_ae_id_pmr pmr>school_census"),
        ("lilr_learners", "lilr_aims", "ilr_learner>lilr_aims"),
        ("lilr_aims", "lilr_lars", "learning_aim>lilr_lars"),
        ("leo_idbr", "leo_earnings", "enterprise>leo_earnings"),
        ("ucas", "hesa", "pmr>hesa"),
        ("cin_service_provision", "cin_details", "cin_episode_number>cin_details"),
        ("cin_details", "cin_cpp", "cin_child_number>cin_cpp"),
    ],
)
def test_known_ways(start, end, expected):
    assert words(WAYS[start, end]) == expected


def test_every_pair_has_a_way_or_a_reason():
    assert len(WAYS) == len(CATALOGUE.tables) * (len(CATALOGUE.tables) - 1)
    for (start, end), way in WAYS.items():
        if isinstance(way, NoPath):
            titles = [CATALOGUE.tables[table].title for table in (start, end) if CATALOGUE.tables[table].unlinked]
            assert titles, f"{start} to {end} has no way and no reason"
            assert all(title in way.reason for title in titles)


def test_there_is_a_way_back():
    for start, end in PATHS:
        back = WAYS[end, start]
        assert not isinstance(back, NoPath), f"{start} leads to {end}, and not back"
        assert len(back.hops) == len(PATHS[start, end].hops)
        assert back.same_year == PATHS[start, end].same_year


def test_steps_share_their_key():
    for way in PATHS.values():
        assert way.tables[0] == way.start
        assert way.tables[-1] == way.end
        assert len(set(way.tables)) == len(way.tables), f"{words(way)} goes in a circle"
        for hop in way.hops:
            assert hop.key in keys_of(CATALOGUE)[hop.left]
            assert hop.key in keys_of(CATALOGUE)[hop.right]


def test_people_are_crossed_by_lookups_alone():
    """Between two tables of people no third table of data is a bridge: it would lose whoever is not in it."""
    bridges = {"lilr_aims", "leo_earnings"}  # LARS and the business register hang on these alone
    for way in PATHS.values():
        assert set(way.tables[1:-1]) <= {*lookups_of(CATALOGUE), *bridges}, words(way)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("school_census", "ks4_pupil", True),
        ("leo_earnings", "leo_geography", True),
        ("ks2_pupil", "ks4_pupil", False),  # five years apart
        ("ks4_pupil", "lilr_aims", False),  # further education begins afterwards
        ("exclusions_pre2006", "exclusions_table1", False),  # no year in common
        ("school_census", "leo_earnings", False),  # other kinds of year
        ("lilr_lars", "cla", False),  # courses have no age
        ("absence", "exclusions_table1", True),
        ("school_census", "cin_child", True),
        ("lilr_aims", "hesa", False),  # one after the other
        ("school_census", "nccis", False),  # as the linkage says
    ],
)
def test_when_rows_of_the_same_year_are_meant(start, end, expected):
    assert WAYS[start, end].same_year is expected


def test_a_linkage_decides_for_its_two_tables():
    for linkage in CATALOGUE.linkages.values():
        if linkage.from_ and linkage.to:
            assert WAYS[linkage.from_, linkage.to].same_year == WAYS[linkage.to, linkage.from_].same_year == linkage.same_year


def said(start, end):
    return " ".join(warnings(CATALOGUE, WAYS[start, end]))


def test_warnings_know_the_direction():
    assert "without a tax key was not matched" in said("school_census", "leo_earnings")
    assert "without a tax key" not in said("leo_earnings", "school_census")
    assert "never seen in a school" in said("leo_earnings", "school_census")
    assert "are no people" in said("leo_idbr", "ucas")


def test_warnings_know_the_kinds_of_year():
    assert "Tax years counted" not in said("cla", "leo_earnings")
    assert "nearly equal months" in said("cla", "leo_earnings")
    assert "social-care-years-run-april-to-march" in said("school_census", "cla")
    assert "taxyear_alignment" in said("ks4_pupil", "leo_earnings")
    assert "taxyear_alignment" not in said("ucas", "hesa")
    assert "has tax years" not in said("school_census", "leo_employment")


def test_what_a_key_promises_is_said_with_its_doubt():
    assert "by its description" in rows_words(CATALOGUE, WAYS["leo_earnings", "leo_idbr"])
    assert "KS1_RECORD_STATUS" in said("school_census", "ks1") or "rows multiply" in rows_words(CATALOGUE, WAYS["school_census", "ks1"])


def test_the_year_can_be_asked_for_where_there_is_one():
    assert join_path(CATALOGUE, "ks2_pupil", "ks4_pupil", True).same_year
    assert not join_path(CATALOGUE, "school_census", "leo_earnings", True).same_year
    assert not join_path(CATALOGUE, "school_census", "ks4_pupil", False).same_year


def test_how_many_rows_one_row_meets():
    assert WAYS["leo_earnings", "leo_idbr"].meets == "at most one"
    assert WAYS["leo_earnings", "leo_geography"].meets == "at most one"
    assert join_path(CATALOGUE, "leo_earnings", "leo_geography", False).meets == "many"
    assert WAYS["leo_idbr", "leo_earnings"].meets == "many"
