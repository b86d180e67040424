"""Since when a subject stands as it does: a column says it, its words, or the end of what is
done."""

import re
from datetime import date

from usine.reading.accounting import on_one_line
from usine.reading.answers import END, AskedCell
from usine.reading.cells import Cells
from usine.reading.choices import ProgressChoice
from usine.reading.rows import RowDoubt
from usine.reading.values.mentions import Mention, mentions_in
from usine.reading.wording import in_french, plain
from usine.values.dates import PartialDate, Precision

ITS_WORDS = "Le statut compte depuis cette date."
ENDED = "fin"
"""What the one question on the ends of a file is known by."""

THE_DAY = (("yes", "le statut compte depuis la fin"),)
NOT_SINCE = "La date de ces mots n’est pas prise : ils ne disent pas depuis quand le statut compte."
ITS_FIRST = "Le jour n’est pas dit : le statut compte depuis le {}."

SINCE = "depuis "
VAGUE = (Precision.HALF, Precision.YEAR)
"""A first day does not stand for so long a time."""


def date_progress(cells: Cells) -> None:
    """Keep the day since when a subject stands so, as its column or its words say it; else the end
    of what is done is asked, once for the file, of what nobody knows done yet: it may be when the
    work ended, or when it was to end."""
    name, row = cells.vocabulary.progress_on, cells.row
    if filled := cells.filled(name):
        if since := row.values.get(name):
            row.dated_by, row.values[name] = name, PartialDate(since.first)
            if since.precision != Precision.DAY:
                words = on_one_line(filled[0].cell)
                message = in_french(ITS_FIRST.format(PartialDate(since.first)))
                row.doubts.append(RowDoubt(filled[0].name, name, message, words))
        return
    span, (_, end) = next(iter(cells.vocabulary.spans.items()), ("", ("", "")))
    choice = cells.vocabulary.choices[cells.vocabulary.progress]
    ended, day = row.values.get(end), cells.settled.day
    if not day or not isinstance(choice, ProgressChoice) or _date_by_words(cells, choice, day):
        return
    is_done = row.values.get(cells.vocabulary.progress) == choice.shares["all"]
    if not (is_done and ended and ended.last <= day):
        return
    answer = cells.settled.answers.word(name, ENDED)
    if answer is None:
        places = [placed.name for field in (end, span) for placed in cells.filled(field)]
        label = cells.vocabulary.labels[end]
        cells.ask(AskedCell(END, name, ENDED, label, (*places, "")[0], THE_DAY, if_new=True))
    elif answer:
        row.dated_by, row.values[name] = end, PartialDate(ended.last)


def _date_by_words(cells: Cells, choice: ProgressChoice, day: date) -> bool:
    """Keep the only date that the words of a status mention, « Réalisé en mars 2025 », « En cours
    depuis le 12/03 », and tell it; a date that does not say since when is told too."""
    progress, row = cells.vocabulary.progress, cells.row
    code = row.values.get(progress)
    if not code or cells.vocabulary.blocked in row.values:
        return False
    written = [
        (placed, choice.undated.sub(" ", plain(placed.cell)))
        for placed in cells.filled(progress)
        if isinstance(placed.cell, str)
    ]
    told = [(placed, text, each) for placed, text in written for each in mentions_in(text)]
    for placed, text, mention in told:
        is_since = code == choice.shares["all"] or _is_since(text, mention)
        is_dated = len(told) == 1 and is_since and _may_date(mention, day)
        message = _keep(cells, mention.first) if is_dated else NOT_SINCE
        words = on_one_line(placed.cell)
        row.doubts.append(RowDoubt(placed.name, progress, in_french(message), words))
    return bool(row.dated_by)


def _is_since(text: str, mention: Mention) -> bool:
    """Whether words say that a date is that since which a thing stands so."""
    bare = re.escape(mention.words.removeprefix(SINCE))
    return bool(re.search(rf"\b{SINCE}(?:\w+ )?{bare}", text))


def _may_date(mention: Mention, day: date) -> bool:
    """Whether a date is past, and precise enough for its first day to stand for it."""
    return mention.first.precision not in VAGUE and mention.first.first <= day


def _keep(cells: Cells, since: PartialDate) -> str:
    """Keep since when a subject stands so; how that is told."""
    first, name = PartialDate(since.first), cells.vocabulary.progress_on
    cells.row.dated_by, cells.row.values[name] = cells.vocabulary.progress, first
    return ITS_WORDS if since.precision == Precision.DAY else ITS_FIRST.format(first)
