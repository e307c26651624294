"""Every page is reached from the home page by links alone, in few clicks."""

from .test_links import LOST, target_of

MOST_CLICKS = 4


def clicks(pages):
    """The number of clicks from the home page to each page that links lead to."""
    found, edge = {"index.html": 0}, ["index.html"]
    while edge:
        following = []
        for address in edge:
            for link in dict.fromkeys(pages[address].links):
                target = target_of(address, link)
                if target and target[0] in pages and target[0] not in found:
                    found[target[0]] = found[address] + 1
                    following.append(target[0])
        edge = following
    return found


def test_every_page_is_reached_in_few_clicks(pages):
    found = clicks(pages)
    orphans = set(pages) - set(found) - {LOST}
    assert not orphans, sorted(orphans)[:20]
    far = {address: count for address, count in found.items() if count > MOST_CLICKS}
    assert not far, dict(list(far.items())[:20])


def test_an_orphan_would_be_found(pages):
    lonely = pages["variables/school_census.FSMeligible.html"]
    without = {
        address: type(page)(**{**vars(page), "links": [link for link in page.links if "FSMeligible" not in link]})
        if page is not lonely
        else page
        for address, page in list(pages.items())
    }
    assert lonely.address not in clicks(without)
