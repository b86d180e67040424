"""What holds of mandates, from their values alone: each rule gives its reason, or nothing."""

from datetime import date

from .roles import KINDS, WITHIN, Kind, Role


def place_refusal(role: Role, kind: Kind, within: str = "") -> str:
    """Why a role is not held on such a place, or within such a subject; "" when it may be."""
    if kind not in KINDS[role]:
        return "Ce rôle ne s’exerce pas sur ce périmètre."
    if within and within.partition(":")[0] not in WITHIN.get(role, ()):
        return f"Le rôle «\u00a0{role.label}\u00a0» ne se limite pas ainsi."
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
