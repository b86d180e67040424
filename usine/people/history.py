"""The history of an account and its mandates, for those who manage people."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from usine.ledger import history as ledger
from usine.ledger.history import Deed, Fact, Presenter, sentence
from usine.values.formats import format_day

from .measures import subject_of
from .models import Mandate, User
from .queries import names_of


def _ended(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """The last day was set, moved or removed; an erasure leaves no detail."""
    if "ends_on" not in recorded:
        return [Deed("Fin du mandat")]
    before, after = (day and format_day(date.fromisoformat(day)) for day in recorded["ends_on"])
    moved = f"dernier jour le {after}" if after else "plus de dernier jour"
    instead = f", au lieu du {before}" if before else ""
    return [Deed(f"Fin du mandat\u00a0: {moved}{instead}", reason=recorded.get("reason", ""))]


PRESENTERS: dict[str, Presenter] = {
    "people.create_user": sentence("Compte ouvert"),
    "people.enlist": sentence("Venu avec une liste"),
    "people.deactivate": sentence("Compte désactivé"),
    "people.reactivate": sentence("Compte réactivé"),
    "people.forget": sentence("Personne effacée"),
    "people.grant_mandate": sentence("Mandat donné"),
    "people.end_mandate": _ended,
    "people.cancel_mandate": sentence("Mandat retiré"),
}


def history(person: User, mandates: Iterable[Mandate]) -> list[Fact]:
    """The facts of an account and of some of its mandates, the latest first: two queries."""
    labels = {f"user:{person.pk}": "", **{subject_of(each): str(each) for each in mandates}}
    facts = ledger.history(*labels, names=names_of)
    return [_labelled(fact, labels[fact.subject]) for fact in facts]


def _labelled(fact: Fact, label: str) -> Fact:
    """The fact, with the label of its mandate."""
    return replace(fact, what=f"{fact.what} ({label})") if label else fact
