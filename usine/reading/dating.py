"""Since when a subject stands as it does: a column says it, or the end of what is done."""

from usine.reading.accounting import on_one_line
from usine.reading.answers import END, AskedCell
from usine.reading.cells import Cells
from usine.reading.choices import ProgressChoice
from usine.reading.rows import RowDoubt
from usine.reading.wording import in_french
from usine.values.dates import PartialDate, Precision

ENDED = "fin"
"""What the one question on the ends of a file is known by."""

THE_DAY = (("yes", "le statut compte depuis la fin"),)
ITS_FIRST = "Le jour n’est pas dit : le statut compte depuis le {}."


def date_progress(cells: Cells) -> None:
    """Keep the day since when a subject stands so, as its column says it; the end of what is done
    is asked, once for the file: it may be when the work ended, or when it was to end."""
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
    if not (is_done and ended and day and ended.last <= day):
        return
    answer = cells.settled.answers.word(name, ENDED)
    if answer is None:
        places = [placed.name for field in (end, span) for placed in cells.filled(field)]
        label = cells.vocabulary.labels[end]
        cells.ask(AskedCell(END, name, ENDED, label, (*places, "")[0], THE_DAY))
    elif answer:
        row.dated_by, row.values[name] = end, PartialDate(ended.last)
