"""The history of an account, with its mandates and its bodies, and of a body."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from usine.ledger import history as ledger
from usine.ledger.history import NOTHING, ChangedValue, Deed, Fact, Presenter, sentence
from usine.values.formats import format_day
from usine.values.siren import grouped

from .measures import subject_of
from .models import Mandate, Membership, User
from .queries import names_of


def _ended(what: str) -> Presenter:
    """The last day was set, moved or removed; an erasure leaves no detail."""

    def present(recorded: Mapping[str, Any]) -> Iterable[Deed]:
        if "ends_on" not in recorded:
            return [Deed(what)]
        before, after = (day and format_day(date.fromisoformat(day)) for day in recorded["ends_on"])
        moved = f"dernier jour le {after}" if after else "plus de dernier jour"
        instead = f", au lieu du {before}" if before else ""
        return [Deed(f"{what}\u00a0: {moved}{instead}", reason=recorded.get("reason", ""))]

    return present


def _body_changed(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """The name, the SIREN or both, as [before, after]."""
    lines = []
    if "name" in recorded:
        lines.append(ChangedValue("Nom", *recorded["name"]))
    if "siren" in recorded:
        before, after = (grouped(siren) or NOTHING for siren in recorded["siren"])
        lines.append(ChangedValue("SIREN", before, after))
    return [Deed("Organisme modifié", tuple(lines))]


PRESENTERS: dict[str, Presenter] = {
    "people.create_user": sentence("Compte ouvert"),
    "people.enlist": sentence("Venu avec une liste"),
    "people.deactivate": sentence("Compte désactivé"),
    "people.reactivate": sentence("Compte réactivé"),
    "people.forget": sentence("Personne effacée, comme la loi le demande"),
    "people.grant_mandate": sentence("Mandat donné"),
    "people.end_mandate": _ended("Fin du mandat"),
    "people.cancel_mandate": sentence("Mandat retiré"),
    "people.hand_over": sentence("Main passée"),
    "people.take_back_over": sentence("Passation annulée"),
    "people.join_body": sentence("Rattachement à un organisme"),
    "people.leave_body": _ended("Fin du rattachement"),
    "people.add_body": sentence("Organisme ajouté"),
    "people.change_body": _body_changed,
}


def history(
    person: User, mandates: Iterable[Mandate], memberships: Iterable[Membership]
) -> list[Fact]:
    """The facts of an account, of some of its mandates and of some of its memberships, the latest
    first: two queries. That a person was erased is one fact, whatever it erased."""
    labels = {
        f"user:{person.pk}": "",
        **{subject_of(each): str(each) for each in mandates},
        **{f"membership:{each.pk}": str(each.organisation) for each in memberships},
    }
    facts = ledger.history(*labels, names=names_of)
    if person.forgotten_at:
        facts = [replace(fact, erased=False) for fact in facts if fact.verb != ledger.ERASURE]
    return [_labelled(fact, labels[fact.subject]) for fact in facts]


def history_of(mandates: Iterable[Mandate]) -> list[Fact]:
    """The facts of mandates of several people, each with its holder, the latest first."""
    labels = {subject_of(each): str(each.user) for each in mandates}
    facts = ledger.history(*labels, names=names_of) if labels else []
    return [_labelled(fact, labels[fact.subject]) for fact in facts]


def _labelled(fact: Fact, label: str) -> Fact:
    """The fact, with the label of its mandate, of its body or of its holder."""
    return replace(fact, what=f"{fact.what} ({label})") if label else fact
