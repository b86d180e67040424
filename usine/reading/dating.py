"""Since when a subject stands as it does: a column says it, its words, or the end of what is
done."""

from datetime import date

from usine.reading.accounting import on_one_line
from usine.reading.answers import END, AskedCell
from usine.reading.cells import Cells
from usine.reading.choices import ProgressChoice
from usine.reading.rows import RowDoubt
from usine.reading.values.mentions import mentions_in
from usine.reading.wording import in_french
from usine.values.dates import PartialDate, Precision

ITS_WORDS = "Le statut compte depuis cette date."
ENDED = "fin"
"""What the one question on the ends of a file is known by."""

THE_DAY = (("yes", "le statut compte depuis la fin"),)
ITS_FIRST = "Le jour n’est pas dit : le statut compte depuis le {}."


def date_progress(cells: Cells) -> None:
    """Keep the day since when a subject stands so, as its column or the words of what is done say
    it; else the end of what is done is asked, once for the file: it may be when the work ended, or
    when it was to end."""
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
    is_done = isinstance(choice, ProgressChoice) and (
        row.values.get(cells.vocabulary.progress) == choice.shares["all"]
    )
    if is_done and day and _date_by_words(cells, day):
        return
    if not (is_done and ended and day and ended.last <= day):
        return
    answer = cells.settled.answers.word(name, ENDED)
    if answer is None:
        places = [placed.name for field in (end, span) for placed in cells.filled(field)]
        label = cells.vocabulary.labels[end]
        cells.ask(AskedCell(END, name, ENDED, label, (*places, "")[0], THE_DAY))
    elif answer:
        row.dated_by, row.values[name] = end, PartialDate(ended.last)


def _date_by_words(cells: Cells, day: date) -> bool:
    """Keep the only day that the words of a status mention, and tell it: « Réalisé le 12/03 »."""
    name, progress, row = cells.vocabulary.progress_on, cells.vocabulary.progress, cells.row
    texts = [placed for placed in cells.filled(progress) if isinstance(placed.cell, str)]
    told = [
        (placed, mention.first) for placed in texts for mention in mentions_in(str(placed.cell))
    ]
    if len(told) != 1 or told[0][1].precision != Precision.DAY or told[0][1].first > day:
        return False
    [(placed, since)] = told
    row.dated_by, row.values[name] = progress, since
    row.doubts.append(RowDoubt(placed.name, progress, ITS_WORDS, on_one_line(placed.cell)))
    return True
