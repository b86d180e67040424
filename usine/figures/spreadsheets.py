"""Tables as CSV that the spreadsheets of a French office open as they are."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from usine.plans.exports import FORMULA_STARTS

# Tells spreadsheets that a file is in UTF-8; not for what is read by programs.
MARK = "\ufeff"


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """`;` between columns, a comma in decimals, nothing that would be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_shown(value) for value in row] for row in rows)
    return text.getvalue()


def _shown(value: Any) -> Any:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value}".replace(".", ",")
        case str() if value.startswith(FORMULA_STARTS):
            return f"'{value}"
    return value
