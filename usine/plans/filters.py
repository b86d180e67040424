"""The filter of the list of a plan, as an address says it."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from usine.pages.forms import DateField, FilterForm
from usine.territories.calendar import sector_labels
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day
from usine.values.text import fold

from . import rules
from .fields import FIELDS
from .models import Action
from .narrowing import (
    NOBODY,
    exactly,
    is_referent_key,
    names_only_sectors,
    only_sectors_told,
    referents,
)
from .queries import AS_OF, ATTENTION, OF_TODAY, UNCONFIRMED, WITHDRAWN, Plan, Search
from .states import Priority, Status


class PlanFilter(FilterForm):
    rare = ("priorite", "porteur", "referent", "filiere", UNCONFIRMED, AS_OF)

    q = forms.CharField(
        label="Référence, intitulé ou porteur",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Référence, intitulé…"}),
    )
    territoire = forms.ChoiceField(label="Territoire")
    axe = forms.ChoiceField(label="Axe")
    statut = forms.ChoiceField(label="Statut", choices=[("", "Tous statuts"), *Status.choices])
    priorite = forms.ChoiceField(
        label="Priorité", choices=[("", "Toutes priorités"), *Priority.choices]
    )
    porteur = forms.CharField(
        label="Porteur",
        max_length=(FIELDS["lead"].max_length or 0) + len(exactly("…")) - len("…"),
        widget=forms.TextInput(
            attrs={"list": "valeurs-lead", "autocomplete": "off", "placeholder": "Porteur"}
        ),
    )
    referent = forms.ChoiceField(label="Référent")
    filiere = forms.ChoiceField(label="Filière")
    suivi = forms.ChoiceField(
        label="Suivi",
        choices=[
            ("", "Tout suivi"),
            *((value, label) for value, (label, _) in ATTENTION.items()),
            (WITHDRAWN, "Retirées du plan"),
        ],
    )

    aconfirmer = DateField(label="Pas confirmées depuis le")
    au = DateField(label="Tel qu’il était le")

    def __init__(self, asked: QueryDict, *, plan: Plan) -> None:
        super().__init__(asked)
        self._ignored: list[str] = []
        self._plan = replace(plan, day=self._day(asked.get(AS_OF, "")))
        if self._plan.day:
            of_today = (*OF_TODAY, WITHDRAWN)
            offered = self.fields["suivi"].choices  # type: ignore[attr-defined]
            self.fields["suivi"].choices = [each for each in offered if each[0] not in of_today]  # type: ignore[attr-defined]
        # Read once, and only by who needs them: a file does not.
        for name, offered in (("referent", partial(_referents, self._plan)), ("filiere", _sectors)):
            choices = cache(partial(offered, asked.get(name, "")))
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["axe"].choices = [("", "Tous axes"), *plan.axes.choices]  # type: ignore[attr-defined]
        if plan.territory:
            del self.fields["territoire"]
            return
        places = plan.territories().values_list("slug", "name")
        self.fields["territoire"].choices = [("", "Tous territoires"), *places]  # type: ignore[attr-defined]

    def clean_au(self) -> date | None:
        return _of_the_past(self.cleaned_data[AS_OF])

    def _day(self, asked: str) -> date | None:
        """The day of the past that an address asks for; None too when `clean_au` refuses it."""
        with suppress(ValidationError):
            return _of_the_past(self.fields[AS_OF].clean(asked))
        return None

    def clean_aconfirmer(self) -> date | None:
        """A confirmation has no date but the last one: a plan of the past tells none."""
        day: date | None = self.cleaned_data[UNCONFIRMED]
        if day and self._plan.day:
            self._ignore(UNCONFIRMED, _OF_TODAY)
            return None
        return day

    def clean(self) -> None:
        """A choice that a list does not offer narrows nothing: the list says so, not the field."""
        unknown = [name for name in self.errors if self.has_error(name, "invalid_choice")]
        for name in unknown:
            is_of_today = name == "suivi" and self._plan.day
            self._ignore(name, _OF_TODAY if is_of_today else "ce choix n’existe pas ici")
            del self.errors[name]

    def _ignore(self, name: str, why: str) -> None:
        label, value = self.fields[name].label, self._label_of(name)
        self._ignored.append(
            f"«\u00a0{label}{value}\u00a0»\u00a0: {why}, la liste n’en tient pas compte."
        )

    def _label_of(self, name: str) -> str:
        """The choice that was asked for, as a list of today offers it; nothing else is repeated."""
        offered = dict(getattr(self.base_fields[name], "choices", ()))
        told = offered.get(self.data[name])
        return f"\u00a0: {told}" if told else ""

    @property
    def ignored(self) -> list[str]:
        """What the address asks for in vain, in sentences."""
        self.is_valid()
        return self._ignored

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the list: not the day that it is of."""
        return {name: value for name, value in super().asked.items() if name != AS_OF}

    @property
    def plan(self) -> Plan:
        """The plan, of the day that the address asks for.

        Raises Refused when that is none of the past.
        """
        if why := self.errors.get(AS_OF):
            raise Refused(why[0])
        return self._plan

    @property
    def search(self) -> Search:
        asked = self.asked
        return Search(
            q=asked.get("q", ""),
            territory=asked.get("territoire", ""),
            axis=asked.get("axe", ""),
            status=asked.get("statut", ""),
            priority=asked.get("priorite", ""),
            lead=asked.get("porteur", ""),
            referent=asked.get("referent", ""),
            sectors=asked.get("filiere", ""),
            attention=asked.get("suivi", ""),
            unconfirmed_since=asked.get(UNCONFIRMED),
        )

    @property
    def criteria(self) -> list[str]:
        """The filters that narrow the list, as a user reads them."""
        return [
            f"{str(self.fields[name].label).lower()}\u00a0: {self._told(name, value)}"
            for name, value in self.asked.items()
        ]

    def _told(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return format_day(value)
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))


_OF_TODAY = "cela ne se dit que d’aujourd’hui"


def _of_the_past(day: date | None) -> date | None:
    if day and (why := rules.as_of_refusal(day, today=clock.today())):
        raise ValidationError(why)
    return None if day == clock.today() else day


Choices = list[tuple[str, str]]


def _referents(plan: Plan, asked: str) -> Choices:
    """Those that the plan of a territory names. A wider plan has too many of them: it offers the
    one that its address asks for, which its groups open."""
    first = [("", "Tous référents"), (NOBODY, "Sans référent")]
    is_asked = is_referent_key(asked)
    if not (plan.territory or is_asked):
        return first
    there = plan.own(Action.objects.filter(cancelled_at__isnull=True))
    named = dict(referents(plan.actions() if plan.day else there))
    offered = [each for each in named.items() if plan.territory or each[0] == asked]
    if is_asked and asked not in named:
        offered.append((asked, "Un référent qui n’a plus d’action"))
    return [*first, *sorted(offered, key=lambda each: fold(each[1]))]


def _sectors(asked: str) -> Choices:
    only = [(asked, only_sectors_told(asked))] if names_only_sectors(asked) else []
    return [("", "Toutes filières"), (NOBODY, "Sans filière"), *sector_labels(), *only]
