"""The actions of a plan confirmed together: from the page of the plan, or from the mail that asks
for it. Once no open action is left, that answers what asks to bring the plan up to date."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from usine.asks.models import Ask
from usine.asks.operations import answer, see
from usine.asks.turning import hold, locked
from usine.ledger.refusals import operation
from usine.territories.models import Territory
from usine.values.errors import Refused

from ..history import MAIL
from ..operations import confirm_plan
from ..updating import CODE, CURRENT, opened_on, unconfirmed
from .links import to_confirm

DEAD = "Ce lien ne sert plus\u00a0: connectez-vous pour confirmer vos actions."


class Reviewed(NamedTuple):
    """What a confirmation did: of how many actions, whether it answered what asks to bring the plan
    up to date, and how many open actions are left to confirm before it does."""

    actions: int
    is_answer: bool = False
    left: int = 0


@operation
def confirm_listed(territory: Territory, *, actions: Collection[int], by) -> Reviewed:
    """`confirm_plan`, which answers what asks `by` to bring the plan up to date."""
    count = confirm_plan(territory, actions=actions, by=by)
    # Held after the actions, as whoever confirms one of them holds it.
    asks = locked(Ask.objects.filter(pk__in=_asked(territory, by).values("pk")))
    return _answered(territory, [each for each in asks if each.is_waiting], count, by=by)


def foreseen(territory: Territory, *, actions: Collection[int], reader) -> Reviewed:
    """What `confirm_listed` would do, by a reader."""
    lefts = [_left(territory, ask, but=actions) for ask in _asked(territory, reader)]
    return _reviewed(len(actions), lefts)


@operation
def confirm_by_mail(asked: Ask, *, actions: Collection[int], by) -> Reviewed:
    """Confirm actions of the plan that a campaign asks of `by`, by the link of a mail, as the event
    says. Whoever does so has seen what is asked.

    Raises Refused when the ask is closed, when nothing is chosen, and when one of these actions is
    not to be confirmed any more.
    """
    _check_waiting(asked, by)
    if not actions:
        raise Refused("Cochez au moins une action.")
    if set(actions) - set(to_confirm(asked).values_list("pk", flat=True)):
        raise Refused("La liste a changé depuis\u00a0: relisez, puis confirmez.")
    territory = Territory.objects.get(place=asked.subject.place)
    count = confirm_plan(territory, actions=actions, way=MAIL, by=by)
    asked = hold(asked)
    _check_waiting(asked, by)
    reviewed = _answered(territory, [asked], count, by=by)
    if not reviewed.is_answer:
        see(asked, by=by)
    return reviewed


def _check_waiting(asked: Ask, by) -> None:
    """Raise unless the ask waits for `by`: before the actions are held, and once the ask is."""
    asks = Ask.objects.filter(pk=asked.pk)
    if by is not None and not asks.asked_of(by).exists():
        raise PermissionDenied("Cette demande n’est pas à vous.")
    if not asks.waiting().exists():
        raise Refused(DEAD)


def _asked(territory: Territory, by) -> QuerySet[Ask]:
    """What asks `by`, or anybody when it is the system, to bring a plan up to date."""
    asks = Ask.objects.waiting().filter(kind=CODE, subject__place=territory.place)
    return asks if by is None else asks.asked_of(by)


def _answered(territory: Territory, asks: Iterable[Ask], count: int, *, by) -> Reviewed:
    """Answer those for which no open action is left."""
    lefts = {ask: _left(territory, ask) for ask in asks}
    for ask, left in lefts.items():
        if not left:
            answer(ask, outcome=CURRENT, by=by)
    return _reviewed(count, lefts.values())


def _left(territory: Territory, ask: Ask, *, but: Collection[int] = ()) -> int:
    """How many open actions are still to be confirmed for an ask."""
    left = unconfirmed(opened_on(ask)).filter(territory=territory)
    return left.exclude(pk__in=but).count()


def _reviewed(count: int, lefts: Collection[int]) -> Reviewed:
    return Reviewed(count, is_answer=0 in lefts, left=max(lefts, default=0))
