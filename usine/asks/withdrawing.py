"""What is no longer expected, and what is again: told to those of whom it was asked."""

from typing import Any

from .models import Ask
from .states import AskState
from .telling import ASKED, WITHDRAWN, tell_asked
from .turning import closed, people_asked, reopened, untell

# The steps that tell those of whom it is asked.
TELLING = (
    *("ask", "ask_each", "redirect", "restore", "restore_each"),
    *("remind", "remind_each", "remind_late", "tell_above"),
)


def withdrawn(asked: Ask, *, told: Any = None, by) -> Ask:
    """Expect it no more; who had not opened it is told of nothing."""
    was_seen = asked.state == AskState.SEEN
    untell(asked, *TELLING)
    event = closed("withdraw", asked, told=told, by=by)
    if was_seen:
        tell_asked(WITHDRAWN, asked, people=people_asked(asked), event=event, by=by)
    return asked


def restored(asked: Ask, *, by) -> Ask:
    """Expect again what was withdrawn; people are told again."""
    untell(asked, "withdraw", "withdraw_many")
    event = reopened("restore", asked, by=by)
    tell_asked(ASKED, asked, people=people_asked(asked), event=event, by=by)
    return asked
