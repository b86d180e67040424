"""Whom a campaign asks, and what it waits for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from usine.asks.addressing import people_of_roles
from usine.asks.models import Ask
from usine.asks.states import AskState
from usine.people.models import User
from usine.people.roles import Kind, Role
from usine.territories.models import Territory

from ..models import CampaignPlan
from ..updating import CODE
from .progress import Confirmed, confirmed_since


@dataclass(frozen=True)
class Target:
    """A territory that a campaign may ask, the people who would answer, how many open actions are
    left to confirm, and the ask of before that still waits there."""

    territory: Territory
    people: list[User]
    left: int
    waiting: Ask | None = None

    @property
    def is_vacant(self) -> bool:
        return not self.people

    @property
    def is_current(self) -> bool:
        """Whether a campaign would find nothing to confirm there."""
        return bool(self.people) and self.waiting is None and not self.left

    @property
    def is_asked(self) -> bool:
        return bool(self.people) and self.waiting is None and bool(self.left)

    @property
    def is_followed(self) -> bool:
        """Whether the board of the campaign has it: asked, or with nobody to ask."""
        return self.is_asked or (self.is_vacant and self.waiting is None)


def targets(territories: Collection[Territory], since: date) -> list[Target]:
    """Those of some territories, where what was confirmed since a day counts, whatever their number
    in as many queries."""
    places = [each.place for each in territories]
    people = people_of_roles(Role.PROJECT_MANAGER, Kind.TERRITORY, places)
    asks = Ask.objects.waiting().filter(kind=CODE, role=Role.PROJECT_MANAGER)
    waiting = {each.place_code: each for each in asks.filter(place_code__in=places)}
    confirmed = confirmed_since(territories, since)
    return [
        Target(
            each,
            people[each.place],
            confirmed.get(each.pk, Confirmed()).left,
            waiting.get(each.place),
        )
        for each in territories
    ]


def asked_now(plans: Iterable[CampaignPlan]) -> dict[int, Ask]:
    """What each plan of a campaign waits for, by its key: what was passed on is followed."""
    asks = {each.pk: each.ask for each in plans if each.ask}
    while passed := [ask.pk for ask in asks.values() if ask.state == AskState.REDIRECTED]:
        following = {
            each.follows_id: each for each in _whole().filter(follows__in=passed).order_by("pk")
        }
        asks = {pk: following.get(ask.pk, ask) for pk, ask in asks.items()}
    return asks


def _whole():
    return Ask.objects.select_related("person", "body", "by", "closed_by")
