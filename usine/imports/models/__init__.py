"""What imports keep: files and what they would do, then what is remembered of them."""

from .imports import ImportFile, ImportRow, PlanImport
from .meanings import ColumnMeaning, WordMeaning

__all__ = [
    "ColumnMeaning",
    "ImportFile",
    "ImportRow",
    "PlanImport",
    "WordMeaning",
]
