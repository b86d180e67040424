"""Asks as pages list them: when they are due, how they stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.values.dates import paris_day
from usine.values.formats import format_ago, format_counted, format_day

from .kinds import kind_of
from .models import Ask
from .passing import Passing
from .queries import with_places
from .states import AskState

WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True)
class AskRow:
    """`due` and `standing` as users read them; `tone` is "late", "stale" (soon) or nothing."""

    ask: Ask
    due: str
    tone: str
    standing: str
    # How it came to whoever expects its answer, when somebody who left asked it.
    entrusted: Passing | None = None

    @property
    def words(self) -> str:
        """What one wrote of it; nothing of the message that its kind proposes."""
        kind = kind_of(self.ask.kind)
        usual = kind.message.split() if kind else []
        return "" if self.ask.text.split() == usual else self.ask.text


def ask_rows(
    asks: Iterable[Ask], today: date, entrusted: Mapping[int, Passing] | None = None
) -> list[AskRow]:
    """Places of roles are read for all of them at once."""
    return [
        AskRow(
            each,
            due_words(each.due_on, today),
            _tone(each, today),
            _standing(each, today),
            (entrusted or {}).get(each.pk),
        )
        for each in with_places(asks)
    ]


def due_words(due_on: date, today: date) -> str:
    """When it is due, from here: "hier", "vendredi", "3 décembre", "3 décembre 2028"."""
    days = (due_on - today).days
    if days in (-1, 0):
        return format_ago(-days)
    if days == 1:
        return "demain"
    if 1 < days < 7:
        return WEEK[due_on.weekday()]
    words = format_day(due_on)
    return words.removesuffix(f" {due_on.year}") if abs(days) < 200 else words


def _tone(ask: Ask, today: date) -> str:
    if not ask.is_waiting:
        return ""
    days = (ask.due_on - today).days
    return "late" if days < 0 else "stale" if days <= 3 else ""


def _standing(ask: Ask, today: date) -> str:
    if not ask.is_waiting:
        return _closed(ask)
    late = (today - ask.due_on).days
    words = {AskState.OPEN: "nouvelle", AskState.SEEN: "vue"}[AskState(ask.state)]
    parts = [f"{format_counted(late, 'jour', 'jours')} de retard" if late > 0 else words]
    if ask.reminded_at:
        parts.append(f"rappelée {format_ago((today - paris_day(ask.reminded_at)).days)}")
    return ", ".join(parts)


def _closed(ask: Ask) -> str:
    state = AskState(ask.state)
    by = f" par {ask.closed_by}" if ask.closed_by else ""
    is_answer = state == AskState.ANSWERED
    words = f"«\u00a0{ask.outcome_label}\u00a0»" if is_answer else str(state.label)
    return f"{words}, le {format_day(ask.closed_at)}{by}"


def answers(ask: Ask) -> Iterator[tuple[str, Any]]:
    """The values of an answer, under the labels of the fields of its kind."""
    kind = kind_of(ask.kind)
    fields = kind.fields() if kind else {}
    for name, value in ask.values.items():
        if field := fields.get(name):
            yield str(field.label), value
