"""The kinds of details as pages name, show and write them: one journey for all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import funding, links, results, steps
from .details import DetailKind
from .models import Detail


@dataclass(frozen=True, eq=False)
class Journey:
    """How one adds, changes and removes details of a kind; `slug` names it in addresses.

    `one` and `the` are how sentences name a detail, `agreement` ends their participles. A link is
    not changed: there is no `change`.
    """

    slug: str
    kind: DetailKind
    title: str
    one: str
    the: str
    agreement: str
    # The details of an action.
    related: str
    add: Callable[..., Any]
    remove: Callable[..., Any]
    change: Callable[..., Any] | None = None

    @property
    def singular(self) -> str:
        """ "Financement" """
        return self.one.split()[1].capitalize()

    def line_of(self, detail: Detail) -> str:
        """Where a detail is on the page of its action: "etapes-12"."""
        return f"{self.slug}-{detail.pk}"

    def done(self, participle: str) -> str:
        """ "L’étape est ajoutée." """
        return f"{self.the} est {participle}{self.agreement}."


JOURNEYS = {
    journey.slug: journey
    for journey in (
        Journey(
            "etapes",
            steps.STEP,
            "Étapes",
            "une étape",
            "L’étape",
            "e",
            "milestones",
            steps.add_step,
            steps.remove_step,
            steps.change_step,
        ),
        Journey(
            "financements",
            funding.LINE,
            "Financements",
            "un financement",
            "Le financement",
            "",
            "funding",
            funding.add_funding,
            funding.remove_funding,
            funding.change_funding,
        ),
        Journey(
            "resultats",
            results.RESULT,
            "Résultats",
            "un résultat",
            "Le résultat",
            "",
            "results",
            results.add_result,
            results.remove_result,
            results.change_result,
        ),
        Journey(
            "indicateurs",
            results.INDICATOR,
            "Indicateurs propres",
            "un indicateur",
            "L’indicateur",
            "",
            "indicators",
            results.add_indicator,
            results.remove_indicator,
            results.change_indicator,
        ),
        Journey(
            "liens",
            links.LINK,
            "Actions liées",
            "un lien vers une autre action",
            "Le lien",
            "",
            "links",
            lambda action, *, values, by: links.add_link(action, **values, by=by),
            links.remove_link,
        ),
    )
}


class JourneyConverter:
    """The kind of detail in an address: "etapes"."""

    regex = "|".join(JOURNEYS)

    def to_python(self, slug: str) -> Journey:
        return JOURNEYS[slug]

    def to_url(self, slug: str) -> str:
        return slug
