"""What the documents name is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
LINK = re.compile(r"\]\(([^)#:]+)\)")
HOP = re.compile(r"`(?:(?P<file>[\w/]+\.py):)?(?P<name>[A-Za-z_][\w.]*)`")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "usine").glob("*/*.md")]


def test_links_lead_somewhere():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text())
        if not (path.parent / target).exists()
    ]
    assert broken == []


def hops() -> Iterator[tuple[str, str]]:
    """(file, function) of the walks; without a file, a hop stays in that of the one before."""
    file = ""
    for line in (ROOT / "docs/walks.md").read_text().splitlines():
        for hop in HOP.finditer(line) if "→" in line or ".py:" in line else ():
            file = hop["file"] or file
            yield file, hop["name"]


def test_each_hop_of_a_walk_is_a_function_that_is_there():
    walked = list(hops())
    assert len(walked) > 50
    gone = [
        f"{file}:{name}"
        for file, name in walked
        if not re.search(
            rf"^ *(def|class) {name.rpartition('.')[2]}\b",
            (ROOT / "usine" / file).read_text(),
            re.M,
        )
    ]
    assert gone == []
