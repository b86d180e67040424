"""The actions of a plan confirmed from the mail that asks for it."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied

from usine.asks.models import Ask
from usine.asks.operations import answer, hold
from usine.ledger.refusals import operation
from usine.territories.models import Territory
from usine.values.errors import Refused

from ..history import MAIL
from ..operations import confirm_plan
from .kinds import CURRENT
from .links import to_confirm
from .progress import Confirmed, confirmed_since
from .queries import opened_on

DEAD = "Ce lien ne sert plus\u00a0: connectez-vous pour confirmer vos actions."


@operation
def confirm_by_mail(asked: Ask, *, actions: Collection[int], by) -> int:
    """Confirm actions of the plan that a campaign asks of `by`, by the link of a mail, as the event
    says; returns how many. Once no open action is left, it answers the ask.

    Raises Refused when the ask is closed, when nothing is chosen, and when one of these actions is
    not to be confirmed any more.
    """
    asked = hold(asked)
    if by is not None and not Ask.objects.asked_of(by).filter(pk=asked.pk).exists():
        raise PermissionDenied("Cette demande n’est pas à vous.")
    if not asked.is_waiting:
        raise Refused(DEAD)
    if not actions:
        raise Refused("Cochez au moins une action.")
    if set(actions) - set(to_confirm(asked).values_list("pk", flat=True)):
        raise Refused("La liste a changé depuis\u00a0: relisez, puis confirmez.")
    territory = Territory.objects.get(place=asked.subject.place)
    count = confirm_plan(territory, actions=actions, way=MAIL, by=by)
    if confirmed_since([territory], opened_on(asked)).get(territory.pk, Confirmed()).is_whole:
        answer(asked, outcome=CURRENT, by=by)
    return count
