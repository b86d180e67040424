"""Turns the spreadsheet that a territory keeps into the actions that it says, row by row.

    bytes → extraction (a child process) → grids → headers → layout → rows → Reading

`read` is the way in. Nothing here knows of the database or of the web, nothing is written.
"""

from usine.plans.importing.reading.fields import FIELDS, IGNORED
from usine.plans.importing.reading.headers import Column, header_key
from usine.plans.importing.reading.layout import Ignored, Why
from usine.plans.importing.reading.reader import MAX_BYTES, MAX_ROWS, Reading, Sheet, read
from usine.plans.importing.reading.rows import Problem, Row, Values
from usine.plans.importing.reading.sandbox import Unreadable

__all__ = [
    "FIELDS",
    "IGNORED",
    "MAX_BYTES",
    "MAX_ROWS",
    "Column",
    "Ignored",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "Unreadable",
    "Values",
    "Why",
    "header_key",
    "read",
]
