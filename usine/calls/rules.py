"""What holds of calls, and why it does not; plain values only."""

from .stages import STEPS, Stage

# The addresses of pages, beside those of calls.
RESERVED = frozenset({"gestion", "importer"})

# What candidacies stand on does not change under them.
_FIXED = {
    "applies_for": "L’objet d’un appel publié ne change pas\u00a0: créez un autre appel.",
    "mode": "Le mode de dépôt d’un appel publié ne change pas\u00a0: créez un autre appel.",
}


def step_refusal(stage: Stage, verb: str, *, has_version: bool) -> str | None:
    """Why a call may not take a step of STEPS; None when it may."""
    if stage not in STEPS[verb].sources:
        return f"Cet appel est déjà à l’étape «\u00a0{stage.label}\u00a0»."
    if not has_version:
        return "Publiez d’abord une version de cet appel."
    return None


def reserved_refusal(code: str) -> str | None:
    """Some codes are the addresses of pages."""
    if code in RESERVED:
        return f"Le code «\u00a0{code}\u00a0» est réservé\u00a0: choisissez-en un autre."
    return None


def scheme_refusal(scheme: str, *, of_call: str) -> str | None:
    """A call stays in the scheme of its first version."""
    if scheme != of_call:
        return f"Cet appel est du dispositif «\u00a0{of_call}\u00a0», pas «\u00a0{scheme}\u00a0»."
    return None


def code_refusal(code: str, *, of_call: str) -> str | None:
    """A version is of the call that its document names."""
    if code != of_call:
        return f"Ce document est celui de l’appel «\u00a0{code}\u00a0»."
    return None


def fixed_refusal(before: dict[str, str], after: dict[str, str]) -> str | None:
    """Why a published call may not take these values; None when it may."""
    return next((_FIXED[name] for name in _FIXED if before[name] != after[name]), None)


def draft_refusal(number: int | None) -> str | None:
    """A draft in progress would be lost: it is published or discarded first."""
    if number is None:
        return None
    return (
        f"Un brouillon (version {number}) de cet appel est ouvert\u00a0: "
        "publiez-le ou abandonnez-le d’abord."
    )
