"""Why a bilan is empty: each reason in its own words, with the day or page to open instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from usine.pages.links import Link
from usine.territories.models import Territory
from usine.values import clock
from usine.values.formats import format_day, format_moment

from .questions import Question
from .scopes import Scope


@dataclass(frozen=True)
class Absence:
    title: str
    text: str
    links: Sequence[Link] = ()


def why_nothing(question: Question) -> Absence:
    """Why nothing counts in the scope on the day, as known at the moment asked. One query."""
    day, labels = question.as_of, _labels(question.scope)
    if not labels:
        return _never_labelled(question.scope)
    if any(first <= day <= last for first, last in labels):
        return _not_known(question)
    before = max((last for _, last in labels if last < day), default=None)
    after = min((first for first, _ in labels if first > day), default=None)
    links = [
        Link(f"Le bilan au {format_day(each)}", question.now.address(au=each.isoformat()))
        for each in (before, after)
        if each
    ]
    if before and after:
        return Absence(
            "Aucun label ne courait ce jour-là",
            f"Les labels précédents ont pris fin le {format_day(before)}, les suivants datent du "
            f"{format_day(after)}\u00a0: entre les deux, rien n’est compté.",
            links,
        )
    if after:
        since = f"Les premiers labels datent ici du {format_day(after)}."
        return Absence("Aucun label ne courait encore ce jour-là", since, links)
    until = f"Les derniers ont pris fin ici le {format_day(before)}."
    return Absence("Plus aucun label ne courait ce jour-là", until, links)


def why_no_action(question: Question) -> Absence:
    """Why territories count on the day, as known at the moment asked, and no action does."""
    day, known = format_day(question.as_of), question.known
    if known is not None:
        return Absence(
            "Aucune action n’était encore connue de ce jour",
            f"Le {format_moment(known.at)}, aucun plan d’action du {day} n’était inscrit "
            "ici\u00a0: ni les actions ni les postes vacants ne peuvent être comptés.",
            [Link(f"Ce que l’on sait aujourd’hui du {day}", question.now.address())],
        )
    if question.as_of >= clock.today():
        return Absence(
            "Aucun plan d’action n’est encore tenu ici",
            "Les chiffres des actions apparaîtront dès qu’une première y sera inscrite.",
        )
    return Absence(
        "Les plans d’action n’étaient pas tenus ici ce jour-là",
        f"Aucune action n’est connue au {day}\u00a0: ni les actions ni les postes vacants ne "
        "peuvent être comptés à cette date.",
    )


def _labels(scope: Scope) -> list[tuple[date, date]]:
    """The first and last days of the labels of a scope."""
    return [
        (territory.labelled_on, territory.unlabelled_on or date.max)
        for territory in Territory.objects.all()
        if scope.places is None or territory.place in scope.places
    ]


def _never_labelled(scope: Scope) -> Absence:
    if scope.kind == "region":
        return Absence(
            "Cette région n’est chef de file d’aucun territoire",
            "Un territoire à cheval sur plusieurs régions ne compte que dans une seule, sa région "
            "chef de file.",
        )
    return Absence(
        "Aucun territoire n’est encore inscrit ici",
        "Les chiffres apparaîtront dès que la liste des territoires sera chargée et leurs plans "
        "d’action tenus.",
    )


def _not_known(question: Question) -> Absence:
    """Labels ran on the day, but the ledger known at that moment counts none."""
    if question.known is None:
        return Absence(
            "Le registre ne compte encore rien ici",
            "Des territoires sont inscrits, mais leurs labels n’ont pas été enregistrés. "
            "L’administrateur peut vérifier le registre (usine verify_ledger).",
        )
    day, known = format_day(question.as_of), format_moment(question.known.at)
    return Absence(
        "Rien n’était encore connu de ce jour",
        f"Le {known}, aucun fait du {day} n’était enregistré sur la plateforme\u00a0: ils y ont "
        "été inscrits plus tard.",
        [Link(f"Ce que l’on sait aujourd’hui du {day}", question.now.address())],
    )
