"""The rules of mandates and bodies: each returns the reason of its refusal, or ""."""

from datetime import date, timedelta

from usine.territories.rules import PERIODS
from usine.values.formats import format_day
from usine.values.siren import compact, is_number, is_siren, is_siret

from .roles import KINDS, WITHIN, Kind, Role

# From a day to a day, both included; None: the last one is not known.
Days = tuple[date, date | None]


def place_refusal(role: Role, kind: Kind, within: str = "") -> str:
    """Why a role is not held on such a place, or within such a subject; "" when it may be."""
    if kind not in KINDS[role]:
        return "Ce rôle ne s’exerce pas sur ce périmètre."
    if within and within.partition(":")[0] not in WITHIN.get(role, ()):
        return f"Le rôle «\u00a0{role.label}\u00a0» ne se limite pas ainsi."
    return ""


# For how long a deputy is named at a time: who leaves does not stay by what was typed once.
DEPUTYSHIP = timedelta(days=365)


def period_refusal(role: str, ends_on: date | None, today: date) -> str:
    """Why a role is not held until that day, or without a last one; "" when it may be."""
    if role != Role.DEPUTY:
        return ""
    if ends_on is None:
        return "Une suppléance dure jusqu’à un jour donné\u00a0: dites lequel."
    if ends_on > (latest := today + DEPUTYSHIP):
        return (
            f"Une suppléance va jusqu’à un an d’ici au plus, le {format_day(latest)}. Pour la "
            "renouveler, repoussez son dernier jour quand il approchera."
        )
    return ""


def siren_refusal(siren: str) -> str:
    """Why a text is not the SIREN of a body; "" when it is, or when it is empty."""
    if siren and not is_siren(siren):
        return f"{siren} n’est pas un SIREN\u00a0: neuf chiffres, le dernier vérifie les autres."
    return ""


def body_refusal(text: str) -> str:
    """Why a text is neither the name nor the SIREN of a body; "" when it may be one: digits alone
    are no name."""
    return siren_refusal(compact(text)) if is_number(text) else ""


def name_refusal(name: str) -> str:
    """Why a text is not the name of a body; "" when it may be."""
    if is_number(name):
        return "Un nom n’est pas fait que de chiffres\u00a0: un SIREN se donne dans son champ."
    return ""


def siret_refusal(siret: str, siren: str) -> str:
    """Why a text is not the SIRET of an establishment of the body; "" when it is, or is empty."""
    if not siret:
        return ""
    if not is_siret(siret):
        return f"{siret} n’est pas un SIRET\u00a0: le SIREN de l’organisme, puis cinq chiffres."
    if siret[:9] != siren:
        return f"Le SIRET {siret} n’est pas celui d’un établissement de cet organisme."
    return ""


PROGRAMME_STARTS_ON = min(period.starts_on for period in PERIODS.values())


def start_refusal(starts_on: date, labelled_on: date | None) -> str:
    """Why a mandate does not start that day; "" when it may. `labelled_on` is the day of the
    label of its territory, None for a region and the nation."""
    if labelled_on is not None and starts_on < labelled_on:
        return f"Le territoire n’est labellisé que depuis le {format_day(labelled_on)}."
    if starts_on < PROGRAMME_STARTS_ON:
        return f"Le programme n’a commencé que le {format_day(PROGRAMME_STARTS_ON)}."
    return ""


def start_needs(starts_on: date, today: date) -> str:
    """The sentence that asks why a mandate starts that day; "" when it needs no reason."""
    return _asks("le premier jour est déjà passé", counts=True) if starts_on < today else ""


def end_needs(before: date | None, after: date | None, today: date, *, counts: bool) -> str:
    """The sentence that asks why a last day becomes `after`; "" when it needs no reason: the past
    stays and nothing runs longer. `counts`: figures depend on it."""
    moves = min(before or date.max, after or date.max) < today
    if days_added(before, after):
        why = "repoussé" if after else "retiré"
        return _asks(f"le dernier jour est {why}", counts=counts and moves)
    return _asks("le dernier jour est déjà passé", counts=counts) if moves else ""


def _asks(why: str, *, counts: bool) -> str:
    figures = ", et des chiffres publiés peuvent changer" if counts else ""
    return f"Dites pourquoi\u00a0: {why}{figures}."


def days_added(before: date | None, after: date | None) -> Days | None:
    """The days that a mandate gains when its last day becomes `after`; None where it gains none."""
    if before is None or (after is not None and after <= before):
        return None
    return before + timedelta(days=1), after


def meet(first: Days, second: Days) -> bool:
    """Whether two times share a day."""
    return (second[1] is None or first[0] <= second[1]) and (
        first[1] is None or second[0] <= first[1]
    )
