"""Turns a spreadsheet that somebody keeps into what it says, row by row.

    bytes → extraction (a child process) → grids → headers → layout → rows → Reading

`read` is the way in, with the `Vocabulary` of what is read. Nothing here knows of the database or
of the web, nothing is written.
"""

from usine.reading.choices import Choice, NumberedChoice, Part, PlainChoice, ProgressChoice
from usine.reading.headers import Column, header_key
from usine.reading.layout import Ignored, Why
from usine.reading.naming import IGNORED
from usine.reading.reader import MAX_BYTES, MAX_ROWS, Reading, Sheet, read
from usine.reading.rows import Problem, Row
from usine.reading.sandbox import Unreadable
from usine.reading.vocabulary import READERS, Rule, Vocabulary

__all__ = [
    "IGNORED",
    "MAX_BYTES",
    "MAX_ROWS",
    "READERS",
    "Choice",
    "Column",
    "Ignored",
    "NumberedChoice",
    "Part",
    "PlainChoice",
    "Problem",
    "ProgressChoice",
    "Reading",
    "Row",
    "Rule",
    "Sheet",
    "Unreadable",
    "Vocabulary",
    "Why",
    "header_key",
    "read",
]
