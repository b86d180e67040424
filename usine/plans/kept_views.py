"""The personal views of a plan that whoever keeps it leaves behind: its territory may be given
them."""

from collections.abc import Collection

from django.db.models import QuerySet

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.ledger.refusals import save
from usine.people.leaving import HandsOver, OpenItem, territories_of
from usine.people.models import Mandate, User
from usine.people.roles import Kind
from usine.territories.models import Territory
from usine.values.errors import Refused

from .gate import hold_plan
from .models import SavedView
from .queries import Plan
from .rights import EDIT
from .saved_views import address_of

# The longest name of a view.
LONGEST = 60


def kept(mandate: Mandate) -> QuerySet[SavedView]:
    """Those of the holder of a mandate who edits the plan of its territory."""
    if mandate.kind != Kind.TERRITORY or mandate.role not in EDIT.roles:
        return SavedView.objects.none()
    return SavedView.objects.standing().filter(
        owner=mandate.user_id, territory__in=territories_of(mandate)
    )


def open_items(mandate: Mandate) -> list[OpenItem]:
    return [
        OpenItem(view.name, address_of(Plan(territory=view.territory), view))
        for view in kept(mandate).select_related("territory")
    ]


def give(mandate: Mandate, *, to: None, by: User | None) -> list[int]:
    """Make them views of the territory, in one event; one whose name is taken there is numbered."""
    territory = hold_plan(territories_of(mandate).get(), by=by)
    shared = SavedView.objects.standing().filter(territory=territory, owner=None)
    taken = set(shared.values_list("folded", flat=True))
    views = list(kept(mandate).select_for_update())
    for view in views:
        view.owner = None
        _name(view, taken)
        save(view)
        taken.add(view.folded)
    payload = {"owner": mandate.user_id, "views": [view.pk for view in views]}
    return [_recorded("give_views", territory, payload, by=by)]


def _name(view: SavedView, taken: Collection[str]) -> None:
    """Number the name of a view until no other has it."""
    name, number = view.name, 1
    view.clean()
    while view.folded in taken:
        number += 1
        suffix = f" ({number})"
        view.name = name[: LONGEST - len(suffix)] + suffix
        view.clean()


def take_back(number: int, *, by: User | None) -> None:
    """Give back to their owner the views that an event of `give` gave, those that still stand.

    Raises Refused when none does, and when their owner has another one of that name.
    """
    given = Payload.objects.get(event=number).decoded or {}
    key = Event.objects.get(number=number).subject.partition(":")[2]
    territory = hold_plan(Territory.objects.get(pk=key), by=by)
    shared = SavedView.objects.standing().filter(pk__in=given.get("views", ()), owner=None)
    views = list(shared.select_for_update())
    if not views:
        raise Refused("Ces vues ont été supprimées depuis.")
    for view in views:
        view.owner_id = given["owner"]
        save(view)
    _recorded("take_back_views", territory, {"views": [view.pk for view in views]}, by=by)


def _recorded(verb: str, territory: Territory, payload: dict, *, by: User | None) -> int:
    subject = f"territory:{territory.pk}"
    return record(f"plans.{verb}", subject=subject, by=by, payload=payload).number


KEPT = HandsOver(
    "views",
    ("vue personnelle du plan", "vues personnelles du plan"),
    open_items,
    lambda mandate: (),
    hand=give,
    take_back=take_back,
    to_place="Données au territoire, elles s’ouvrent, avec leur nom, pour qui lit son plan.",
)
