"""The dated values of the details of an action, as its page lists them to be corrected."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from .detail_corrections import AmountCorrection, FundingCorrection, ResultCorrection
from .models import Action, FundingAmount, ResultValue

# The title of a list, its anchor, the correction of its values, the page that makes it.
LISTS: list[tuple[str, str, type[Any], type[AmountCorrection], str]] = [
    (
        "Montants du financement",
        "montants",
        FundingAmount,
        FundingCorrection,
        "plans:correct_amount",
    ),
    ("Valeurs des résultats", "valeurs", ResultValue, ResultCorrection, "plans:correct_value"),
]


class DatedValue(NamedTuple):
    """A dated value: what it is the value of ("Région, 2025\u00a0: accordé"), and its text."""

    fact: Any
    what: str
    text: str


class DatedValues(NamedTuple):
    """The values of a kind, the latest first, and the name of the page that corrects one."""

    title: str
    slug: str
    page: str
    values: list[DatedValue]


def dated_values(action: Action) -> Iterator[DatedValues]:
    """The values of each kind, those that were corrected too, without those of details that were
    removed; one query each."""
    for title, slug, kind, correction, page in LISTS:
        facts = kind.objects.filter(detail__action=action, detail__removed_at=None)
        facts = facts.select_related("detail", "by").order_by("-effective_on", "-pk")
        values = [
            DatedValue(fact, _what(fact, correction), correction.label_of(fact)) for fact in facts
        ]
        if values:
            yield DatedValues(title, slug, page, values)


def _what(fact: Any, correction: type[AmountCorrection]) -> str:
    label = correction.kind.fields[fact.name].label.lower()
    return f"{fact.detail}\u00a0: {label}"
