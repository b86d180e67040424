"""What holds of committees, and why it does not; plain values only."""

from collections.abc import Collection
from datetime import date, timedelta

from usine.territories.rules import PERIODS
from usine.values.formats import format_day
from usine.values.text import fold

from ..committee_states import COMMITTEE_TRANSITIONS, CommitteeState
from ..rules import as_of_refusal

# How many members a committee lists, and how many characters one takes.
MOST_MEMBERS, NAME_MAX = 60, 200
# How far away one may be planned.
FARTHEST = timedelta(days=730)


def step_refusal(state: CommitteeState, verb: str, *, on: date, today: date) -> str | None:
    """Why a committee of this day may not take a step; None when it may."""
    if state not in COMMITTEE_TRANSITIONS[verb].sources:
        return f"Ce comité est déjà {state.label.lower()}."
    if verb == "meet" and on > today:
        return f"Ce comité est prévu le {format_day(on)}\u00a0: il n’a pas encore eu lieu."
    return None


def change_refusal(state: CommitteeState) -> str | None:
    """A committee that was cancelled is put back first."""
    if state == CommitteeState.CANCELLED:
        return "Ce comité est annulé\u00a0: remettez-le au calendrier pour le modifier."
    return None


def day_refusal(on: date, *, first: date, today: date) -> str | None:
    """Why no committee is held this day: no territory was labelled yet, or it is too far."""
    if on < first:
        return f"Ce jour précède le label, du {format_day(first)}\u00a0: vérifiez l’année."
    if on - today > FARTHEST:
        return "Ce jour est dans plus de deux ans\u00a0: vérifiez l’année."
    return None


def members_refusal(names: Collection[str]) -> str | None:
    if len(names) > MOST_MEMBERS:
        return f"Un comité a {MOST_MEMBERS} membres au plus."
    if any(len(name) > NAME_MAX for name in names):
        return f"Le nom d’un membre a {NAME_MAX} caractères au plus."
    if len({fold(name) or name for name in names}) < len(names):
        return "Un membre est nommé deux fois."
    return None


def addressees_refusal(count: int) -> str | None:
    """A decision is asked of somebody; of whom is told on its page, which lists them all."""
    if not count:
        return "Choisissez à qui demander la suite de cette décision."
    if count > MOST_MEMBERS:
        return f"Une décision est demandée à {MOST_MEMBERS} destinataires au plus."
    return None


def minutes_refusal(count: int) -> str | None:
    return None if count == 1 else "Un compte rendu est un seul document."


def minutes_state_refusal(state: CommitteeState) -> str | None:
    """A meeting has minutes once it was held."""
    if state == CommitteeState.MET:
        return None
    return "Déclarez ce comité tenu avant d’en joindre le compte rendu."


def file_refusal(day: date, *, today: date) -> str | None:
    """Why a committee has no file of this day: it is to come, or no territory was labelled yet."""
    if day < (first := min(period.starts_on for period in PERIODS.values())):
        return f"Aucun territoire n’était labellisé avant le {format_day(first)}."
    return as_of_refusal(day, today=today)
