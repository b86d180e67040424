"""The details of an action (steps, lines of its financing, results, indicators, links), which are
added, changed and removed in one way.

Each act holds the action first, checks, writes, and records the detail as it was and as it is.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.ledger.refusals import save
from usine.values import clock
from usine.values.errors import Refused
from usine.values.fields import Fields
from usine.values.formats import format_day

from . import bulk
from .codes import SIDES
from .gate import hold
from .models import Action, Detail
from .writing import check_effect, record_of, refuse_if

# The dated fields that come with their source.
SOURCED = {side for side, _ in SIDES}


@dataclass(frozen=True, eq=False)
class DetailKind:
    """A kind of detail; `code` names it in payloads and in verbs, "add_step". `refusal` says why a
    detail may not be so, `among` why it may not be beside the others of its action. Files name a
    detail again by `key`."""

    code: str
    model: Any  # a kind of `Detail`
    fields: Fields
    refusal: Callable[[Any], str | None]
    key: Callable[[Mapping[str, Any]], Hashable]
    among: Callable[[Any], str | None] = lambda detail: None
    # What names the detail in history when its values do not.
    name: Callable[[Any], str] = lambda detail: ""


class DetailChanged(Refused):
    """Somebody changed the detail since it was read; `current` is how it stands now."""

    def __init__(self, current: Detail) -> None:
        super().__init__(
            f"«\u00a0{current}\u00a0» a été modifié entre-temps\u00a0: voyez comment, puis "
            "recommencez. Rien n’est enregistré."
        )
        self.current = current


def add(
    kind: DetailKind, action: Action, *, values: Mapping[str, Any], by, on: date | None = None
) -> Any:
    """Add a detail to the action; its dated values hold since a day (today)."""
    action = hold(action, by=by)
    detail = kind.model(action=action)
    _write(kind, detail, values, by=by, on=on)
    _record(f"add_{kind.code}", kind, detail, None, by=by, on=on)
    return detail


def change(
    kind: DetailKind,
    detail: Detail,
    *,
    values: Mapping[str, Any],
    version: int,
    by,
    on: date | None = None,
) -> Any:
    """Set values of the detail; `version` is that of the detail as its writer read it.

    Raises DetailChanged when it has changed since. Nothing is recorded when nothing changes.
    """
    detail = _held(detail, version, by=by)
    if not kind.fields.difference(detail, values):
        return detail
    before = values_of(kind, detail)
    detail.version += 1
    _write(kind, detail, values, by=by, on=on)
    _record(f"change_{kind.code}", kind, detail, before, by=by, on=on)
    return detail


def remove(kind: DetailKind, detail: Detail, *, version: int, by) -> Any:
    """Take the detail away, as if it had never been there: its amounts count at no date."""
    detail = _held(detail, version, by=by)
    before = values_of(kind, detail)
    take_away([detail])
    _record(f"remove_{kind.code}", kind, detail, before, by=by, removed=True)
    return detail


def values_of(kind: DetailKind, detail: Detail) -> dict[str, Any]:
    """The values of a detail, as events record them."""
    return kind.fields.encode_values(kind.fields.values_of(detail))


def about(kind: DetailKind, detail: Detail, before: Mapping | None, after: Mapping | None) -> dict:
    """What an event records of a detail that was added, changed or removed."""
    named = {"name": name} if (name := kind.name(detail)) else {}
    return {"kind": kind.code, "pk": detail.pk, "old": before, "new": after, **named}


def twin_refusal(kind: DetailKind, detail: Detail) -> str | None:
    """Why the action, which is held, may not have the detail beside one that files name alike."""
    others = kind.model._default_manager.standing().filter(action=detail.action)
    keys = {kind.key(kind.fields.values_of(each)) for each in others.exclude(pk=detail.pk)}
    if kind.key(kind.fields.values_of(detail)) in keys:
        return (
            f"La fiche a déjà «\u00a0{detail}\u00a0»\u00a0: modifiez ce qui y est, ou donnez un "
            "autre nom."
        )
    return None


def _held(detail: Detail, version: int, *, by) -> Detail:
    """The detail as it stands, its action being held."""
    action = hold(detail.action, by=by)
    current = type(detail)._default_manager.get(pk=detail.pk)
    if current.removed_at:
        raise Refused(f"«\u00a0{current}\u00a0» a été retiré entre-temps.")
    if current.version != version:
        raise DetailChanged(current)
    current.action = action
    return current


def _write(
    kind: DetailKind, detail: Detail, values: Mapping[str, Any], *, by, on: date | None
) -> None:
    for name, (_, new) in kind.fields.difference(detail, values).items():
        setattr(detail, name, new)
    day = on or clock.today()
    check(kind, detail, on=day)
    save(detail)
    if kind.model.dated:
        date_amounts([detail], on=day, by=by)


def check(kind: DetailKind, detail: Detail, *, on: date) -> None:
    """Raise Refused when the detail may not be as it is set, its dated values since this day."""
    refuse_if(kind.refusal(detail) or kind.among(detail))
    if kind.model.dated:
        check_effect(detail.action.territory, on)
        if detail.pk:
            check_day([detail], on)


def _record(
    verb: str,
    kind: DetailKind,
    detail: Detail,
    before: Mapping | None,
    *,
    by,
    on: date | None = None,
    removed: bool = False,
) -> None:
    after = None if removed else values_of(kind, detail)
    payload: dict[str, Any] = {"details": [about(kind, detail, before, after)]}
    if kind.model.dated and not removed:
        payload["effective_on"] = on or clock.today()
    keep_confirmed(detail.action)
    record_of(verb, detail.action, by=by, payload=payload)


def keep_confirmed(action: Action) -> None:
    """Whoever writes a detail says that the plan is kept."""
    action.confirmed_on, action.changed_at = clock.today(), clock.now()
    action.save(update_fields=["confirmed_on", "changed_at"])


def take_away(details: Collection[Detail]) -> None:
    """Mark details of one kind as removed, and their amounts as superseded."""
    kind = type(next(iter(details)))
    pks = [each.pk for each in details]
    now = clock.now()
    kind._default_manager.filter(pk__in=pks).update(removed_at=now)
    if kind.dated:
        _amounts(details).standing().filter(detail__in=pks).update(superseded_at=now)


# Dated values: the column of the detail repeats the latest.


def date_amounts(details: Collection[Detail], *, on: date, by) -> None:
    """Date from a day on the values that differ from those that details of one kind had.

    One of the same day is replaced. The caller has checked that none is dated after that day.
    """
    changed = list(_changed(details))
    _supersede(changed, on)
    _write_amounts(changed, on=on, by=by)


def first_amounts(details: Collection[Detail], *, on: date, by) -> None:
    """Date from a day on the values of details of one kind, just added."""
    given = [
        (each, name) for each in details for name in each.dated if getattr(each, name) is not None
    ]
    _write_amounts(given, on=on, by=by)


def take_back_amounts(details: Collection[Detail], *, on: date, by) -> None:
    """Undo `date_amounts` of that day, on details that have their values back."""
    _supersede([(each, name) for each in details for name in each.dated], on)
    date_amounts(details, on=on, by=by)


def _supersede(fields: Collection[tuple[Detail, str]], on: date) -> None:
    """Mark the values of that day as superseded."""
    if not fields:
        return
    standing = _amounts(fields).standing().filter(effective_on=on)
    keys = {(each.pk, name) for each, name in fields}
    rows = standing.filter(detail__in={each.pk for each, _ in fields})
    replaced = [pk for pk, *key in rows.values_list("pk", "detail", "name") if tuple(key) in keys]
    standing.filter(pk__in=replaced).update(superseded_at=clock.now())


def _write_amounts(fields: Collection[tuple[Detail, str]], *, on: date, by) -> None:
    if fields:
        bulk.insert([_dated(each, name, on=on, by=by) for each, name in fields])


def amounts_to_date(detail: Detail, *, on: date) -> list[Any]:
    """The dated values, not saved, that the detail would have from a day on as it is set."""
    return [_dated(detail, name, on=on) for _, name in _changed([detail])]


def _dated(detail: Detail, name: str, *, on: date, by: Any = None) -> Any:
    """A dated value of a detail, not saved yet."""
    source = {"source": getattr(detail, "source")} if name in SOURCED else {}  # noqa: B009
    return _amounts([detail]).model(
        detail=detail, name=name, amount=getattr(detail, name), effective_on=on, by=by, **source
    )


def check_day(details: Collection[Detail], on: date) -> None:
    """Raise Refused when a value that changes has one dated after this day."""
    latest = latest_amounts(details)
    for each, name in _changed(details):
        last = latest.get((each.pk, name))
        if last and last.effective_on > on:
            raise Refused(
                f"Cette valeur est connue depuis le {format_day(last.effective_on)}\u00a0: donnez "
                "un jour à partir de celui-là, ou corrigez ce qui a été enregistré, date par date."
            )


def _changed(details: Collection[Detail]) -> Iterator[tuple[Detail, str]]:
    """The dated fields whose column differs from their last value."""
    latest = latest_amounts(details)
    for each in details:
        for name in each.dated:
            last = latest.get((each.pk, name))
            if getattr(each, name) != (last.amount if last else None):
                yield each, name


def latest_amounts(details: Collection[Detail]) -> dict[tuple[int, str], Any]:
    """The last value of each dated field of details of one kind: {(key of the detail, field)}."""
    latest = {}
    for batch in bulk.batches([each.pk for each in details]):
        standing = _amounts(details).standing().filter(detail__in=batch)
        for each in standing.order_by("effective_on", "pk"):
            latest[each.detail_id, each.name] = each
    return latest


def _amounts(details: Collection[Detail] | Collection[tuple[Detail, str]]) -> Any:
    """The dated values of details of one kind."""
    first: Any = next(iter(details))
    kind = type(first[0] if isinstance(first, tuple) else first)
    return kind._meta.get_field("amounts").related_model.objects
