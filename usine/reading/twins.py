"""The columns of amounts that say the same again, and those that only look so."""

from collections.abc import Iterable, Sequence

from usine.reading.columns import MAPPED
from usine.reading.drafts import SECOND, ColumnDraft, preference_of
from usine.reading.financing import TWIN, Financing, FundingShare
from usine.reading.paths import Path
from usine.reading.values.money import tax_of

OVERLAPS = (
    "ses montants et ceux d’une autre colonne disent peut-être la même chose : "
    "dites laquelle est un financement"
)


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
    mapped = [draft for draft in several if draft.meaning and draft.meaning.confidence == MAPPED]
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
