"""The candidacies that one instructs, as a filter asks for them."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet

from usine.geography.models import Region
from usine.pages.forms import FilterForm
from usine.values.text import fold

from ..labels import STATES
from ..models import Call, Candidacy
from ..states import UNSENT

# What is waited for of instructors, unless another state is asked.
OPEN = ("submitted", "returned", "under_review", "shortlisted", "on_hold", "proposed")


def _calls() -> list[tuple[str, str]]:
    sent = Candidacy.objects.filter(submitted_at__isnull=False).values("call")
    return [("", "Tous"), *Call.objects.filter(pk__in=sent).values_list("pk", "title")]


def _regions() -> list[tuple[str, str]]:
    return [("", "Toutes"), *Region.objects.values_list("pk", "name")]


def _states() -> list[tuple[str, str]]:
    told = [(code, label.capitalize()) for code, label in STATES.items() if code not in UNSENT]
    return [("", "À instruire"), ("tous", "Tous"), *told]


class InboxFilter(FilterForm):
    q = forms.CharField(label="Dossier, organisme", max_length=100)
    appel = forms.ChoiceField(label="Appel", choices=_calls)
    region = forms.ChoiceField(label="Région", choices=_regions)
    etat = forms.ChoiceField(label="État", choices=_states)


def asked_candidacies(form: InboxFilter, *, reader: Any) -> QuerySet[Candidacy]:
    """What a reader instructs, those that wait the longest first."""
    asked = form.asked
    rows = Candidacy.objects.instructed_by(reader).order_by("state_since", "pk")
    if call := asked.get("appel"):
        rows = rows.filter(call=call)
    if region := asked.get("region"):
        rows = rows.filter(region=region)
    for word in fold(asked.get("q", "")).split():
        rows = rows.filter(search_text__contains=word)
    return rows.filter(_in_state(asked.get("etat", "")))


def _in_state(state: str) -> Q:
    if state == "tous":
        return ~Q(pk__in=[])
    return Q(state=state) if state else Q(state__in=OPEN)


def counted_by_state(reader: Any) -> list[tuple[str, str, int]]:
    """(state, label, how many) of what a reader instructs, in the order of the states."""
    rows = Candidacy.objects.instructed_by(reader).values_list("state")
    counts = dict(rows.order_by().annotate(count=Count("pk")))
    return [(code, label, counts[code]) for code, label in STATES.items() if code in counts]
