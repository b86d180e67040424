"""All writes of periods and their axes, and of the ends of labels, which follow at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied

from usine.ledger.models import Account, Event
from usine.ledger.operations import record, settle_many
from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.errors import Refused

from . import calendar
from .endings import check_seen, days_by_name, last_days
from .measures import subject_of, timeline
from .models import Axis, Period, Territory
from .proof import about
from .rights import SETTLE
from .rules import (
    PERIODS,
    AxisWords,
    moves_past,
    why_not_axes,
    why_not_between,
    why_not_named,
    why_not_opened,
)


@operation
def open_period(
    *,
    code: str,
    name: str,
    starts_on: date,
    ends_on: date,
    axes: Sequence[AxisWords],
    reason: str = "",
    seen: str | None = None,
    by,
) -> Period:
    """Open a period with its axes, in their order; the labels of the previous period then end.

    Raises Refused when the period is there, when its days are those of another, when its axes
    cannot be told apart, or when `check_seen` does.
    """
    periods = _hold(by)
    if code in periods:
        raise Refused(f"La période {code} est déjà ouverte.")
    refuse_if(why_not_opened(code, (starts_on, ends_on), axes, days_by_name(periods.values())))
    refuse_if(why_not_named(name, days_by_name(periods.values())))
    period = Period(code=code, name=name, starts_on=starts_on, ends_on=ends_on)
    check_seen([*periods.values(), period], reason=reason, seen=seen)
    period.save(force_insert=True)
    Axis.objects.bulk_create(
        Axis(period=period, rank=rank, **words._asdict()) for rank, words in enumerate(axes, 1)
    )
    calendar.forget()
    ended = _end_labels()
    _settle(ended, event=record_opening(period, by=by, ended=ended, reason=reason))
    return period


def record_opening(
    period: Period, *, by, ended: Iterable[Territory] = (), reason: str = ""
) -> Event:
    """Record the opening of a period: its name, days and axes, and the labels that it ended."""
    payload = {
        "name": period.name,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "axes": [words_of(axis)._asdict() for axis in period.axes.order_by("rank")],
    }
    return record(
        "territories.open_period",
        subject=subject(period),
        by=by,
        payload=payload | _with_reason(reason),
        about=about(ended),
    )


def open_official_periods(*, by) -> None:
    """Open the missing periods of the programme, before territories are loaded."""
    there = set(Period.objects.values_list("code", flat=True))
    for code, official in PERIODS.items():
        if code not in there:
            open_period(code=code, by=by, **vars(official))


@operation
def change_period(
    period: Period, *, name: str, ends_on: date, reason: str = "", seen: str | None = None, by
) -> Period:
    """Change the name or the last day of a period; its labels end with it once another follows.

    Raises Refused as `open_period` does, and without a `reason` when a last day that is past moves.
    """
    periods = _hold(by)
    period = periods[period.code]
    before = {"name": period.name, "ends_on": period.ends_on.isoformat()}
    after = {"name": name, "ends_on": ends_on.isoformat()}
    if before == after:
        return period
    others = [each for each in periods.values() if each.code != period.code]
    refuse_if(why_not_between((period.starts_on, ends_on), days_by_name(others)))
    refuse_if(why_not_named(name, days_by_name(others)))
    _refuse_labels_after(period, ends_on)
    period.name, period.ends_on = name, ends_on
    check_seen(periods.values(), reason=reason, seen=seen)
    was = date.fromisoformat(before["ends_on"])
    if by is not None and not reason.strip() and moves_past(was, ends_on, clock.today()):
        raise Refused("Le dernier jour est déjà passé\u00a0: dites pourquoi il change.")
    period.save(update_fields=["name", "ends_on"])
    calendar.forget()
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    ended = _end_labels()
    event = record(
        "territories.change_period",
        subject=subject(period),
        by=by,
        payload=changes | _with_reason(reason),
        about=about(ended),
    )
    _settle(ended, event=event)
    return period


@operation
def add_axis(period: Period, *, words: AxisWords, by) -> Axis:
    """Add a last axis, while nothing is counted under the axes of the period."""
    period = _hold(by)[period.code]
    _refuse_if_used(period)
    axes = list(period.axes.order_by("rank"))
    refuse_if(why_not_axes([*map(words_of, axes), words]))
    last = axes[-1].rank if axes else 0
    axis = Axis.objects.create(period=period, rank=last + 1, **words._asdict())
    calendar.forget()
    record("territories.add_axis", subject=subject(period), by=by, payload=words._asdict())
    return axis


@operation
def change_axis(axis: Axis, *, label: str, short: str, goal: str, by) -> Axis:
    """Change the words of an axis, whose code stays."""
    _hold(by)
    axis = _still(axis)
    before, after = words_of(axis), AxisWords(axis.code, label, short, goal)
    if before == after:
        return axis
    others = axis.period.axes.exclude(pk=axis.pk)
    refuse_if(why_not_axes([*map(words_of, others), after]))
    axis.label, axis.short, axis.goal = label, short, goal
    axis.save(update_fields=["label", "short", "goal"])
    calendar.forget()
    payload = {"before": before._asdict(), "after": after._asdict()}
    record("territories.change_axis", subject=subject(axis.period), by=by, payload=payload)
    return axis


@operation
def remove_axis(axis: Axis, *, by) -> None:
    """Remove an axis, while nothing is counted under the axes of its period."""
    period = _hold(by)[axis.period_id]
    axis = _still(axis)
    _refuse_if_used(period)
    if period.axes.count() == 1:
        raise Refused("Une période a au moins un axe.")
    payload = words_of(axis)._asdict()
    axis.delete()
    calendar.forget()
    record("territories.remove_axis", subject=subject(period), by=by, payload=payload)


def subject(period: Period) -> str:
    """The name of the period in the ledger."""
    return f"period:{period.code}"


def words_of(axis: Axis) -> AxisWords:
    return AxisWords(axis.code, axis.label, axis.short, axis.goal)


def last_day_of_labels(period: Period) -> date | None:
    """The last day of the period when another period follows, None until then."""
    return last_days(Period.objects.all())[period.code]


def are_axes_used(period: Period) -> bool:
    """Whether something was ever counted under an axis of the period."""
    return Account.objects.filter(place__startswith=f"{period.code}-").exclude(axis="").exists()


def refuse_if(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _hold(by) -> dict[str, Period]:
    """Lock every period, and return them by code: writes of periods and axes come one by one.

    Raises PermissionDenied unless `by` (None is the system itself) may settle them.
    """
    if by is not None and not by.grants.nation(SETTLE):
        raise PermissionDenied("Les périodes et leurs axes se règlent par l’équipe nationale.")
    list(Period.objects.select_for_update())
    # Read once they are held: the answer above lacks one that was opened while it waited.
    return {period.code: period for period in Period.objects.all()}


def _still(axis: Axis) -> Axis:
    there = Axis.objects.select_related("period").filter(pk=axis.pk).first()
    if there is None:
        raise Refused(f"L’axe «\u00a0{axis}\u00a0» a été retiré entre-temps.")
    return there


def _with_reason(reason: str) -> dict[str, str]:
    return {"reason": reason.strip()} if reason.strip() else {}


def _refuse_if_used(period: Period) -> None:
    if are_axes_used(period):
        raise Refused(
            f"Des actions comptent déjà dans les axes de {period}\u00a0: en ajouter ou en retirer "
            "changerait des chiffres publiés. Leurs intitulés, eux, se corrigent."
        )


def _refuse_labels_after(period: Period, ends_on: date) -> None:
    """Refuse to end a period before the labels that it gave."""
    if period.territories.filter(labelled_on__gt=ends_on).exists():
        raise Refused(
            f"Des territoires seraient labellisés après la fin de la période {period.code}, le "
            f"{ends_on:%d/%m/%Y}."
        )


def _end_labels() -> list[Territory]:
    """End labels with their period once another period follows; until then the end is unknown.

    Returns the territories whose label has another end than before.
    """
    changed: list[Territory] = []
    becomes = last_days(Period.objects.all())
    for territory in Territory.objects.order_by("period", "code"):
        if territory.unlabelled_on != becomes[territory.period_id]:
            territory.unlabelled_on = becomes[territory.period_id]
            changed.append(territory)
    Territory.objects.bulk_update(changed, ["unlabelled_on"])
    return changed


def _settle(territories: Iterable[Territory], *, event: Event) -> None:
    settle_many({subject_of(each): timeline(each) for each in territories}, event=event)
