"""Amounts in euros, as plans write them: 1,2 M€, 350 k€, 48 500,00, 1.200.000 € HT, NC."""

import math
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median

from usine.reading.grid import Cell, Shown
from usine.reading.memory import remembered
from usine.reading.refusals import DoubtfulUnit, KeptWords, SeveralValues
from usine.reading.values.nothing import says_later, says_nothing
from usine.reading.wording import plain, quoted
from usine.values.dates import PartialDate
from usine.values.errors import Refused

EURO, THOUSAND, MILLION, BILLION = 1, 10**3, 10**6, 10**9
MOST = 10 * BILLION
LONGEST = 120

MUCH = 100_000 * THOUSAND
"""In euros: where a column counts in thousands, its middle amount is seldom as much."""

LITTLE = 2 * THOUSAND
"""In euros: where a header says no unit, a middle amount below is likely of thousands."""

GAP = 20
"""How many times more: the budgets of one plan are often ten times others, with some between."""

WRITE = "écrivez par exemple 350 000, 350 k€, 1,2 M€ ou NC"

_NAMES = {THOUSAND: "k€", MILLION: "M€", BILLION: "Md€"}

_SCALES = {
    **dict.fromkeys(("k", "kilo", "mille", "millier", "milliers"), THOUSAND),
    **dict.fromkeys(("m", "mio", "million", "millions"), MILLION),
    **dict.fromkeys(("md", "mds", "milliard", "milliards"), BILLION),
}
_EUROS = ("€", "eur", "euro", "euros")
_UNITS: dict[str, int | None] = {
    "": None,
    "-": None,  # 350 000,- or, as some accounts write what is negative, 350 000-
    **dict.fromkeys(_EUROS, EURO),
    **{name + euro: unit for name, unit in _SCALES.items() for euro in ("", "e", *_EUROS)},
}

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_WITHOUT_TAX = r"(?:(?<![a-z])h\.?t|hors taxes?)(?![a-z])\.?"
_WITH_TAX = r"(?:(?<![a-z])t\.?t\.?c|toutes taxes(?: comprises)?)(?![a-z])\.?"
_TAX = re.compile(f"{_WITHOUT_TAX}|{_WITH_TAX}")
_EACH = re.compile(
    r"/ ?(?:an|mois|trimestre|jour|ha|m2|km|unite|action)|\bpar (?:an|mois|ha)\b|\bannuel"
)
_ABOUT = re.compile(
    r"(?:\b(?:environ|env|approx|approximativement|estimation|(?:estime|evalue)e?(?: a)?|autour de"
    r"|previsionnel|budget|montant|cout|total)\b|de l'ordre de|[~≈*:])\.?"
)
_NOT_EXACT = re.compile(
    r"\b(?:environ|env|approx|approximativement|autour de|estimation|(?:estime|evalue)e?)\b"
    r"|de l'ordre de|[~≈]"
)
_MONEY = re.compile(r"\d ?(?:k|m|mds?)?(?:€|eur\b|euros?\b)|\d ?k\b")
_DEBT = re.compile(r"\([\d .,]+(?:€|eur|euros?)?\)")  # as accountants write what is negative
_AMOUNT = re.compile(r"(?:€|eur|euros?)? ?(-?) ?(\d[\d .,']*)([^\d]*)")
_BETWEEN = re.compile(r"[ .]|d'")
_SIMPLE = re.compile(r"\d+(?:[.,]\d+)?")
_GROUPED = re.compile(
    r"\d{1,3}(?P<group>[ '.,])\d{3}(?:(?P=group)\d{3})*(?P<part>(?!(?P=group))[.,]\d+)?"
)
_UNIT_IN_HEADER = re.compile(
    r"(?:^|[^a-z])(?:(k|mds?|m|kilo|mio|mille)[ -]?(?:d'|de )?(?:€|e\b|eur\b|euros?)"
    r"|(milliers?|millions?|milliards?)\b|(?:\ben |[(\[] ?)(k|mds?|m)(?: ?[)\]]|$| ))"
    r"|€(k|mds?|m)(?![a-z0-9])"  # €k
)
_POWER = re.compile(r"10 ?(?:\^|\*\*) ?([36])(?!\d)")
_RAISED = str.maketrans({"³": "^3", "⁶": "^6"})
_NO_BOUND = r"(?<!\bde )(?<!\ba )"  # « plus de 1000 € »
_ZEROS = r"(?P<{0}>000(?:[ .]?000)?)"
_THOUSANDS_IN_HEADER = re.compile(
    rf"(?:[x×*]|\ben|\bpar|[(\[]) ?1[ .]?{_ZEROS.format('one')}(?!\d)"
    rf"|(?<!\d[ .])(?<![\d.])'?{_ZEROS.format('zeros')} ?(?:€|eur)"
    rf"|(?:€|\beur) ?'?{_ZEROS.format('after')}(?!\d)"
    rf"|[a-z] {_NO_BOUND}1[ .]?{_ZEROS.format('last')} ?(?:€|eur|euros?)[)\s]*$"
)
_EUROS_IN_HEADER = re.compile(r"€|\beur")
_FOREIGN = re.compile(r"[$£¥]|\b(?:usd|gbp|chf|xpf|dollars?)\b")
_WITH_EUROS = re.compile(  # what stands in brackets with the euro, or glued to it
    r"[(\[]([^()\[\]]*(?:€|\beur)[^()\[\]]*)[)\]]"
    r"|([^\s()\[\]]*(?:€|euros?\b|(?<![a-z]{2})eur\b)[^\s()\[\]]*)"
)
_EXPLAINED = re.compile(
    rf"€|\beur(?:os?)?\b|{_TAX.pattern}|\b(?:19|20)\d\d\b"
    r"|\b(?:en|de|d|et|ou|hors|net|brut|total|montants?|courants?|constants?|tva|incluse?)\b"
)
_UNIT_OF_ALL = re.compile(
    r"(?:^|[(\[] ?|\b(?:en|unites?|exprimee?s?|indiquee?s?)\b[ :]*)(?:en )?"
    r"((?:k|mds?|m)?[ -]?(?:€|eur|euros?)|ke|milliers|millions|milliards)(?![a-z])"
)
_IN_A_NAME = re.compile(
    rf"\d ?%|{_MONEY.pattern}|\d ?(?:€|eur\b|euros?\b)|\d[ .]\d{{3}}\b"
    r"|\b(?!(?:19|20)\d\d\b)\d{4}|\d{5}"
)
_BARE = re.compile(r"\d[\d\s.,]*")


def unit_of(header: str) -> int:
    """How many euros 1 stands for under a header: 1,000 under "Budget (k€)" or "(x 1000 €)"."""
    written = _spelled_out(header)
    if match := _UNIT_IN_HEADER.search(written):
        return _SCALES[next(filter(None, match.groups()))]
    if match := _THOUSANDS_IN_HEADER.search(written):
        zeros = next(filter(None, match.groups()))
        return int("1" + zeros.replace(" ", "").replace(".", ""))
    return EURO


def unit_noted(notes: Iterable[str]) -> str:
    """What notes around a table say that its amounts count in, as a header does, "(k€)", "" when
    they say none, or several: « Montants exprimés en milliers d’euros »."""
    short = (plain(note) for note in notes if len(note) <= LONGEST)
    units = {unit_of(f"({name})") for note in short for name in _UNIT_OF_ALL.findall(note)}
    return f"({_NAMES[units.pop()]})" if len(units) == 1 and EURO not in units else ""


def says_unit(header: str) -> bool:
    """Whether a header says what its numbers count in."""
    return unit_of(header) != EURO or _says_euros(header)


def _spelled_out(header: str) -> str:
    """A plain header, with its powers of ten in figures: « 10³ € » counts in 1000 €."""
    powers = plain(header.translate(_RAISED))
    return _POWER.sub(lambda power: "1" + "0" * int(power[1]), powers)


def _says_euros(header: str) -> bool:
    """Whether a header counts in euros, with nothing beside them that is not explained."""
    written = plain(header)
    beside = (match[1] or match[2] for match in _WITH_EUROS.finditer(written))
    return bool(_EUROS_IN_HEADER.search(written)) and not any(
        any(map(str.isalnum, _EXPLAINED.sub("", words))) for words in beside
    )


def is_foreign(header: str) -> bool:
    """Whether a header counts in another money than euros: « Coût ($) »."""
    return bool(_FOREIGN.search(plain(header))) and not _EUROS_IN_HEADER.search(plain(header))


def gives_amount(text: str) -> bool:
    """Whether a text gives an amount or a share, not only a name: « ADEME (50 %) », « Région
    6000 »; the years of « FEDER 2021-2027 » and the number of « CD 54 » are in names."""
    return bool(_IN_A_NAME.search(plain(text)))


def says_about(cell: Cell) -> bool:
    """Whether an amount has words that it does not keep: it is not exact, « environ 1 million », is
    a part of it, « 350 k€ (dont 100 k€ de DSIL) », or is to come, « 100 k€ (à confirmer) »."""
    if not isinstance(cell, str) or len(cell) > LONGEST:
        return False
    written = plain(cell)
    asides = (_TAX.sub("", aside).strip() for aside in _IN_BRACKETS.findall(written))
    is_beside = any(aside not in _UNITS and any(map(str.isalnum, aside)) for aside in asides)
    return is_beside or bool(_NOT_EXACT.search(written))


def tax_of(text: str) -> str:
    """What a header or a cell says of taxes: "ht", "ttc", or "" when it says nothing, or both."""
    written = plain(text)
    without, included = re.search(_WITHOUT_TAX, written), re.search(_WITH_TAX, written)
    return "" if bool(without) == bool(included) else "ht" if without else "ttc"


def units_in_doubt(header: str, cells: Sequence[Cell]) -> tuple[int, ...]:
    """The units to ask about for a column, the likeliest first; none when there is no doubt.

    The header may be contradicted by the formats of cells, or by amounts of another order; one that
    names no unit may stand over thousands.
    """
    unit = unit_of(header)
    amounts = _amounts(cells, EURO)
    numbers = [cents / 100 for place, cents in amounts.items() if _is_bare(cells[place])]
    shows_euros = any(isinstance(cell, Shown) and cell.is_money for cell in cells)
    if not numbers:
        return ()
    middle = median(numbers)
    if unit != EURO:
        if not shows_euros and middle * unit < MUCH:
            return ()
        return (unit, EURO) if middle * unit < MUCH else (EURO, unit)
    is_unsaid = not shows_euros and not _says_euros(header)
    if is_unsaid and len(numbers) == len(amounts) and middle < LITTLE:
        return (THOUSAND, EURO)
    return ()


def suspect_amounts(cells: Sequence[Cell], unit: int = EURO) -> list[int]:
    """The places of the bare numbers of a column that the others contradict by a thousand.

    They stand apart from the other amounts by a gap, and a thousand times more, or less, they would
    be among them. The others are twice as many, or theirs is no amount of a project.
    """
    cents = _amounts(cells, unit)
    gaps = [(high / low, low) for low, high in pairwise(sorted(cents.values()))]
    widest, last_low = max(gaps, default=(0, 0))
    if widest < GAP:
        return []
    low = [place for place, amount in cents.items() if amount <= last_low]
    high = [place for place, amount in cents.items() if amount > last_low]
    for few, many, factor in ((low, high, 1000.0), (high, low, 0.001)):
        bare = [place for place in few if _is_bare(cells[place])]
        least, most = min(cents[place] for place in many), max(cents[place] for place in many)
        among = [p for p in bare if least / 10 <= cents[p] * factor <= most * 10]
        is_little = max(cents[place] for place in few) < 100 * LITTLE
        if among and (2 * len(few) <= len(many) or (is_little and len(few) <= len(many))):
            return among
    return []


def _amounts(cells: Sequence[Cell], unit: int) -> dict[int, int]:
    """The amounts of a column that are no zero, in cents, by their places."""
    amounts = {}
    for place, cell in enumerate(cells):
        with suppress(Refused):
            if cents := parse_amount(cell, unit):
                amounts[place] = cents
    return amounts


def _is_bare(cell: Cell) -> bool:
    """Whether a cell is a number that says no unit of its own."""
    if isinstance(cell, str):
        return bool(_BARE.fullmatch(cell.strip()))
    if isinstance(cell, Shown) and cell.divisor > 1:
        return False
    return isinstance(cell, float | int) and not isinstance(cell, bool)


@remembered
def parse_amount(cell: Cell, unit: int = EURO) -> int | None:
    """An amount in whole cents, or None; a number without a unit counts in `unit` euros.

    The number that a format shows divided by a thousand counts in a thousandth of `unit`.
    """
    match cell:
        case None:
            return None
        case str():
            if says_nothing(cell):
                return None
            euros = _read(cell, unit)
        case Shown(text=text) if cell.is_money and unit != EURO:
            raise DoubtfulUnit(
                f"{quoted(text)} est en euros, et l’en-tête compte en {_NAMES[unit]} : {WRITE}."
            )
        case Shown(text=text) if not cell.is_money and any(map(str.isalpha, text)):
            euros = _read(text, unit)
        case Shown(divisor=divisor):
            euros = Decimal(repr(float(cell))) * max(EURO, unit // divisor)
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


def typed_amount(text: str | None) -> int | None:
    """`parse_amount` of what a user types in a form, who is told rather than rounded."""
    typed = text or ""
    if says_nothing(typed):
        return None
    try:
        euros = _read(typed, EURO)
    except Refused as why:
        raise Refused(
            f"{quoted(typed)} n’est pas un montant compris : écrivez un seul montant, par exemple "
            "350 000, 350 k€ ou 1,2 M€."
        ) from why
    if euros < 0:
        raise Refused("Un montant ne peut pas être négatif : écrivez-le sans signe.")
    if euros > MOST:
        raise Refused("Le montant dépasse 10 milliards d’euros : vérifiez l’unité (€, k€ ou M€).")
    if euros * 100 % 1:
        raise Refused(f"{quoted(typed)} : un montant s’écrit avec deux décimales au plus.")
    return int(euros * 100)


def _read(text: str, unit: int) -> Decimal:
    unread = Refused(f"{quoted(text)} n’est pas un montant compris : {WRITE}.")
    several = SeveralValues(f"{quoted(text)} donne plusieurs nombres : écrivez un seul montant.")
    if len(text) > LONGEST:
        raise unread
    written = plain(text)
    if says_later(text) or _EACH.search(written):
        raise KeptWords(f"{quoted(text)} n’est pas un montant : {WRITE}, ou laissez vide.")
    if _DEBT.fullmatch(written):
        written = "-" + written[1:-1]
    for aside in _IN_BRACKETS.findall(written):
        if aside.lstrip().startswith(("+", "x")):  # it changes the amount
            raise unread
        is_part = aside.lstrip().startswith(("dont", "y compris"))
        is_amount = _MONEY.search(aside) or (_TAX.search(aside) and re.search(r"\d", aside))
        if is_amount and not is_part:  # 350 000 € HT (420 000 € TTC), 1,2 M€ (étude : 50 k€)
            raise several
        unit_or_blank = aside if aside in _UNITS else " "
        written = written.replace(f"({aside})", unit_or_blank)
    written = " ".join(_ABOUT.sub(" ", _TAX.sub(" ", written)).split())
    amount = _AMOUNT.fullmatch(written)
    if not amount and len(re.findall(r"\d+", written)) > 1:
        raise several
    if not amount or (name := _BETWEEN.sub("", amount[3])) not in _UNITS:
        raise unread
    scale = _UNITS[name] or unit
    number = _number(amount[2].strip(" .,'"), scale)
    if number is None:
        raise Refused(f"{quoted(text)} peut se lire de deux façons : {WRITE}.")
    is_debt = amount[1] or (name == "-" and not amount[2].rstrip().endswith((",", ".")))
    return number * scale * (-1 if is_debt else 1)


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
