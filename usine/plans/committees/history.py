"""What happened to a committee, told from the ledger."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger import history as ledger
from usine.ledger.history import NOTHING, ChangedValue, Deed, Fact, Presenter, sentence
from usine.people.queries import names_of

from ..models import Committee
from .values import LABELS, text_of


def history(committee: Committee) -> list[Fact]:
    """Its facts, the latest first."""
    return ledger.history(committee.subject, names=names_of)


def _planned(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    values = recorded.get("values", {})
    lines = (
        ChangedValue(LABELS[name], NOTHING, text_of(name, values[name]))
        for name in LABELS
        if name in values
    )
    return [Deed("Comité prévu", tuple(lines))]


def _changed(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    changes = recorded.get("changes", {})
    lines = (
        ChangedValue(LABELS[name], *(text_of(name, value) for value in changes[name]))
        for name in LABELS
        if name in changes
    )
    return [Deed("Comité modifié", tuple(lines))]


def _minuted(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    name = recorded.get("file")
    return [Deed("Compte rendu joint", (ChangedValue("Document", NOTHING, name),) if name else ())]


def _decided(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    text = recorded.get("decision")
    return [Deed("Décision prise", (ChangedValue("Décision", NOTHING, text),) if text else ())]


PRESENTERS: dict[str, Presenter] = {
    "plans.plan_committee": _planned,
    "plans.change_committee": _changed,
    "plans.meet_committee": sentence("Comité tenu"),
    "plans.cancel_committee": sentence("Comité annulé"),
    "plans.reopen_committee": sentence("Comité remis au calendrier"),
    "plans.keep_minutes": _minuted,
    "plans.decide": _decided,
    "plans.withdraw_decision": sentence("Décision retirée"),
}
