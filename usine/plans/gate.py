"""Who comes to a plan and to its actions: nothing else gives the object to a page or an operation.

A page asks `action_to_read`, `action_to_edit`, `plan_to_read` or `plan_to_edit`; an operation asks
again with `check_right`, `held` or `held_plan`, whoever calls it.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from usine.people.access import may
from usine.territories.models import Territory
from usine.values.errors import Refused

from .models import Action
from .rights import EDIT, READ


class Withdrawn(Refused):
    """The action left the plan since it was read; `action` is how it stands now."""

    def __init__(self, action: Action) -> None:
        super().__init__("Cette action a été retirée du plan.")
        self.action = action


def action_to_read(user, pk: int) -> Action:
    """The action, not found when the user may not see it."""
    actions = Action.objects.visible_to(user).select_related("territory__lead_region")
    return get_object_or_404(actions, pk=pk)


def action_to_edit(user, pk: int) -> Action:
    """The action, not found when it is not seen, forbidden when it is only seen."""
    action = action_to_read(user, pk)
    check_right(action.territory, by=user)
    return action


def check_right(territory: Territory, *, by) -> None:
    """Raise PermissionDenied unless `by` may edit the plan; None is the system itself."""
    if by is None or may(by, EDIT, territory):
        return
    if may(by, READ, territory):
        raise PermissionDenied("Votre mandat permet de lire ce plan d’action, pas de le modifier.")
    raise PermissionDenied("Vous n’avez pas de mandat pour modifier ce plan d’action.")


def hold(action: Action, *, by, withdrawn: bool = False) -> Action:
    """The action as it stands, held until the end of the transaction."""
    # Rows that name the action (of an import, of a status) may still be inserted by others.
    locked = Action.objects.select_for_update(of=("self",), no_key=True)
    action = locked.select_related("territory").get(pk=action.pk)
    check_right(action.territory, by=by)
    if action.withdrawn_on and not withdrawn:
        raise Withdrawn(action)
    if withdrawn and not action.withdrawn_on:
        raise Refused("Cette action est dans le plan.")
    return action
