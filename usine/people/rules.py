"""The rules of mandates and bodies: each returns the reason of its refusal, or ""."""

from datetime import date, timedelta

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


REASON_NEEDED = (
    "Dites pourquoi\u00a0: le dernier jour est déjà passé, ou il est repoussé, et des chiffres "
    "publiés peuvent changer."
)


def end_needs_reason(before: date | None, after: date | None, today: date) -> bool:
    """Whether a last day that becomes `after` changes the past, or lets the mandate run longer."""
    if after is not None and after < today:
        return True
    return before is not None and (after is None or after > before)


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
