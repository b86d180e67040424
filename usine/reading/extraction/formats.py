"""What a number format shows beside the number: a unit, a scale, a precision, a picture."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

BUILT_IN = {"1": "0", "2": "0.00", "9": "0%", "10": "0.00%", "17": "mmm-yy"}
"""Codes that files name by their number alone; the others show a number as it is, or a day."""

EURO = "€"
UNITS = {1: EURO, 10**3: "k€", 10**6: "M€", 10**9: "Md€"}
_SCALES = {
    **dict.fromkeys(("k", "kilo", "mille", "millier", "milliers"), 10**3),
    **dict.fromkeys(("m", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("md", "mds", "milliard", "milliards"), 10**9),
}

PLACEHOLDERS = "0#?"
LONGEST = 255
"""In characters: Excel writes no longer code."""

_MONEY = re.compile(rf"(?<![a-z])({'|'.join(_SCALES)})[ -]?(?:d['’]|de )?(?:€|eur)", re.IGNORECASE)
_ZEROS = re.compile(r"\s*000(\s000)?\s*(?:€|eur)", re.IGNORECASE)  # #,##0" 000 €"
_LETTER = re.compile(r"(?<![a-z])(k|mds?|m)(?![a-z²³])", re.IGNORECASE)  # 0.0,,"M"
_EUROS = re.compile(r"€|\beur(?:os?)?\b", re.IGNORECASE)
_TAX = re.compile(r"\b(?:HT|TTC)\b")
_FOREIGN = re.compile(r"[$£¥]|\b(?:USD|GBP|CHF|XPF)\b")
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_GROUPED = re.compile(r"[0#?][, ]+[0#?]")
_PICTURE = re.compile(r"[0#?.+()\- ]*[0#?][0#?.+()\- ]*")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[[^\]]*\]|[_*].|(?P<code>General|.)",
    re.DOTALL | re.IGNORECASE,
)


class Picture(NamedTuple):
    """How a format writes the digits of a number: in groups of `widths`, between `literals`.

    Without groups, the number is written as it is.
    """

    literals: tuple[str, ...]
    widths: tuple[int, ...]
    decimals: int = 0

    def rounds(self, value: float) -> bool:
        """Whether it leaves out a part of the number, which is then no name."""
        return bool(self.widths) and not math.isclose(value, round(value, self.decimals))

    def write(self, value: float) -> str:
        """The number as its cell shows it: 1 as `"TI-"00` gives TI-01."""
        digits = f"{abs(value):.{self.decimals}f}" if self.widths else f"{abs(value):.15g}"
        whole, point, part = digits.partition(".")
        whole = whole.zfill(sum(self.widths))
        pieces = [point + part + self.literals[-1]]
        for width, literal in zip(self.widths[:0:-1], self.literals[-2:0:-1], strict=True):
            pieces += (whole[-width:], literal)
            whole = whole[:-width]
        pieces += (whole, self.literals[0], "-" if value < 0 else "")
        return "".join(reversed(pieces)).strip()


class Mark(NamedTuple):
    """How a cell is to be read.

    `kind` is `formula` (it has no usable result), `error`, `percent`, a precision of date, a unit
    of money in which the number counts, `euros` for a currency that changes nothing to the number,
    `scaled` when the format shows it divided by `divisor`, `picture` when a picture writes it,
    `text` when the cell shows this text; money may have « HT » or « TTC » for text. Words that
    change it, or whose sense is unknown, make of it a text: `beside` the number, or `words` alone.
    """

    kind: str
    divisor: int = 1
    picture: Picture | None = None
    text: str = ""


class Token(NamedTuple):
    """A piece of a format code; a literal one is shown as it is."""

    text: str
    is_literal: bool


FORMULA, ERROR, PERCENT = Mark("formula"), Mark("error"), Mark("percent")


def mark_of(code: str) -> Mark | None:
    """The mark of a format code as Excel writes it, such as `mmm-yy` or `# ##0 "k€"`."""
    if len(code) > LONGEST:
        return None
    tokens = _tokens(code)
    bare = "".join(token.text for token in tokens if not token.is_literal).lower()
    if bare == "general" and len(tokens) == 1:
        return None
    commas = _SCALED.search(bare)
    display = "".join(token.text for token in tokens)
    literals = "".join(token.text for token in tokens if token.is_literal)
    if money := money_mark(display, 1000 ** len(commas[1]) if commas else 1, literals):
        return money
    if "%" in bare:
        return PERCENT
    if precision := _precision(bare):
        return Mark(precision)
    if bare == "general" or (_PICTURE.fullmatch(bare) and not _GROUPED.search(bare)):
        return Mark("picture", picture=_picture(tokens))
    return None


def money_mark(display: str, divisor: int, words: str) -> Mark | None:
    """The mark of a number that is shown with these words, divided by `divisor`.

    `0.0,, "M€"` shows the millions of a number of euros, `0 "k€"` a number of thousands.
    """
    if foreign := _FOREIGN.search(display):
        return Mark("beside", divisor, text=foreign[0])
    tax = _TAX.search(display)
    text = f" {tax[0]}" if tax else ""
    if zeros := _ZEROS.match(words):
        unit = UNITS.get(10 ** (6 if zeros[1] else 3) // divisor)
        return Mark(unit, text=text) if unit else None
    money = _MONEY.search(display) or (divisor > 1 and _LETTER.search(display)) or None
    if money:
        unit = UNITS.get(_SCALES[money[1].lower()] // divisor)
        return Mark(unit, text=text) if unit else None
    if not _EUROS.search(display):
        return Mark("scaled", divisor) if divisor > 1 else None
    if any(map(str.isalnum, _TAX.sub("", _EUROS.sub("", words)))):
        return Mark("beside", divisor, text=" ".join(words.split()))
    return Mark(EURO if divisor > 1 else "euros", text=text)


def _tokens(code: str) -> list[Token]:
    """The pieces that the format of a positive number shows."""
    tokens = []
    for match in _TOKEN.finditer(code):
        if match["code"] == ";":
            break
        if match["code"]:
            tokens.append(Token(match["code"], is_literal=False))
        elif literal := match["quoted"] or match["escaped"] or match["currency"]:
            tokens.append(Token(literal, is_literal=True))
    return tokens


def _precision(bare: str) -> str | None:
    """The precision of a date that a code shows, without its literals; None for a day."""
    letters = set(re.sub(r"[^a-z]", "", bare.replace("a", "y")))
    if letters in ({"m", "y"}, {"m"}):
        return "month"
    return "year" if letters == {"y"} else None


def _picture(tokens: Sequence[Token]) -> Picture:
    literals = [""]
    widths: list[int] = []
    decimals = 0
    inside = after_point = False
    for text, is_literal in tokens:
        is_digit = not is_literal and text in PLACEHOLDERS
        if is_digit and after_point:
            decimals += 1
        elif is_digit and inside:
            widths[-1] += text == "0"
        elif is_digit:
            widths.append(int(text == "0"))
            literals.append("")
        elif text == "." and not is_literal:
            after_point = True
        elif text.lower() == "general":
            literals.append("")
        else:
            literals[-1] += text
        inside = is_digit
    return Picture(tuple(literals), tuple(widths), decimals)
