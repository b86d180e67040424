"""Places, choices and activities that must be of a list. One of several is enough."""

from collections.abc import Callable, Collection

from usine.calls.format.expressions import ChoiceIn, NafIn, PlaceIn

from ..findings import Finding
from ..logic import Truth, any_of, truth_of
from ..naf import holds, path_of
from ..parameters import InForce
from ..terms import Case
from .comparing import compared, unknown


def place_in(asked: PlaceIn, case: Case) -> Finding:
    return _listed(asked, case, _is_of)


def choice_in(asked: ChoiceIn, case: Case) -> Finding:
    return _listed(asked, case, _is_of)


def naf_in(asked: NafIn, case: Case) -> Finding:
    """A code of a class is in its division and its section; a section alone does not tell."""
    return _listed(asked, case, _activity_is_of)


def _listed(
    asked: PlaceIn | ChoiceIn | NafIn, case: Case, is_of: Callable[[str, Collection[str]], Truth]
) -> Finding:
    seen, limit, named = case.see(asked.fact), _list(asked, case), case.named(asked.fact)
    if not (seen.is_known and limit.is_known):
        return unknown([seen], limit, named=named)
    codes = (seen.value,) if isinstance(seen.value, str) else seen.value
    truth = any_of(is_of(code, limit.value) for code in codes)
    if truth is Truth.UNKNOWN:
        return unknown([seen], limit, f"«\u00a0{seen.words}\u00a0» ne suffit pas à le dire", named)
    return compared(
        truth,
        [seen],
        limit,
        gap=f"hors de la liste\u00a0: {seen.words}",
        excess=f"dans la liste\u00a0: {seen.words}",
        named=named,
    )


def _list(asked: PlaceIn | ChoiceIn | NafIn, case: Case) -> InForce:
    if asked.parameter:
        return case.parameter(asked.parameter)
    return InForce("liste", "codes", asked.codes or None)


def _is_of(code: str, codes: Collection[str]) -> Truth:
    return truth_of(code in codes)


def _activity_is_of(code: str, codes: Collection[str]) -> Truth:
    path = path_of(code)
    return any_of(_is_within(path, path_of(each)) for each in codes)


def _is_within(path: tuple[str, ...] | None, wider: tuple[str, ...] | None) -> Truth:
    if path is None or wider is None:
        return Truth.UNKNOWN
    if holds(wider, path):
        return Truth.MET
    return Truth.UNKNOWN if holds(path, wider) else Truth.UNMET
