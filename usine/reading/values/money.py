"""Amounts in euros, as plans write them: 1,2 M€, 350 k€, 48 500,00, 1.200.000 € HT, NC."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import plain, quoted
from usine.values.dates import PartialDate
from usine.values.errors import Refused

EURO, THOUSAND, MILLION, BILLION = 1, 10**3, 10**6, 10**9
MOST = 10 * BILLION
LONGEST = 120

WRITE = "écrivez par exemple 350 000, 350 k€, 1,2 M€ ou NC"

_SCALES = {
    **dict.fromkeys(("k", "mille", "millier", "milliers"), THOUSAND),
    **dict.fromkeys(("m", "million", "millions"), MILLION),
    **dict.fromkeys(("md", "mds", "milliard", "milliards"), BILLION),
}
_EUROS = ("€", "eur", "euro", "euros")
_UNITS: dict[str, int | None] = {
    "": None,
    "-": None,  # 350 000,-
    **dict.fromkeys(_EUROS, EURO),
    **{name + euro: unit for name, unit in _SCALES.items() for euro in ("", "e", *_EUROS)},
}

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_TAX = re.compile(r"(?:\bh\.?t|\bt\.?t\.?c|hors taxes?|toutes taxes(?: comprises)?)(?![a-z])\.?")
_ABOUT = re.compile(
    r"(?:\b(?:environ|env|approx|approximativement|estimation|(?:estime|evalue)e?(?: a)?|autour de"
    r"|previsionnel|budget|montant|cout|total)\b|de l'ordre de|[~≈*:])\.?"
)
_DEBT = re.compile(r"\([\d .,]+(?:€|eur|euros?)?\)")  # as accountants write what is negative
_AMOUNT = re.compile(r"(?:€|eur|euros?)? ?(-?) ?(\d[\d .,']*)([^\d]*)")
_BETWEEN = re.compile(r"[ .]|d'")
_SIMPLE = re.compile(r"\d+(?:[.,]\d+)?")
_GROUPED = re.compile(
    r"\d{1,3}(?P<group>[ '.,])\d{3}(?:(?P=group)\d{3})*(?P<part>(?!(?P=group))[.,]\d+)?"
)
_UNIT_IN_HEADER = re.compile(
    r"(?:^|[^a-z])(?:(k|m) ?(?:d'|de )?(?:€|e\b|eur\b|euros?)|(milliers?|millions?)\b)"
)


def unit_of(header: str) -> int:
    """How many euros 1 stands for under a header: 1,000 under "Budget (k€)"."""
    match = _UNIT_IN_HEADER.search(plain(header))
    return _SCALES[match[1] or match[2]] if match else EURO


@remembered
def parse_amount(cell: Cell, unit: int = EURO) -> int | None:
    """An amount in whole cents, or None; a number without a unit counts in `unit` euros."""
    match cell:
        case None:
            return None
        case str():
            if says_nothing(cell):
                return None
            euros = _read(cell, unit)
        case float() | int() if not isinstance(cell, bool) and math.isfinite(cell):
            euros = Decimal(repr(cell)) * unit
        case PartialDate():
            raise Refused(f"La cellule contient une date, pas un montant : {WRITE}.")
        case _:
            raise Refused(f"La cellule ne contient pas un montant : {WRITE}.")
    if euros < 0:
        raise Refused("Un budget ne peut pas être négatif : écrivez le montant sans signe, ou NC.")
    if euros > MOST:
        raise Refused("Le budget dépasse 10 milliards d’euros : vérifiez l’unité (€, k€ ou M€).")
    return int((euros * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _read(text: str, unit: int) -> Decimal:
    unread = Refused(f"{quoted(text)} n’est pas un montant compris : {WRITE}.")
    if len(text) > LONGEST:
        raise unread
    written = plain(text)
    if _DEBT.fullmatch(written):
        written = "-" + written[1:-1]
    for aside in _IN_BRACKETS.findall(written):
        if aside.lstrip().startswith(("+", "x")):  # it changes the amount
            raise unread
        unit_or_blank = aside if aside in _UNITS else " "
        written = written.replace(f"({aside})", unit_or_blank)
    written = " ".join(_ABOUT.sub(" ", _TAX.sub(" ", written)).split())
    amount = _AMOUNT.fullmatch(written)
    if not amount and len(re.findall(r"\d+", written)) > 1:
        raise Refused(f"{quoted(text)} donne plusieurs nombres : écrivez un seul montant.")
    if not amount or (name := _BETWEEN.sub("", amount[3])) not in _UNITS:
        raise unread
    scale = _UNITS[name] or unit
    number = _number(amount[2].strip(" .,'"), scale)
    if number is None:
        raise Refused(f"{quoted(text)} peut se lire de deux façons : {WRITE}.")
    return number * scale * (-1 if amount[1] else 1)


def _number(digits: str, scale: int) -> Decimal | None:
    """The number that digits and their marks write, None when they may write two."""
    grouped = _GROUPED.fullmatch(digits)
    simple = _SIMPLE.fullmatch(digits)
    if grouped and simple:  # three digits after one point or comma: thousands, or thousandths?
        thousandths = scale >= MILLION or digits.startswith("0")  # 1,250 M€
        if not thousandths and (scale != EURO or grouped["group"] != "."):
            return None
        return Decimal(digits.replace(",", ".") if thousandths else digits.replace(".", ""))
    if grouped:
        digits = digits.replace(grouped["group"], "")
    elif not simple:
        return None
    return Decimal(digits.replace(",", "."))
