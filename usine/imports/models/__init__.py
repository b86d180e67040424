"""What imports keep: files and what they would do, then what is remembered of them."""

from .imports import ImportFile, PlanImport
from .meanings import ColumnMeaning, WordMeaning
from .rows import ImportRow

__all__ = [
    "ColumnMeaning",
    "ImportFile",
    "ImportRow",
    "PlanImport",
    "WordMeaning",
]
