"""Who was awarded what, once it is released: for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.db.models import Exists, OuterRef

from usine.geography.models import Region
from usine.pages.forms import FilterForm

from ..models import Call, CandidacyDecision
from ..models.decisions import DecisionQuerySet
from ..stages import Stage
from ..states import DecisionOutcome


@dataclass(frozen=True)
class Laureate:
    """What everybody reads of a decision: the name of a project only if its call asks it so."""

    decision: CandidacyDecision
    title: str
    # Empty once its call is withdrawn: nobody reads that one any more.
    call_url: str

    @classmethod
    def of(cls, decision: CandidacyDecision) -> Laureate:
        file = decision.candidacy.file
        private = {field.key for field in file.fields if field.private}
        named = file.reads.title and file.reads.title not in private
        call = decision.candidacy.call
        return cls(
            decision,
            decision.candidacy.title if named else "",
            call.get_absolute_url() if call.stage == Stage.OPEN else "",
        )


def _calls() -> list[tuple[str, str]]:
    calls = Call.objects.filter(pk__in=_awarded().values("candidacy__call"))
    return [("", "Tous"), *calls.order_by("title").values_list("pk", "title")]


def _regions() -> list[tuple[str, str]]:
    return [("", "Toutes"), *Region.objects.values_list("slug", "name")]


class LaureateFilter(FilterForm):
    appel = forms.ChoiceField(label="Appel", choices=_calls)
    region = forms.ChoiceField(label="Région", choices=_regions)


def _awarded() -> DecisionQuerySet:
    """The last decision that was released of each candidacy, if it is awarded."""
    released = CandidacyDecision.objects.filter(released_at__isnull=False)
    later = released.filter(candidacy=OuterRef("candidacy"), pk__gt=OuterRef("pk"))
    rows = released.filter(outcome=DecisionOutcome.AWARDED, candidacy__is_test=False)
    return rows.filter(~Exists(later))


def laureates(form: LaureateFilter) -> DecisionQuerySet:
    """As the filter asks, the latest decisions first."""
    rows = _awarded()
    if call := form.asked.get("appel"):
        rows = rows.filter(candidacy__call=call)
    if region := form.asked.get("region"):
        rows = rows.filter(candidacy__region=Region.objects.filter(slug=region).values("pk")[:1])
    rows = rows.select_related(
        "candidacy__call",
        "candidacy__version",
        "candidacy__body",
        "candidacy__territory",
        "candidacy__commune",
    )
    return rows.order_by("-decided_on", "candidacy__call", "candidacy__number")
