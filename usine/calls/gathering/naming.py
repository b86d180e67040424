"""The action that a reference names in a plan, as it then stood."""

from usine.calls.format.faults import quoted
from usine.plans.models import Action
from usine.territories.models import Territory
from usine.values.errors import Refused

from .rewinding import actions_as_known
from .vantage import Vantage


def action_named(reference: str, territory: Territory, vantage: Vantage) -> Action:
    """An action that left the plan since then still has its reference of then. Raises Refused when
    none had this one."""
    actions = Action.objects.filter(territory=territory).select_related("territory").order_by("pk")
    if vantage.known_at:
        actions = actions.filter(created_at__lte=vantage.known_at)
    known = actions_as_known(list(actions), vantage.known_at)
    named = [each for each in actions if known[each.pk]["reference"].lower() == reference.lower()]
    if not named:
        raise Refused(
            f"Aucune action du plan de {territory.name} n’a la référence {quoted(reference)}."
        )
    return max(named, key=lambda each: (_is_there(each, vantage), each.pk))


def _is_there(action: Action, vantage: Vantage) -> bool:
    """Whether the action is in its plan on the day."""
    left_on = action.withdrawn_on
    return not action.cancelled_at and (left_on is None or left_on > vantage.at)
