"""What holds of mandates, from their values alone: each rule gives its reason, or nothing."""

from .roles import KINDS, WITHIN, Kind, Role


def place_refusal(role: Role, kind: Kind, within: str = "") -> str:
    """Why a role is not held on such a place, or within such a subject; "" when it may be."""
    if kind not in KINDS[role]:
        return "Ce rôle ne s’exerce pas sur ce périmètre."
    if within and within.partition(":")[0] not in WITHIN.get(role, ()):
        return f"Le mandat de {role.label} ne se limite pas ainsi."
    return ""
