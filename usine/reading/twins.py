"""The columns of amounts that say the same again, as their total does, and those that only look
so."""

from collections.abc import Iterable, Sequence

from usine.reading.columns import MAPPED
from usine.reading.drafts import SECOND, UNKNOWN, ColumnDraft, preference_of
from usine.reading.financing import (
    PLANNED,
    TWIN,
    Financing,
    FundingShare,
    PaidBy,
    shares_beside,
)
from usine.reading.likeness import are_amounts
from usine.reading.naming import SURE, Understood
from usine.reading.paths import Path
from usine.reading.values.money import tax_of

OVERLAPS = (
    "ses montants et ceux d’une autre colonne disent peut-être la même chose : "
    "dites laquelle est un financement"
)


def tell_total(drafts: Sequence[ColumnDraft], financing: Financing) -> None:
    """Tell the total that stands beside the parts of an amount, where no column is the whole:
    « État, Région, Total »."""
    if any(_is_total(draft, financing) and not draft.is_hidden for draft in drafts):
        return
    facets = [draft.meaning.facet if draft.meaning else None for draft in drafts]
    for draft in drafts:
        is_total = draft.why == UNKNOWN and financing.is_total_alone(draft.path)
        is_unsaid = is_total and not draft.meaning and not draft.is_hidden
        figures = [cell for cell in draft.cells if not isinstance(cell, str)] or draft.cells
        if is_unsaid and shares_beside(facets, draft.index) and are_amounts(figures):
            draft.meaning = Understood(financing.total, SURE, 0)


def tell_repeats(drafts: Iterable[ColumnDraft], financing: Financing) -> None:
    """Tell the columns of one group that give the same part again: with taxes and without them, a
    budget and its revision. Those that may overlap, « 2025 › Coût, Subvention », are not read."""
    groups: dict[tuple[Path, FundingShare], list[ColumnDraft]] = {}
    for draft in drafts:
        if draft.meaning and isinstance(share := draft.meaning.facet, FundingShare):
            groups.setdefault((draft.path[:-1], share), []).append(draft)
    for several in groups.values():
        surest = _surest(several)
        is_sure = len(surest) == 1 or _add_up(surest, financing)
        for draft in several:
            if draft not in surest or not is_sure:
                draft.meaning, draft.why = None, SECOND if is_sure else OVERLAPS


def _surest(several: Sequence[ColumnDraft]) -> list[ColumnDraft]:
    """The columns that users mapped, else those without taxes, else those of the last version."""
    mapped = [draft for draft in several if _is_mapped(draft)]
    untaxed = [draft for draft in mapped or several if tax_of(draft.leaf) == "ht"]
    is_taxed_too = any(tax_of(draft.leaf) == "ttc" for draft in several)
    named = untaxed if untaxed and is_taxed_too else mapped or several
    best = max(preference_of(draft.path) for draft in named)
    return [draft for draft in named if preference_of(draft.path) == best]


def _add_up(several: Sequence[ColumnDraft], financing: Financing) -> bool:
    """Whether columns are named alike, or each by words of its own: « Études », « Travaux »."""
    leaves = {draft.leaf for draft in several}
    own = {financing.own_words(leaf) for leaf in leaves}
    return len(leaves) == 1 or (len(own) == len(leaves) and frozenset() not in own)


def tell_twins(drafts: Iterable[ColumnDraft], financing: Financing) -> None:
    """Tell the columns of a group that say again what those of another group do: credits to
    commit and to pay, a budget and its revision; the parts of two natures add up."""
    groups: dict[FundingShare, dict[Path, ColumnDraft]] = {}
    for draft in drafts:
        share = draft.meaning.facet if draft.meaning else None
        if isinstance(share, FundingShare) and len(draft.path) > 1:
            groups.setdefault(share, {}).setdefault(draft.path[:-1], draft)
    for share, twins in groups.items():
        natures = {financing.nature_of(group) for group in twins}
        if len(twins) < 2 or "" not in natures:
            continue
        first = max(twins.values(), key=lambda draft: (preference_of(draft.path), -draft.index))
        for draft in twins.values():
            assert draft.meaning
            if preference_of(draft.path) < preference_of(first.path):
                draft.meaning, draft.why = None, SECOND
            elif draft is not first:
                draft.meaning = draft.meaning._replace(facet=share._replace(kind=TWIN))


def tell_hidden(drafts: Sequence[ColumnDraft], financing: Financing) -> None:
    """Tell the hidden columns of the total, which lose against shown parts that make a whole."""
    totals = [draft for draft in drafts if _is_total(draft, financing)]
    is_hidden = all(draft.is_hidden and not _is_mapped(draft) for draft in totals)
    if is_hidden and _make_a_whole(drafts):
        for draft in totals:
            draft.meaning, draft.why = None, SECOND


def _is_total(draft: ColumnDraft, financing: Financing) -> bool:
    """Whether a column gives the total of an action."""
    meaning = draft.meaning
    return bool(meaning and meaning.field == financing.total and not meaning.facet)


def _is_mapped(draft: ColumnDraft) -> bool:
    return bool(draft.meaning and draft.meaning.confidence == MAPPED)


def _make_a_whole(drafts: Iterable[ColumnDraft]) -> bool:
    """Whether shown columns part what is planned: several, or one beside who pays."""
    facets = [draft.meaning.facet for draft in drafts if draft.meaning and not draft.is_hidden]
    parts = [
        facet
        for facet in facets
        if isinstance(facet, FundingShare | PaidBy) and facet.kind == PLANNED
    ]
    return len(parts) > 1 or any(isinstance(part, PaidBy) for part in parts)
