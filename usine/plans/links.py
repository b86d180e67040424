"""Links between actions: one depends on another, or is of the same project."""

import re
from collections.abc import Iterable

from django.db.models import Case, Q, QuerySet, Value, When

from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.errors import Refused
from usine.values.text import fold

from . import details
from .detail_rules import link_refusal
from .details import DetailKind
from .fields import LINKS
from .gate import check_right, locked
from .models import Action, ActionLink
from .queries import Search
from .table import in_plan_order


def _refusal(link: ActionLink) -> str | None:
    action, other = link.action, link.other
    return link_refusal(
        is_itself=action.pk == other.pk,
        is_gone=other.withdrawn_on is not None,
        is_secret=other.restricted and other.territory_id != action.territory_id,
        depends=link.kind == "depends_on",
        is_awaited=_depends_on(other, action),
    )


LINK = DetailKind(
    "link",
    ActionLink,
    LINKS,
    _refusal,
    lambda values: (values["kind"], values["other_id"]),
    name=str,
)


@operation
def add_link(action: Action, *, kind: str, other: Action, by) -> ActionLink:
    """Link the action to another one, which `by` may see.

    Raises Refused when it is itself, when it left its plan, and when both would await each other.
    """
    check_right(action.territory, by=by)
    if by is not None and not Action.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Refused("Cette action n’est pas au plan.")
    # Both are held, in the order of all writers: two links in a ring do not cross.
    locked(Action.objects.filter(pk__in=[action.pk, other.pk]))
    return details.add(LINK, action, values={"kind": kind, "other_id": other.pk}, by=by)


@operation
def remove_link(link: ActionLink, *, version: int, by) -> ActionLink:
    return details.remove(LINK, link, version=version, by=by)


def links_of(action: Action, *, reader) -> Iterable[ActionLink]:
    """The links from the action and to it, those of which the reader may see the other end."""
    links = ActionLink.objects.standing().filter(Q(action=action) | Q(other=action))
    seen = Action.objects.visible_to(reader)
    links = links.filter(action__in=seen, other__in=seen)
    return links.select_related("action__territory", "other__territory")


# The address of a sheet, or the number that ends it.
_ADDRESS = re.compile(r"(?:.*/actions/)?(\d{1,18})/?(?:[?#].*)?")
# How many actions a search offers.
OFFERED = 10
# What is read of an action that may be linked.
_LINKED = ("territory", "reference", "title", "restricted", "withdrawn_on")


def linkable(action: Action) -> list[Action]:
    """The other actions of its plan, in the order of the plan."""
    others = Action.objects.live().filter(territory=action.territory_id).exclude(pk=action.pk)
    return list(others.only(*_LINKED).order_by(*in_plan_order(), "pk"))


def named(action: Action, text: str, *, reader) -> tuple[Action | None, list[Action]]:
    """The other action that a text names (its reference, its title, the address or the number of
    its sheet); else None, and those that the reader may see that its words fit, one more than are
    `OFFERED` when there are more.

    Those of the plan of the action come first.
    """
    own, seen = linkable(action), Action.objects.visible_to(reader).live().exclude(pk=action.pk)
    exact = [each for each in own if fold(text) in _names(each)]
    if not exact and (number := _ADDRESS.fullmatch(text)):
        exact = list(seen.filter(pk=int(number[1])))
    if len(exact) == 1:
        return exact[0], []
    return None, exact or _answering(action, seen, text)


def names_itself(action: Action, text: str) -> bool:
    """Whether a text names the action itself, which no search offers."""
    address = _ADDRESS.fullmatch(text)
    return fold(text) in _names(action) or bool(address and int(address[1]) == action.pk)


def _names(action: Action) -> set[str]:
    return {fold(name) for name in (action.reference, action.title, action.label) if name}


def _answering(action: Action, seen: QuerySet[Action], text: str) -> list[Action]:
    """The actions that a search finds, those of the plan first."""
    answering = Search(q=text).narrow(seen, clock.today()).select_related("territory")
    elsewhere = Case(When(territory=action.territory_id, then=Value(0)), default=Value(1))
    return list(answering.order_by(elsewhere, "search_text", "pk")[: OFFERED + 1])


def _depends_on(action: Action, wanted: Action) -> bool:
    """Whether an action depends on another, through others or not."""
    seen, front = {action.pk}, {action.pk}
    while front:
        links = ActionLink.objects.standing().filter(action__in=front, kind="depends_on")
        front = set(links.values_list("other", flat=True)) - seen
        if wanted.pk in front:
            return True
        seen |= front
    return False
