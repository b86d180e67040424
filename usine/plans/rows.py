"""The rows of the table of a plan: an action, what may be done of it there, what marks it."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from usine.people.access import may
from usine.values.transitions import Transition

from .models import Action
from .queries import late, stale
from .rights import CHASE, EDIT
from .states import Status

# Long columns that the table does not show.
_UNREAD = ("description", "objectives", "expected_results", "partners", "tags", "search_text")


@dataclass(frozen=True)
class ActionRow:
    """A row; `steps` are those that one click takes, `days` how many have passed since somebody
    confirmed the action, `cells` the beginning of the addresses of its cells."""

    action: Action
    is_late: bool
    is_stale: bool
    days: int
    steps: dict[str, Transition[Status]]
    may_edit: bool
    may_chase: bool
    may_reinstate: bool
    cells: str
    is_ticked: bool = False


def marked(actions: QuerySet[Action], today: date) -> QuerySet[Action]:
    """The actions (`table.with_details`) with what their rows tell besides."""
    actions = actions.annotate(is_late=late(today), is_stale=stale(today))
    return actions.select_related("territory").defer(*_UNREAD)


# Nobody should abandon an action from a table, in passing.
_IN_PASSING = ("abandon",)


def rows_of(
    actions: Iterable[Action],
    user,
    today: date,
    *,
    is_past: bool = False,
    left_out: Container[str] = _IN_PASSING,
    ticked: Container[int] = (),
) -> Iterator[ActionRow]:
    """The rows of `marked` actions, for a user, who does nothing of those of the past, and takes
    none of the steps that are left out."""
    for action in actions:
        editable = not is_past and may(user, EDIT, action.territory)
        live = action.withdrawn_on is None
        steps = {
            verb: step
            for verb, step in action.steps.items()
            if not is_past and verb not in left_out and may(user, step.who, action.territory)
        }
        yield ActionRow(
            action,
            is_late=live and action.is_late,  # type: ignore[attr-defined]
            is_stale=live and action.is_stale,  # type: ignore[attr-defined]
            days=(today - action.confirmed_on).days,
            steps=steps,
            may_edit=editable and live,
            may_chase=editable and live and may(user, CHASE, action.territory),
            may_reinstate=editable and not live,
            cells=f"{reverse('plans:action', args=[action.pk])}cellule/",
            is_ticked=action.pk in ticked,
        )
