"""A plan as pages show it: its territory, region or nation, its searches, orders and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from usine.geography.models import Region
from usine.people.access import grants_of
from usine.territories.calendar import Axes, axes_of, calendar
from usine.territories.models import Period, Territory, current_period
from usine.values import clock
from usine.values.dates import PartialDate, Precision
from usine.values.rights import Right
from usine.values.text import fold

from .as_of import as_of
from .likeness import close_titles
from .models import Action
from .narrowing import led_by, of_sectors, referred_to
from .rights import EDIT, READ
from .rules import STALE_AFTER
from .states import CLOSED

AS_OF = "au"
"""The parameter of an address that asks for a day of the past."""


@dataclass(frozen=True)
class Plan:
    """The plan of a territory, of the territories that a region leads, or of all of them; as it
    stood a `day` of the past, to be read only, or as it is."""

    territory: Territory | None = None
    region: Region | None = None
    day: date | None = None

    @property
    def name(self) -> str:
        return str(self.territory or self.region or "France entière")

    @property
    def slug(self) -> str:
        return self.territory.slug if self.territory else self.region.slug if self.region else ""

    def readable_by(self, user) -> bool:
        """Whether a mandate of the user covers the whole plan."""
        return self.allows(READ, user)

    def allows(self, right: Right, user) -> bool:
        """Whether the mandates of a user give a right on the whole of its place."""
        grants = grants_of(user)
        if self.territory:
            return grants.allow(right, self.territory)
        if self.region:
            return grants.allow_region(right, self.region)
        return grants.nation(right)

    @property
    def default_sort(self) -> str:
        """The column that orders the plan when the address names none."""
        return "axe" if self.territory else "territoire"

    def editable_by(self, user) -> bool:
        """Whether a user may add actions: to the plan of one territory only."""
        if self.day or self.territory is None:
            return False
        return grants_of(user).allow(EDIT, self.territory)

    def kept_by(self, user) -> bool:
        """Whether it is for the user to keep: they may edit it by a mandate on its territory."""
        if self.day or self.territory is None:
            return False
        return self.territory.place in grants_of(user).territories(EDIT)

    def territories(self) -> QuerySet[Territory]:
        """The territories of a plan wider than one territory."""
        current = Territory.objects.current().order_by("search_name")
        return current.filter(lead_region=self.region) if self.region else current

    @property
    def axes(self) -> Axes:
        """The axes of its period."""
        if self.territory:
            return axes_of(self.territory.period_id)
        return calendar().axes_on(clock.today())

    @property
    def past_period(self) -> Period | None:
        """That of its territory, once a later one has started."""
        if self.territory is None:
            return None
        return calendar().past(self.territory.period_id, clock.today())

    def successors(self, user) -> list[Territory]:
        """The territories that follow that of a past period, whose plans the user may read."""
        if self.territory is None or self.past_period is None:
            return []
        successors = self.territory.successors.select_related("period").order_by("search_name")
        return [each for each in successors if Plan(territory=each).readable_by(user)]

    def actions(self, *, withdrawn: bool = False) -> QuerySet[Action]:
        """Its live actions, or those that left it: what an undone import had created never was in
        it. Those of a day are its live actions then.

        To be narrowed by `visible_to` when not `readable_by` the user.
        """
        if self.day:
            return self._then.all()
        actions = self.own(Action.objects.filter(withdrawn_on__isnull=not withdrawn))
        return actions.filter(cancelled_at__isnull=True) if withdrawn else actions

    @cached_property
    def _then(self) -> QuerySet[Action]:
        assert self.day
        return as_of(self.own(Action.objects.all()), self.day)

    def own(self, actions: QuerySet[Action]) -> QuerySet[Action]:
        """Those of some actions that are of its places."""
        if self.territory:
            return actions.filter(territory=self.territory)
        actions = actions.filter(territory__period=current_period())
        return actions.filter(territory__lead_region=self.region) if self.region else actions

    @property
    def where(self) -> dict[str, Any]:
        """The places under which the ledger counts the plan."""
        return {"place": self.places}

    @property
    def places(self) -> list[str]:
        if self.territory:
            return [self.territory.place]
        return list(self.territories().order_by().values_list("place", flat=True))

    def evidence(self, measure: str, axis: str = "") -> str:
        """The page of the evidence of a sum of its actions that day: "actions" or "budget"."""
        kind = "territory" if self.territory else "region" if self.region else "nation"
        address = reverse(f"figures:{kind}_evidence", args=[self.slug] if self.slug else [])
        asked = {"mesure": measure, **({"axe": axis} if axis else {}), **self.as_asked}
        return f"{address}?{urlencode(asked)}"

    def address(self, page: str = "plan", **kwargs: str) -> str:
        """The address of one of its pages: "plan", "export" or "views"."""
        kind = "territory" if self.territory else "region" if self.region else "national"
        if self.slug:
            kwargs["slug"] = self.slug
        return reverse(f"plans:{kind}_{page}", kwargs=kwargs)

    def narrowed(self, asked: Mapping[str, Any]) -> str:
        """The address of its list, narrowed by filters."""
        asked = {**asked, **self.as_asked}
        return f"{self.address()}?{urlencode(asked)}" if asked else self.address()

    @property
    def as_asked(self) -> dict[str, str]:
        """What addresses say of its day."""
        return {AS_OF: self.day.isoformat()} if self.day else {}


def plans_of(user) -> list[Plan]:
    """The plans that a user's mandates cover, from the widest to the narrowest."""
    grants = grants_of(user)
    regions = Region.objects.filter(pk__in=grants.regions(READ))
    territories = Territory.objects.filter(place__in=grants.territories(READ))
    return [
        *([Plan()] if grants.nation(READ) else []),
        *(Plan(region=region) for region in regions),
        *(Plan(territory=territory) for territory in territories),
    ]


@dataclass(frozen=True)
class Search:
    """A search in a plan; an empty criterion does not narrow it."""

    q: str = ""
    territory: str = ""  # its slug
    axis: str = ""
    status: str = ""
    priority: str = ""
    # As addresses name them (`narrowing`).
    lead: str = ""
    referent: str = ""
    sectors: str = ""
    attention: str = ""
    unconfirmed_since: date | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether to search the actions that left the plan (`Plan.actions`)."""
        return self.attention == WITHDRAWN

    def narrow(self, actions: QuerySet[Action], today: date) -> QuerySet[Action]:
        named = (
            actions.filter(reference__iexact=typed) if (typed := self.q.strip()) else actions.none()
        )
        # Whoever types a whole reference wants that action.
        actions = named if named.exists() else actions
        for word in fold(self.q).split():
            actions = actions.filter(search_text__contains=word)
        if self.territory:
            actions = actions.filter(territory__slug=self.territory)
        for name in ("axis", "priority", "status"):
            if value := getattr(self, name):
                actions = actions.filter(**{name: value})
        for text, narrowed in (
            (self.lead, led_by),
            (self.referent, referred_to),
            (self.sectors, of_sectors),
        ):
            actions = narrowed(actions, text) if text else actions
        if self.attention in ATTENTION:
            actions = actions.filter(ATTENTION[self.attention][1](today))
        if self.unconfirmed_since:
            actions = actions.filter(unconfirmed_since(self.unconfirmed_since))
        return actions


_CLOSED = Q(status__in=CLOSED)


def late(today: date) -> Q:
    """Open actions whose end is past: the whole of its month, quarter, half-year or year."""
    ended = Q()
    for precision in Precision:
        this_period = PartialDate(today, precision).first
        ended |= Q(end_precision=precision, end_on__lt=this_period)
    return ended & ~_CLOSED


def blocked(today: date) -> Q:
    """Open actions that something blocks."""
    return ~Q(blocked="") & ~_CLOSED


def stale(today: date) -> Q:
    """Open actions that nobody has confirmed for more than `STALE_AFTER`."""
    return unconfirmed_since(today - STALE_AFTER)


def unconfirmed_since(day: date) -> Q:
    """Open actions that nobody has confirmed since a day."""
    return Q(confirmed_on__lt=day) & ~_CLOSED


# The actions that ask for attention: {value in addresses: (label, condition)}.
ATTENTION = {
    "en-retard": ("En retard", late),
    "bloquees": ("Bloquées", blocked),
    "a-confirmer": (f"À confirmer (plus de {STALE_AFTER.days} jours)", stale),
}
# A confirmation has no date but the last one: a plan of the past does not tell it.
OF_TODAY = ("a-confirmer",)
# The parameter of addresses for the actions that nobody has confirmed since a day.
UNCONFIRMED = "aconfirmer"
# The value in addresses for the actions that left the plan.
WITHDRAWN = "retirees"


def bearer(reference: str, *, besides: Action) -> Action | None:
    """The other action of the same plan that bears this reference."""
    live = Action.objects.live().filter(territory=besides.territory, reference=reference)
    return live.exclude(pk=besides.pk).first() if reference else None


def bearing_sectors() -> Counter[str]:
    """How many actions bear each sector of industry, those that left their plan included."""
    bearing = Action.objects.exclude(sectors=[]).order_by().values_list("sectors", flat=True)
    return Counter(chain.from_iterable(bearing))


def alike(title: str, *, territory: Territory) -> list[Action]:
    """The few actions of the plan whose title is close to this one, the closest first."""
    actions = Action.objects.live().filter(territory=territory)
    actions = actions.only("territory", "reference", "title", "axis", "status", "withdrawn_on")
    by_pk = {action.pk: action for action in actions}
    for action in by_pk.values():
        action.territory = territory
    [close] = close_titles([title], by_pk.values())
    return [by_pk[pk] for pk, _ in close]
