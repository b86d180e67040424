"""What must hold of an action, and why it does not: plain Python, no database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Protocol

from usine.values.dates import PartialDate
from usine.values.formats import format_day

from .states import LEADING_TO, TRANSITIONS, Status

# An open action is to be confirmed when nobody has confirmed it for longer.
STALE_AFTER = timedelta(days=90)
# It is to be looked at well before: who keeps a plan then has a few each week, not all at once.
LOOKED_AT_AFTER = timedelta(days=30)
# The first and the last confirmation of a run of days when an action was up to date.
Days = tuple[date, date]


class Described(Protocol):
    """What the rules read: an action, or the draft of one."""

    @property
    def title(self) -> str: ...
    @property
    def start(self) -> PartialDate | None: ...
    @property
    def end(self) -> PartialDate | None: ...
    @property
    def planned_budget(self) -> int | None: ...


def is_silent(updated_on: date | None, today: date) -> bool:
    """True when nobody has written or confirmed a plan for longer than `STALE_AFTER`, or ever."""
    return updated_on is None or today - updated_on > STALE_AFTER


def ends_before_it_starts(start: PartialDate | None, end: PartialDate | None) -> bool:
    """True when the whole period of the end lies before that of the start."""
    return start is not None and end is not None and end.last < start.first


# (field, why not, what must hold)
RULES: list[tuple[str, str, Callable[[Described], bool]]] = [
    ("title", "L’intitulé manque.", lambda a: bool(a.title.strip())),
    ("end", "La fin précède le début.", lambda a: not ends_before_it_starts(a.start, a.end)),
    (
        "planned_budget",
        "Le budget ne peut pas être négatif.",
        lambda a: a.planned_budget is None or a.planned_budget >= 0,
    ),
]


def faults(action: Described) -> Iterator[tuple[str, str]]:
    """(field, why not) for each rule that does not hold."""
    for name, why, holds in RULES:
        if not holds(action):
            yield name, why


def axis_refusal(axis: str, codes: Collection[str]) -> str | None:
    """Why an action may not be under this axis; `codes` are those of the axes of its period."""
    if not axis:
        return "L’axe manque."
    if axis not in codes:
        return f"«\u00a0{axis}\u00a0» n’est pas un axe de la période du territoire."
    return None


def step_refusal(
    status: Status, verb: str, *, effective_on: date, last_on: date, today: date
) -> str | None:
    """Why this step may not be taken on this day; None when it may."""
    step = TRANSITIONS[verb]
    if status not in step.sources:
        return (
            f"« {step.label} » ne s’applique pas à une action « {Status(status).label} ». "
            "Pour rectifier une erreur, corrigez le statut en donnant un motif."
        )
    if effective_on < last_on:
        return (
            f"L’action a déjà un statut au {last_on:%d/%m/%Y}. Donnez une date postérieure, "
            "ou corrigez le statut en donnant un motif."
        )
    return future_refusal(effective_on, today)


def target_refusal(status: Status) -> str | None:
    """Why no step leads to a status; None when one does."""
    if status in LEADING_TO:
        return None
    return (
        f"Aucune étape ne mène à «\u00a0{Status(status).label}\u00a0». "
        "Pour rectifier une erreur, corrigez le statut en donnant un motif."
    )


def future_refusal(effective_on: date, today: date) -> str | None:
    if effective_on > today:
        return "La date d’effet est dans le futur : on inscrit ce qui est vrai aujourd’hui."
    return None


def effect_refusal(effective_on: date, *, labelled_on: date, today: date) -> str | None:
    """Why an action may not have a status from this day on; None when it may."""
    if effective_on < labelled_on:
        return (
            f"Le territoire est labellisé depuis le {labelled_on:%d/%m/%Y}\u00a0: "
            "aucune action ne compte avant cette date."
        )
    return future_refusal(effective_on, today)


def status_day_refusal(
    since: date, *, labelled_on: date, last_on: date | None, until: date
) -> str | None:
    """Why a status of a file, true of the day `until`, may not be since this day; None when it
    may. On the day of the last status it would efface that status: people who change a status of
    a file often leave the date beside it."""
    if since > until:
        return f"Cette date est après le {until:%d/%m/%Y}, date d’effet de l’import."
    if last_on and since <= last_on and since < until:
        return f"L’action a déjà un statut au {last_on:%d/%m/%Y}."
    return effect_refusal(since, labelled_on=labelled_on, today=until)


def correction_refusal(
    reason: str, effective_on: date, *, labelled_on: date, today: date
) -> str | None:
    if not reason.strip():
        return "Une correction se motive : dites pourquoi, pour qui relira l’historique."
    return effect_refusal(effective_on, labelled_on=labelled_on, today=today)


def same_day_refusal(
    effective_on: date, later: Mapping[date, str], *, became: str, name: str
) -> str | None:
    """Why a correction may not take effect on a day on which a fact recorded later does.

    `became` and `name` tell that fact: "l’action est déjà devenue", "statut".
    """
    if effective_on not in later:
        return None
    return (
        f"Le {effective_on:%d/%m/%Y}, {became} {later[effective_on]}\u00a0: donnez un jour "
        f"d’avant, ou corrigez plutôt ce {name}-là."
    )


def unchanged_refusal(name: str, recorded: str, effective_on: date) -> str:
    """Why a correction to what is recorded already is refused; `name` and `recorded` tell it."""
    return (
        f"Rien ne change : le {name} est déjà {recorded} depuis le {effective_on:%d/%m/%Y}. "
        "Donnez ce qui était vrai, ou annulez."
    )


def entry_refusal(effective_on: date, days: Collection[date]) -> str | None:
    """Why the action may not have entered the plan on this day; `days` are its other statuses'."""
    if not days or effective_on <= min(days):
        return None
    return (
        f"L’action avait déjà un statut le {min(days):%d/%m/%Y}\u00a0: elle n’est pas entrée au "
        "plan après ce jour."
    )


def insertion_refusal(
    status: Status, effective_on: date, statuses: Mapping[date, Status], *, entered_on: date
) -> str | None:
    """Why a missing status may not be inserted on this day; `statuses` are those that the action
    has, by their days."""
    days = statuses.keys()
    if effective_on in days:
        return (
            f"L’action a déjà un statut au {effective_on:%d/%m/%Y}\u00a0: corrigez-le plutôt, "
            "depuis la liste de ses statuts."
        )
    if effective_on > max(days):
        return (
            f"Le dernier statut de l’action date du {max(days):%d/%m/%Y}\u00a0: donnez un jour "
            "d’avant. Pour un statut plus récent, franchissez une étape."
        )
    known = {entered_on: Status.UNKNOWN, **statuses}
    since = max((day for day in known if day <= effective_on), default=None)
    if since and known[since] == status:
        return (
            f"Rien ne change : l’action était déjà « {Status(status).label} » le "
            f"{effective_on:%d/%m/%Y}, depuis le {since:%d/%m/%Y}."
        )
    return None


def as_of_refusal(day: date, *, today: date) -> str | None:
    """Why a plan is not told as of this day: it is to come."""
    if day <= today:
        return None
    return (
        f"Le {format_day(day)} est dans le futur\u00a0: un plan se relit tel qu’il est "
        "aujourd’hui, ou tel qu’il était un jour passé."
    )


def budget_day_refusal(effective_on: date, entered_on: date) -> str | None:
    """Why a budget may not weigh from this day on; None when it may."""
    if effective_on >= entered_on:
        return None
    return (
        f"L’action est entrée au plan le {entered_on:%d/%m/%Y} : son budget ne compte pas "
        "avant ce jour."
    )


def withdrawal_refusal(reason: str, on: date, today: date) -> str | None:
    if not reason.strip():
        return "Un retrait se motive : dites pourquoi, pour qui relira l’historique."
    if on > today:
        return "La date du retrait est dans le futur."
    return None


def lapses_on(confirmed_on: date) -> date:
    """The first day when an action confirmed on a day is no longer up to date."""
    return confirmed_on + STALE_AFTER + timedelta(days=1)


def last_confirmation(today: date) -> date:
    """The latest confirmation that is too old today."""
    return today - STALE_AFTER - timedelta(days=1)


def days_up_to_date(runs: Iterable[Days], confirmed_on: date) -> list[Days]:
    """The runs of days of an action once its last confirmation is of this day: the last goes on to
    it, or another begins. Those of confirmations since taken back are dropped."""
    kept = [run for run in runs if run[0] <= confirmed_on]
    if kept and confirmed_on < lapses_on(kept[-1][1]):
        return [*kept[:-1], (kept[-1][0], confirmed_on)]
    return [*kept, (confirmed_on, confirmed_on)]
