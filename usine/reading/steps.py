"""Steps written in one cell: one a line, each with its date when it says one."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from usine.values.dates import PartialDate
from usine.values.errors import Refused

LONGEST_DATED = 400
LONGEST_TITLE = 80
"""One line without a date is a step up to so many characters, else a text."""

_BULLET = re.compile(r"^\s*(?:[-–—•▪·*>↳→✓☐]+|(?:\d{1,2}\s*[.)°]-?|[a-z]\))\s+)\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:(?<=\s)|^)(?=\d{1,2}\s*[.)]\s+\D)")
_YEAR = r"[^():;]{0,24}\b(?:20\d\d|\d{1,2}/\d{1,2}/\d\d)\b[^():;]{0,3}"
_DATED = (
    re.compile(rf"^(?P<title>.+?)\s*\((?P<date>{_YEAR})\)[ .]*$"),
    re.compile(rf"^(?P<date>{_YEAR})\s*(?::|[-–—]\s)\s*(?P<title>.+)$"),
    re.compile(rf"^(?P<title>.+?)\s*(?::|,|\s[-–—]\s)\s*(?P<date>{_YEAR})$"),
)


class WrittenStep(NamedTuple):
    title: str
    due: PartialDate | None


def steps_in(text: str, read_date: Callable[[str], Any]) -> list[WrittenStep]:
    """The steps that a text lists; none when it is a sentence. `read_date` raises Refused."""
    parts = [part for part in _parts(text) if part]
    steps = [_dated(part, read_date) for part in parts]
    if len(steps) == 1 and not steps[0].due and len(steps[0].title) > LONGEST_TITLE:
        return []
    return steps


def _parts(text: str) -> Iterator[str]:
    lines = text.split("\n")
    if len(lines) == 1:
        lines = text.split(";") if ";" in text else _NUMBERED.split(text)
    for line in lines:
        yield _BULLET.sub("", line).strip(" -–•")


def _dated(part: str, read_date: Callable[[str], Any]) -> WrittenStep:
    for shape in _DATED if len(part) <= LONGEST_DATED else ():
        if dated := shape.match(part):
            try:
                due = read_date(dated["date"].strip())
            except Refused:
                continue
            if due:
                return WrittenStep(dated["title"].strip(), due)
    return WrittenStep(part, None)


def step_of(title: str, due: PartialDate | None) -> dict[str, Any]:
    return {"title": title, "due": due, "done_on": None}
