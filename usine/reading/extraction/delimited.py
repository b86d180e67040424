"""Delimited text (.csv): its encoding, its separator, its records."""

import codecs
import csv
import io
import re

from charset_normalizer import from_bytes

from .mojibake import ENCODINGS, lost_in, may_be_wrong, mended, unescaped, unmarked
from .survey import NOT_A_SPREADSHEET, Limits, Refusal, Survey

SEPARATORS = ";\t,|"
SAMPLE = 65_536
MOST_RECORDS = 200_000

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
            while record and not record[-1].strip():
                record.pop()
            if record:
                survey.fill(len(rows), len(record) - 1)
            rows.append(record)
    except csv.Error as error:
        raise Refusal(
            f"La ligne {len(rows) + 1} du fichier ne se lit pas : des guillemets y sont mal "
            "fermés, ou une cellule est démesurée. Ouvrez le fichier dans votre tableur et "
            "enregistrez-le au format .xlsx."
        ) from error
    return rows


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
