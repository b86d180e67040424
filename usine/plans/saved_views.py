"""The views of a plan that people keep, for themselves or for all who read the plan.

A view of a territory is written as its plan is: by those who may edit it, and recorded. A personal
one is its owner's alone, like the memory of a browser: the ledger says nothing of it.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict

from usine.ledger.operations import record
from usine.ledger.refusals import operation, save
from usine.pages.lists import SORT
from usine.values import clock
from usine.values.errors import Refused

from .filters import PlanFilter
from .gate import hold_plan
from .listing import COLUMNS_ASKED, DISPLAY, GROUPED
from .models import SavedView
from .queries import Plan
from .timeline import SCALE

# What an address keeps of a list: its page is where one is in it.
_KEPT = (*PlanFilter.base_fields, SORT, GROUPED, COLUMNS_ASKED, DISPLAY, SCALE)


OPENED = "ouverte"
"""The parameter of an address that says which view it was opened from, even once changed."""


def query_kept(query: QueryDict) -> str:
    """What a view keeps of an address, always in the same order."""
    kept = QueryDict(mutable=True)
    for name in _KEPT:
        # The columns that a form sends one by one are named together.
        if value := ",".join(filter(None, query.getlist(name))):
            kept[name] = value
    return kept.urlencode(safe=",")


def views_of(plan: Plan, user) -> QuerySet[SavedView]:
    """The views of a plan that a user sees, in the order of their names."""
    views = SavedView.objects.standing().visible_to(user)
    return views.filter(territory=plan.territory, region=plan.region)


def address_of(plan: Plan, view: SavedView) -> str:
    """The list that a view of a plan opens."""
    query = f"{view.query}&" if view.query else ""
    return f"{plan.address()}?{query}{OPENED}={view.pk}"


def plan_of(view: SavedView) -> Plan:
    return Plan(territory=view.territory, region=view.region)


@operation
def save_view(plan: Plan, *, name: str, query: str, is_shared: bool, by) -> SavedView:
    """Keep a view of a plan: for oneself, or for its territory.

    Raises Refused when the owner, or the territory, has a view of this name.
    """
    if is_shared and plan.territory is None:
        raise Refused("Seul un territoire a des vues partagées.")
    if is_shared:
        hold_plan(plan.territory, by=by)  # type: ignore[arg-type]
    elif by is None or not plan.readable_by(by):
        raise PermissionDenied("Votre mandat ne couvre pas ce plan.")
    view = SavedView(
        owner=None if is_shared else by,
        territory=plan.territory,
        region=plan.region,
        name=name,
        query=query_kept(QueryDict(query)),
    )
    save(view)
    return _recorded("save_view", view, by=by)


@operation
def rename_view(view: SavedView, *, name: str, by) -> SavedView:
    """Raises Refused when the owner, or the territory, has a view of this name."""
    view = _hold(view, by=by)
    view.name = name
    save(view)
    return _recorded("rename_view", view, by=by)


@operation
def update_view(view: SavedView, *, query: str, read: str, by) -> SavedView:
    """Have a view open another list, in the place of the one that its user read there.

    Raises Refused when somebody gave it another one meanwhile.
    """
    view = _hold(view, by=by)
    if view.query != read:
        raise Refused(
            f"La vue «\u00a0{view}\u00a0» a changé entre-temps\u00a0: ouvrez-la de nouveau, ou "
            "enregistrez la vôtre sous un autre nom."
        )
    view.query = query_kept(QueryDict(query))
    save(view)
    return _recorded("update_view", view, by=by)


@operation
def remove_view(view: SavedView, *, by) -> SavedView:
    view = _hold(view, by=by)
    view.removed_at = clock.now()
    save(view)
    return _recorded("remove_view", view, by=by)


@operation
def restore_view(view: SavedView, *, by) -> SavedView:
    """Undo the removal of a view.

    Raises Refused when it is there, or when another one took its name since.
    """
    view = _hold(view, by=by, is_removed=True)
    view.removed_at = None
    save(view)
    return _recorded("restore_view", view, by=by)


def _hold(view: SavedView, *, by, is_removed: bool = False) -> SavedView:
    """The view as it stands, held; its plan first when it is shared."""
    if view.is_shared:
        hold_plan(view.territory, by=by)  # type: ignore[arg-type]
    elif by is None or view.owner_id != by.pk:
        raise PermissionDenied("Cette vue est celle de quelqu’un d’autre.")
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if (view.removed_at is not None) != is_removed:
        raise Refused(
            "Cette vue est déjà rétablie." if is_removed else "Cette vue a été supprimée."
        )
    return view


def _recorded(verb: str, view: SavedView, *, by) -> SavedView:
    if view.is_shared:
        record(f"plans.{verb}", subject=view.subject, by=by, payload={"view": view.pk})
    return view
