"""Delimited text (.csv): its encoding, its separator, its records."""

import codecs
import csv
import io
import re
from collections import Counter
from itertools import pairwise

from charset_normalizer import from_bytes

from .mojibake import ENCODINGS, lost_in, may_be_wrong, mended, unescaped, unmarked
from .survey import NOT_A_SPREADSHEET, Limits, Refusal, Survey

SEPARATORS = ";\t,|"
SAMPLE = 65_536
MOST_RECORDS = 200_000

HEADS = 1
"""How many whole records may begin with a small letter: a header, « n° »."""

NOT_TEXT = NOT_A_SPREADSHEET.format(what="son contenu n’est ni un classeur ni du texte")

LETTERS_LOST = (
    "Des lettres du fichier sont perdues (« {word} ») : il a été enregistré dans un encodage "
    "qui ne les a pas. Reprenez le fichier d’origine et enregistrez-le au format .xlsx, ou en CSV "
    "UTF-8."
)

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_UNDEFINED = re.compile("[\x81\x8d\x8f\x90\x9d]")  # no letters of cp1252
_FRENCH = set("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ«»’‘“”–—…•€°²³½×·\xa0\u202f")


def _as_it_is(error: UnicodeError) -> tuple[str, int]:
    """A byte without a letter, kept as its number."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("as it is", _as_it_is)


def records(content: bytes, limits: Limits) -> list[list[str]]:
    """The records in their order, blank ones included, as a spreadsheet numbers them."""
    text = decode(content)
    separator = None
    if declared := re.match(r"sep=(.)\r?\n", text):  # Excel's own first line, not a row
        separator, text = declared[1], text[declared.end() :]
    rows: list[list[str]] = []
    survey = Survey(limits)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator or separator_of(text), strict=True
    )
    try:
        for record in reader:
            if len(rows) >= MOST_RECORDS:
                raise Refusal(f"Le fichier compte plus de {MOST_RECORDS} lignes, même vides.")
            if filled := _filled(record):
                survey.fill(len(rows), filled - 1)
            rows.append(record)
    except csv.Error as error:
        raise Refusal(
            f"La ligne {len(rows) + 1} du fichier ne se lit pas : des guillemets y sont mal "
            "fermés, ou une cellule est démesurée. Ouvrez le fichier dans votre tableur et "
            "enregistrez-le au format .xlsx."
        ) from error
    _rejoin(rows)
    return [record[: _filled(record)] for record in rows]


def _filled(record: list[str]) -> int:
    """How many cells a record has, the last ones aside when they are blank."""
    return max((place for place, cell in enumerate(record, start=1) if cell.strip()), default=0)


def _rejoin(rows: list[list[str]]) -> None:
    """Make whole again the records that a line break without quotes cut in two, where all the
    others have as many cells; a blank one follows, so that those below keep their numbers."""
    widths = Counter(len(record) for record in rows if len(record) > 1)
    width = max(widths, key=widths.__getitem__, default=0)
    halves = sum(widths.values()) - widths[width]
    if not halves or sum(len(each) == width and _goes_on(each) for each in rows) > HEADS:
        return
    cut = [
        place
        for place, (record, after) in enumerate(pairwise(rows))
        if 1 < len(record) < width == len(record) + len(after) - 1 and _goes_on(after)
    ]
    if len({*cut, *(place + 1 for place in cut)}) == 2 * len(cut) == halves:
        for place in cut:
            record, after = rows[place : place + 2]
            rows[place] = [*record[:-1], f"{record[-1]}\n{after[0]}", *after[1:]]
            rows[place + 1] = []


def _goes_on(record: list[str]) -> bool:
    """Whether a record begins as the end of a sentence does."""
    return record[0].lstrip()[:1].islower()


def decode(content: bytes) -> str:
    """The text, in whichever of the usual encodings it was written."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _decode_old(content)
    text = unescaped(mended(text) if may_be_wrong(text) else unmarked(text))
    if _CONTROL.search(text):
        raise Refusal(NOT_TEXT)
    if text.lstrip()[:1] == "<":
        what = "c’est une page web ou du XML ; ouvrez-le dans votre tableur et enregistrez-le"
        raise Refusal(NOT_A_SPREADSHEET.format(what=what + " au format .xlsx"))
    if word := lost_in(text):
        raise Refusal(LETTERS_LOST.format(word=word[:40]))
    return text


def _decode_old(content: bytes) -> str:
    """One byte a letter: cp1252 when it gives French letters, else the likeliest.

    Parts in UTF-8 among the others, which `mended` puts right, are French letters too.
    """
    text = content.decode("cp1252", "as it is")
    if _is_french(mended(text)):
        return text
    guess = from_bytes(content, cp_isolation=list(ENCODINGS)).best()
    if not guess and _UNDEFINED.search(text):
        raise Refusal(NOT_TEXT)
    return str(guess) if guess else text


def _is_french(text: str) -> bool:
    odd = [letter for letter in text if letter > "\x7f"]
    return sum(letter in _FRENCH for letter in odd) >= 0.9 * len(odd)


def separator_of(text: str) -> str:
    """The separator that cuts the most rows into the same number of cells, more than one."""

    def steadiness(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        width = max(set(widths), key=lambda w: (widths.count(w) * (w > 1), w), default=1)
        return (widths.count(width) * (width > 1), width)

    lines = text[:SAMPLE].splitlines(keepends=True)
    return max(SEPARATORS, key=steadiness)
