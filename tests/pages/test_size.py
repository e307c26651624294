"""How large pages are: people read them on telephones, and thousands of them are copied to machines without a network."""

import statistics


def test_pages_of_variables_are_small(site):
    sizes = sorted(path.stat().st_size for path in (site / "variables").glob("*.html") if path.name != "index.html")
    assert len(sizes) > 4_000
    assert statistics.median(sizes) <= 25_000
    assert sizes[int(0.95 * len(sizes))] <= 40_000
