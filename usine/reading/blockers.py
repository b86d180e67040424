"""What blocks a subject, in the words of whoever keeps the file."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.reading.naming import normal
from usine.reading.wording import in_french
from usine.values.text import fold

OTHER_CAUSE = "other"
"""The code of what blocks when no word says its kind."""


FLAGGED = "Ces mots disent aussi ce qui retient l’action"
"""How the words of a status that also block the action are told."""


def flagged(label: str) -> str:
    """What is told of such words, once what blocks has a nature, by its label."""
    of_kind = f" de nature « {label} »" if label else ""
    return in_french(f"{FLAGGED} : un blocage{of_kind} est noté.")


class Blockers:
    """`words` are those of a file such as `plans/vocabulary/blockers.toml`: `field`, `kind` and
    `since` name the fields of the columns; a header that says `field` and more, or with a word of
    `unsure`, is of the field `mixed`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.field, self.kind, self.since = words["field"], words["kind"], words["since"]
        self.mixed, self.unsure = words["mixed"], frozenset(words["unsure"])
        self.levels = frozenset(words["levels"])
        self.nothing = frozenset(words["nothing"])
        self.around = frozenset(words["around"]) | self.nothing
        self.lifted, self.not_yet = frozenset(words["lifted"]), frozenset(words["not_yet"])
        self.kinds: Mapping[str, Iterable[str]] = words["words"]

    def says_none(self, text: str) -> bool:
        """Whether a text says that nothing blocks: « RAS », « aucun frein identifié à ce jour »."""
        words = fold(text).split()
        return self.around.issuperset(words) and not self.nothing.isdisjoint(words)

    def is_mixed(self, header: str, *, is_sure: bool) -> bool:
        """Whether a header may say more than what blocks: « Freins et leviers »."""
        return not (is_sure and self.unsure.isdisjoint(normal(header).split()))

    def is_level(self, text: str) -> bool:
        """Whether a text tells how hard a subject is, not what blocks it: « moyenne »."""
        return self.levels.issuperset(fold(text).split())

    def is_lifted(self, text: str) -> bool:
        """Whether a text says that what blocked no longer does: « foncier résolu »."""
        words = fold(text).split()
        pairs = zip(("", *words), words, strict=False)
        return any(word in self.lifted and before not in self.not_yet for before, word in pairs)

    def kind_of(self, text: str) -> str:
        """The one kind that the words of a text name; empty when they name none, or several."""
        spaced = f" {fold(text)} "
        named = {
            kind
            for kind, phrases in self.kinds.items()
            if any(f" {phrase} " in spaced for phrase in phrases)
        }
        return named.pop() if len(named) == 1 else ""
