"""Who comes to a plan and to its actions: pages and operations get them from here only.

A page asks `action_to_read`, `action_to_edit` or `plan_to_edit`; an operation asks again, by
`hold` or `hold_plan`, whoever calls it.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from usine.people.access import may
from usine.territories.models import Territory
from usine.values.errors import Refused
from usine.values.rights import Right

from .doing import hold_what_is_asked
from .models import Action
from .places import territory_at
from .rights import EDIT, READ


class Withdrawn(Refused):
    """The action left the plan since it was read; `action` is how it stands now."""

    def __init__(self, action: Action) -> None:
        super().__init__("Cette action a été retirée du plan.")
        self.action = action


class Cancelled(Refused):
    """The action never was in the plan: the import that had created it was undone."""

    def __init__(self) -> None:
        super().__init__(
            "L’import qui avait créé cette action a été annulé\u00a0: elle n’est pas au plan. Pour "
            "l’y mettre, importez de nouveau son fichier ou ajoutez-la."
        )


def action_to_read(user, pk: int) -> Action:
    """The action, not found when the user may not see it."""
    actions = Action.objects.visible_to(user).select_related("territory__lead_region")
    return get_object_or_404(actions, pk=pk)


def action_to_edit(user, pk: int, *, right: Right = EDIT) -> Action:
    """The action, not found when the user may not see it, forbidden when they may only see it."""
    action = action_to_read(user, pk)
    check_right(action.territory, by=user, right=right)
    return action


def plan_to_edit(user, slug: str) -> Territory:
    """The territory of a plan, forbidden to those who may not write the plan."""
    territory = territory_at(slug)
    check_right(territory, by=user)
    return territory


def check_right(territory: Territory, *, by, right: Right = EDIT) -> None:
    """Raise PermissionDenied unless `by` has the right on the plan, to edit it by default; None
    is the system itself."""
    if by is None or may(by, right, territory):
        return
    if may(by, READ, territory):
        raise PermissionDenied("Votre mandat permet de lire ce plan d’action, pas de le modifier.")
    raise PermissionDenied("Vous n’avez pas de mandat pour modifier ce plan d’action.")


def hold_plan(territory: Territory, *, by) -> Territory:
    """Hold the territory until the end of the transaction: those who add actions to its plan, which
    have no row to hold yet, come one by one."""
    territory = Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)
    check_right(territory, by=by)
    return territory


def hold_actions(territory: Territory, wanted: Collection[int] | None = None) -> list[Action]:
    """Hold live actions of a plan, all of them by default, and what is asked about them, until the
    end of the transaction.

    Raises Refused when one of those wanted is not in the plan.
    """
    live = Action.objects.live().filter(territory=territory)
    if wanted is not None:
        live = live.filter(pk__in=wanted)
    actions = locked(live)
    hold_what_is_asked([action.pk for action in actions])
    if wanted is not None and len(actions) < len(set(wanted)):
        raise Refused("Une de ces actions n’est pas dans le plan.")
    return actions


def locked(actions: QuerySet[Action]) -> list[Action]:
    """Hold actions until the end of the transaction, after their plan and always in the same order,
    so that nobody waits in a ring. Others may still insert rows that name them."""
    return list(actions.select_for_update(no_key=True).order_by("pk"))


def hold(action: Action, *, by, withdrawn: bool = False, right: Right = EDIT) -> Action:
    """The action as it stands, held until the end of the transaction, with what is asked of it."""
    # Others may still insert rows that name the action (of an import, of a status).
    locked = Action.objects.select_for_update(of=("self",), no_key=True)
    action = locked.select_related("territory").get(pk=action.pk)
    hold_what_is_asked([action.pk])
    check_right(action.territory, by=by, right=right)
    if action.cancelled_at:
        raise Cancelled
    if action.withdrawn_on and not withdrawn:
        raise Withdrawn(action)
    if withdrawn and not action.withdrawn_on:
        raise Refused("Cette action est dans le plan.")
    return action
