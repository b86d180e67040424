"""Rooms declare here what may be asked about their subjects."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from usine.pages.links import Link
from usine.people.models import User
from usine.subjects.models import Subject
from usine.values.rights import Right

from .addressing import Addressee

# The days after which an ask without an answer is reminded of.
LADDER = (9, 21, 45)


@dataclass(frozen=True)
class Outcome:
    """A way to answer: `needs_words` when it says nothing without them; `right`, when given, is
    asked of who answers so, on the place of the subject. What is not `offered` is answered by doing
    it alone (`doing.py`)."""

    code: str
    label: str
    needs_words: bool = False
    right: Right | None = None
    offered: bool = True


@dataclass(frozen=True)
class AskKind:
    """`code` is "room.what"; `label` is what one asks: "Point d’étape sur une action".

    One outcome is a text or a form, two are a yes and a no; `fields` are those of its form besides
    the words. `on_answer(ask, by)` does what the answer means in the room of the subject, in the
    transaction of the answer, and may refuse it. `check(keys)` raises Refused unless these subjects
    may be asked about.
    """

    code: str
    label: str
    outcomes: Sequence[Outcome]
    may_ask: Right
    may_answer: Right
    fields: Callable[[], Mapping[str, forms.Field]] = dict
    on_answer: Callable[[Any, Any], object] = lambda ask, by: None
    # What its withdrawal by who asked means there; why it may not wait again, once it is closed.
    on_withdraw: Callable[[Any, Any], object] = lambda ask, by: None
    wait_refusal: Callable[[Any], str | None] = lambda ask: None
    # Holds what `on_answer` and `on_withdraw` write. Whoever does elsewhere what is asked holds it
    # first, then the ask: an answer holds them in this order too.
    hold: Callable[[Any], object] = lambda ask: None
    check: Callable[[Sequence[str]], object] = lambda keys: None
    # What of each subject it concerns when it is asked, by the key of the subject ("blockage:12"),
    # and how the page of an ask tells it, under its labels.
    matter: Callable[[Sequence[str]], Mapping[str, str]] = lambda keys: {}
    tell_matter: Callable[[Any], Sequence[tuple[str, str]]] = lambda ask: ()
    # The words that its form proposes, of whom, and for when, in days.
    message: str = ""
    # Those that it proposes about some subjects, where `message` says too little.
    message_about: Callable[[Sequence[Subject]], str] = lambda subjects: ""
    to: Callable[[Sequence[Subject]], Sequence[Addressee]] = lambda subjects: ()
    days: int = 14
    ladder: Sequence[int] = LADDER
    # Whom to tell that the last of its reminders passed without an answer.
    after_ladder: Callable[[Any], Collection[User]] = lambda ask: ()
    # The page where one does what is asked, as its own page and its mails name it.
    work: Callable[[Any], Link | None] = lambda ask: None
    # The link of its mails by which one person does it at once, without signing in.
    shortcut: Callable[[Any, User], Link | None] = lambda ask, person: None
    # What is shown beside the form that asks, to a reader: HTML.
    beside: Callable[[Sequence[Subject], User], str] = lambda subjects, reader: ""
    # Whether whoever may ask it somewhere follows what others asked there: of whom, by when, not
    # their words.
    is_followed: bool = False
    # Whether one may ask it of oneself.
    of_oneself: bool = False
    # How many days after its date an ask waits no more.
    lapses_after: int = 90

    def outcome(self, code: str) -> Outcome | None:
        return next((each for each in self.outcomes if each.code == code), None)


_kinds: dict[str, AskKind] = {}


def register(kind: AskKind) -> None:
    """Declare a kind of asks; a room calls this once, when it is ready."""
    _kinds[kind.code] = kind


def kinds() -> list[AskKind]:
    return list(_kinds.values())


def kind_of(code: str) -> AskKind | None:
    return _kinds.get(code)


def by_right(rights: Iterable[tuple[Right, str]]) -> dict[Right, list[str]]:
    """{right: the codes of the kinds that it opens}, from pairs."""
    codes: dict[Right, list[str]] = defaultdict(list)
    for right, code in rights:
        codes[right].append(code)
    return codes
