"""Turns a spreadsheet that somebody keeps into what it says, row by row.

    bytes → extraction (a child process) → grids → tables → headers → layout → rows → Reading

`read` is the way in, with the `Vocabulary` of what is read. Nothing here knows of the database or
of the web, nothing is written.
"""

from usine.reading.accounting import Aside, Category, Tally
from usine.reading.answers import TICKED, Answers, FileQuestion, word_key
from usine.reading.attached import AttachedSheet
from usine.reading.blockers import Blockers
from usine.reading.choices import Choice, NumberedChoice, Part, PlainChoice, ProgressChoice
from usine.reading.columns import Column, column_key, header_key
from usine.reading.counted import Counted
from usine.reading.financing import Financing
from usine.reading.headers import Sheet
from usine.reading.layout import Ignored
from usine.reading.naming import IGNORED
from usine.reading.reader import MAX_BYTES, MAX_ROWS, Reading, read
from usine.reading.reasons import Why
from usine.reading.rows import Incomplete, Problem, Row, RowDoubt, RowNote
from usine.reading.sandbox import Unreadable
from usine.reading.totals import Announced
from usine.reading.values.money import typed_amount
from usine.reading.vocabulary import READERS, PartsBeside, Rule, Vocabulary

__all__ = [
    "IGNORED",
    "MAX_BYTES",
    "MAX_ROWS",
    "READERS",
    "TICKED",
    "Announced",
    "Answers",
    "Aside",
    "AttachedSheet",
    "Blockers",
    "Category",
    "Choice",
    "Column",
    "Counted",
    "FileQuestion",
    "Financing",
    "Ignored",
    "Incomplete",
    "NumberedChoice",
    "Part",
    "PartsBeside",
    "PlainChoice",
    "Problem",
    "ProgressChoice",
    "Reading",
    "Row",
    "RowDoubt",
    "RowNote",
    "Rule",
    "Sheet",
    "Tally",
    "Unreadable",
    "Vocabulary",
    "Why",
    "column_key",
    "header_key",
    "read",
    "typed_amount",
    "word_key",
]
