"""What is wrong with the file of a call, all at once, each fault with its path."""

from collections.abc import Sequence
from typing import NamedTuple

from usine.values.errors import Refused
from usine.values.formats import format_counted

MOST_TOLD = 100
"""Faults beyond this number are counted, not told."""

LONGEST_QUOTE = 60


class CallFault(NamedTuple):
    """`path` names the value: "sections[2].fields[0].key"; empty, it is the whole file."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}\u00a0: {self.sentence}" if self.path else self.sentence


class CallRefused(Refused):
    """A file says no call; `faults` are the first MOST_TOLD, `count` how many there are."""

    def __init__(self, faults: Sequence[CallFault]) -> None:
        self.count = len(faults)
        self.faults = tuple(faults[:MOST_TOLD])
        super().__init__("\n".join([self.summary, *map(str, self.faults)]))

    @property
    def summary(self) -> str:
        cut = self.count > len(self.faults)
        told = format_counted(len(self.faults), "première", "premières")
        first = f", dont voici les {told}" if cut else ""
        return f"Ce fichier d’appel a {format_counted(self.count, 'faute', 'fautes')}{first}."


def below(path: str, key: str) -> str:
    """The path of a key of the object at `path`."""
    return f"{path}.{_cut(key)}" if path else _cut(key)


def quoted(value: object) -> str:
    """A value that somebody else wrote, cut and on one line."""
    return f"«\u00a0{_cut(str(value))}\u00a0»"


def _cut(text: str) -> str:
    """On one line, of characters that are written everywhere."""
    line = " ".join(text[: 2 * LONGEST_QUOTE].split()).encode("utf-8", "replace").decode()
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
