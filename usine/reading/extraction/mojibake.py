"""Texts in UTF-8 that some software took for another encoding: « Ã© » for « é », put right.

Only what French writes is mended, and only from the sequences that such a mistake gives; no French
word holds one.
"""

import re
from collections.abc import Iterable
from html import unescape

MOST_TIMES = 6
"""A file may have been reopened and saved wrongly several times."""

ENCODINGS = ("cp1252", "mac_roman", "cp850")
"""What old office software in France takes a text for."""

_BARE_A = re.compile(r"Ã(?=\s|$)")  # « à », whose second byte became a plain space
LOST = ("\ufffd", "Ã?", "Â?", "â€", "ÃÂ", "ÃÃ", "ÃÆ", "Ãƒ")
_HALF = re.compile("Â([\x80-\x9f])")  # no letter: half of one that was wrong twice
_BYTE_ORDER = re.compile("^(?:\ufeff|ï»¿|Ôªø|´╗┐)+")  # the mark that begins a file
_LOST = re.compile(rf"\S{{0,20}}(?:{'|'.join(map(re.escape, LOST))})\S{{0,20}}")
_QUESTIONED = re.compile(r"(?<![/=&\w?])[^\W\d_]*\?[a-zéèêàçôîûù]+(?![\w?]*[=/])")
_ACCENTED = re.compile(r"\w*[éèêëàâçôîïûùœÉÈÀÇ]\w*")
_ENTITY = re.compile(
    "&(?:[A-Za-z](?:acute|grave|circ|uml|cedil)|(?:OE|oe|AE|ae)lig|euro|nbsp|amp|quot|apos"
    "|[lr]aquo|[lr]squo|[lr]dquo|[nm]dash|hellip|deg|sup[23]|#[1-9][0-9]{1,4}|#x[0-9A-Fa-f]{2,4});"
)
FEW = 3
"""Of so many words with a question mark inside, each different, letters are lost."""


def _letter(byte: int, encoding: str) -> str:
    """The letter that software shows for a byte; a byte without a letter stays as it is."""
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


class Mistake:
    """UTF-8 taken for another encoding: the sequences that it gives for what French writes.

    `seconds` are the second bytes of signs that the encoding does not show as letters of a word.
    """

    def __init__(self, encoding: str, seconds: Iterable[int]) -> None:
        self.bytes = {_letter(byte, encoding): byte for byte in range(0x80, 0x100)}

        def one_of(*each: Iterable[int]) -> str:
            letters = "".join(_letter(byte, encoding) for bytes_ in each for byte in bytes_)
            return f"[{re.escape(letters)}]"

        high, low = range(0x80, 0xA0), range(0xA0, 0xC0)
        every = one_of(high, low)
        self.sequence = re.compile(
            f"{one_of([0xC2])}{one_of(low)}"  # « ° » and the no-break space
            f"|{one_of([0xC3, 0xC5])}{every}"  # accents, ligatures
            f"|{one_of([0xE2])}(?:{one_of(seconds)}{every}"  # quotes, dashes, arrows, shapes
            f"|{one_of([0x82])}{one_of([0xAC])}"  # the euro
            f"|{one_of([0x9C])}{one_of([0x85], range(0x93, 0x99))})"  # ticks
            f"|{one_of([0xF0])}{one_of([0x9F])}{every}{{2}}"  # pictograms
        )

    def mended(self, text: str) -> str:
        return self.sequence.sub(self._mended, text)

    def _mended(self, sequence: re.Match[str]) -> str:
        return bytes(self.bytes[letter] for letter in sequence[0]).decode("utf-8", "replace")


_QUOTES = 0x80
_LETTERLIKE = 0x84  # ™, into which a quote taken twice for another encoding turns
_SHAPES = (_QUOTES, _LETTERLIKE, 0x86, 0x96, 0x97, 0x98)
MISTAKES = [
    Mistake("latin-1", _SHAPES),
    Mistake("cp1252", _SHAPES),
    Mistake("mac_roman", _SHAPES),
    Mistake("cp850", [_QUOTES]),
]
_RARE = frozenset(
    _letter(byte, code) for code in ENCODINGS for byte in (0xC2, 0xC3, 0xC5, 0xE2, 0xF0)
)
_LIKELY = [*(_RARE - set("âÔ")), "â€", "â‚", "âœ", "â˜", "â—", "â†", "ÔÇ"]


def may_be_wrong(text: str) -> bool:
    """Whether it is worth mending a long text: quicker than trying to."""
    return any(letters in text for letters in _LIKELY)


def mended(text: str) -> str:
    """The text with its letters put right; itself when nothing is sure to be wrong."""
    if _RARE.isdisjoint(text):
        return unmarked(text)
    for _ in range(MOST_TIMES):
        before = text
        for mistake in MISTAKES:
            text = mistake.mended(text)
        text = _HALF.sub(r"\1", text).replace("ÃÆ’", "Ãƒ")
        if text == before:
            break
    return unmarked(_BARE_A.sub("à", text))


def unmarked(text: str) -> str:
    """The text without the byte order mark that begins it, put right or not."""
    return _BYTE_ORDER.sub("", text)


def unescaped(text: str) -> str:
    """The text with its letters that web pages name: « &eacute; », « &#233; »."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def lost_in(text: str) -> str:
    """A word of a mended text whose letters are lost; empty when none is."""
    if any(letters in text for letters in LOST):
        lost = _LOST.search(text)
        assert lost
        return lost[0]
    return _questioned_in(text)


def _questioned_in(text: str) -> str:
    """A word whose accents became question marks: « Comp?tences »; empty when few words may be."""
    if "?" not in text:
        return ""
    words = dict.fromkeys(_QUESTIONED.findall(text))
    accented = set(_ACCENTED.findall(text)) if len(words) >= FEW else set()
    return next(iter(words)) if len(words) >= FEW and len(words) > len(accented) else ""
