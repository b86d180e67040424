"""The columns of who pays, and those beside that tell how much, by which scheme and for when."""

from collections.abc import Sequence
from itertools import pairwise

from usine.reading.drafts import BY_USER, FOREIGN, ColumnDraft
from usine.reading.financing import Financing, FundingShare, Payer, PayerYear
from usine.reading.naming import SURE, Understood

UNREAD = (BY_USER, FOREIGN)


def tell_payers(drafts: Sequence[ColumnDraft], financing: Financing) -> None:
    """Tell the columns of who pays, and what stands beside each of them."""
    payer: int | None = None
    for draft, after in pairwise([*drafts, None]):
        assert draft
        meaning = draft.meaning
        if meaning and meaning.field == financing.field and not meaning.facet:
            is_text = any(isinstance(cell, str) for cell in draft.cells)
            payer = draft.index if is_text or not draft.cells else None
            facet = FundingShare() if payer is None else Payer()
            draft.meaning = meaning._replace(facet=facet)
        elif payer is not None and draft.path and draft.why not in UNREAD:
            beside = financing.understand_beside(draft.path, payer, meaning)
            if after and financing.is_year_of_payer(draft.path, after.path, payer):
                beside = Understood(financing.field, SURE, 0, PayerYear(payer))
            draft.meaning = beside or meaning
            payer = payer if beside else None
