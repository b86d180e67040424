"""Who could apply to a call: the actions, or the territories, that one follows, with reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from usine.geography.models import Region
from usine.pages.forms import FilterForm
from usine.people.access import grants_of
from usine.plans.models import Action
from usine.territories.models import Territory
from usine.values import clock
from usine.values.text import fold

from .eligibility.facts import Book, FactBook
from .eligibility.logic import Truth
from .eligibility.verdicts import WHOLE, Verdict
from .gathering.actions import action_books
from .gathering.territories import territory_facts
from .gathering.vantage import Vantage
from .judging import Inquiry
from .models import Call
from .rights import READ


@dataclass(frozen=True)
class Prospect:
    territory: Territory
    action: Action | None
    verdict: Verdict

    @property
    def unmet(self) -> list[str]:
        """What is missing to the rules that are not met."""
        return self._gaps(Truth.UNMET)

    @property
    def unknown(self) -> list[str]:
        return self._gaps(Truth.UNKNOWN)

    def _gaps(self, truth: Truth) -> list[str]:
        return [rule.gap for rule in self.verdict.rules if rule.verdict is truth]


def _regions() -> list[tuple[str, str]]:
    return [("", "Toutes"), *Region.objects.values_list("slug", "name")]


def _verdicts() -> list[tuple[str, str]]:
    return [("", "Tous"), *((str(truth), words) for truth, words in WHOLE.items())]


class ProspectFilter(FilterForm):
    q = forms.CharField(label="Territoire ou action", max_length=100)
    region = forms.ChoiceField(label="Région", choices=_regions)
    verdict = forms.ChoiceField(label="Verdict", choices=_verdicts)


@dataclass(frozen=True)
class Listed:
    """Somebody who may apply, and what is known of them."""

    territory: Territory
    action: Action | None
    book: FactBook


def prospects(call: Call, asked: ProspectFilter, *, reader: Any) -> list[Prospect]:
    """Those of the territories that the reader follows, as the filter asks for."""
    inquiry = Inquiry.of(call, Vantage(clock.today()))
    rows = _actions(asked, reader) if call.applies_for == "action" else _territories(asked, reader)
    judged = [Prospect(each.territory, each.action, inquiry.judge(each.book)) for each in rows]
    verdict = asked.asked.get("verdict")
    wanted = [each for each in judged if verdict in (None, each.verdict.verdict)]
    return sorted(wanted, key=_rank)


def _rank(each: Prospect) -> tuple:
    reference = each.action.reference if each.action else ""
    order = list(WHOLE).index(each.verdict.verdict)
    return order, each.territory.search_name, len(reference), reference


def _actions(asked: ProspectFilter, reader: Any) -> Iterator[Listed]:
    actions = Action.objects.live().filter(territory__in=_followed(asked, reader))
    actions = actions.select_related("territory__lead_region")
    listed = [each for each in actions if _matches(asked, each.search_text, each.territory)]
    books = action_books(listed, Vantage(clock.today()), reader=reader)
    yield from (Listed(each.territory, each, books[each.pk]) for each in listed)


def _territories(asked: ProspectFilter, reader: Any) -> Iterator[Listed]:
    listed = [each for each in _followed(asked, reader) if _matches(asked, "", each)]
    facts = territory_facts(listed, Vantage(clock.today()))
    yield from (Listed(each, None, Book(facts[each.pk])) for each in listed)


def _followed(asked: ProspectFilter, reader: Any) -> QuerySet[Territory]:
    territories = Territory.objects.current().filter(grants_of(reader).territories_q(READ))
    if region := asked.asked.get("region"):
        territories = territories.filter(lead_region__slug=region)
    return territories.select_related("lead_region")


def _matches(asked: ProspectFilter, text: str, territory: Territory) -> bool:
    words = fold(asked.asked.get("q", "")).split()
    return all(word in f"{text} {territory.search_name}" for word in words)
