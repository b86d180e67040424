"""Whether an action is up to date: confirmed, or written, for less than 90 days. Runs of such days
are kept, so that the ledger tells them of any day."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from usine.values import clock

from . import bulk, rules
from .models import Action, Freshness
from .rules import Days

# The runs of days of actions, in the order of time, by their keys.
Runs = Mapping[int, Sequence[Freshness]]


def begin(actions: Iterable[Action]) -> None:
    """Write the first run of days of actions just created."""
    bulk.insert([first_run(action) for action in actions])


def first_run(action: Action) -> Freshness:
    """The run of days that the creation of an action begins."""
    return _run(action.pk, (action.confirmed_on, action.confirmed_on))


def follow(actions: Collection[int]) -> set[int]:
    """Bring the runs of days of saved actions, which are held, up to their last confirmation, and
    to today. Returns the keys of those that the caller is to settle."""
    moved: set[int] = set()
    for batch in bulk.batches(list(actions)):
        kept = _kept(batch)
        wanted = _wanted(kept)
        moved |= {pk for pk, runs in kept.items() if _moving(runs) != _moving(wanted[pk])}
        _write(kept, wanted)
    return moved


def _kept(actions: Sequence[int]) -> Runs:
    kept: dict[int, list[Freshness]] = {pk: [] for pk in actions}
    for run in Freshness.objects.filter(action__in=actions):
        kept[run.action_id].append(run)
    return kept


def _wanted(kept: Runs) -> Runs:
    confirmed = Action.objects.filter(pk__in=kept).values_list("pk", "confirmed_on")
    wanted = {}
    for pk, day in confirmed:
        days = [(run.since, run.confirmed_on) for run in kept[pk]]
        wanted[pk] = [_run(pk, each) for each in rules.days_up_to_date(days, day)]
    return wanted


def _moving(runs: Sequence[Freshness]) -> list[tuple[date, date | None]]:
    """The days on which the runs move a figure."""
    return [(run.since, run.lapsed_on) for run in runs]


def _write(kept: Runs, wanted: Runs) -> None:
    added: list[Freshness] = []
    changed: list[Freshness] = []
    dropped: list[int] = []
    for pk, runs in kept.items():
        new = wanted[pk]
        added += new[len(runs) :]
        changed += _revised(runs, new)
        dropped += [run.pk for run in runs[len(new) :]]
    # In this order: an action has at most one run that has not ended.
    if dropped:
        Freshness.objects.filter(pk__in=dropped).delete()
    bulk.update(changed, ["since", "confirmed_on", "lapsed_on"])
    bulk.insert(added)


def _revised(runs: Sequence[Freshness], wanted: Sequence[Freshness]) -> Iterator[Freshness]:
    """The rows that change, with their new days."""
    for run, new in zip(runs, wanted, strict=False):
        if _days(run) != _days(new):
            run.since, run.confirmed_on, run.lapsed_on = _days(new)
            yield run


def _days(run: Freshness) -> tuple[date, date, date | None]:
    return run.since, run.confirmed_on, run.lapsed_on


def _run(action: int, days: Days) -> Freshness:
    since, confirmed_on = days
    ends_on = rules.lapses_on(confirmed_on)
    lapsed_on = ends_on if ends_on <= clock.today() else None
    return Freshness(action_id=action, since=since, confirmed_on=confirmed_on, lapsed_on=lapsed_on)
