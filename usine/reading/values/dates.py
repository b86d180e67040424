"""Days, months, quarters, half-years and years, as plans write them."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from usine.reading.french import WORDS
from usine.reading.grid import Cell, Shown, Since1904
from usine.reading.memory import remembered
from usine.reading.refusals import KeptWords, SeveralValues
from usine.reading.values.nothing import says_later, says_nothing
from usine.reading.wording import plain, quoted
from usine.values.dates import PartialDate, Precision, paris_day
from usine.values.errors import Refused
from usine.values.text import fold

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 80

WRITE = "écrivez par exemple 28/03/2026, mars 2026, T3 2026 ou 2026"

_MONTH_NAMES = """
janvier janv jan january, fevrier fevr fev feb february, mars mar march,
avril avr apr april, mai may, juin jun june, juillet juil jul july, aout aou aug august,
septembre sept sep september, octobre oct october, novembre nov november, decembre dec december
"""
_RANK_NAMES = """
1 1er 1ere premier premiere i, 2 2e 2eme 2nd 2nde second seconde deuxieme ii,
3 3e 3eme troisieme iii, 4 4e 4eme quatrieme iv
"""


def _numbered(names: str) -> dict[str, int]:
    """The rank of each name, from 1; a comma parts the names of two ranks."""
    groups = enumerate(names.split(","), start=1)
    return {name: number for number, group in groups for name in group.split()}


MONTHS = _numbered(_MONTH_NAMES)
_RANKS = _numbered(_RANK_NAMES)
# Seasons map to quarters; "mi-2025" is Q2 because it ends at mid-year.
_SEASONS = {"debut": 1, "printemps": 2, "mi": 2, "milieu": 2, "ete": 3, "automne": 4, "fin": 4}

_ENDLESS = frozenset(map(fold, WORDS["dates"]["endless"]))

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_ASIDE = re.compile(
    rf"{_IN_BRACKETS.pattern}|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|^(?:lun|mar|mer|jeu|ven|sam|dim)\.?(?= \d{1,2}[/. -]\d{1,2}[/. -]\d)"
)
_DATED = re.compile(r"\d{4}|\d[/.]\d")
_BEFORE = re.compile(
    r"(?:(?:au plus t(?:ard|ot)|a l'horizon|a partir d[eu]|jusqu'(?:a|au|en)|d'ici(?: a| la)?"
    r"|a compter d[eu]|estimee?(?: a)?|l'annee|previsionnel(?:le)?|le|en|au|du|de|des|depuis"
    r"|courant|vers|environ|env|horizon|prevue?s?|prevision|objectif|cible|annee|an|exercice|avant"
    r"|apres|pour)\b[ :.]*)+"
)

_YEAR = r"(\d{4}|'?\d{2})"
_GAP = r"[ ./-]*(?:de |d'|du )?(?:l'annee |annee )?"
_PART = r"(?:(?:debut|mi|milieu|fin)[ -]+(?:d[eu] |d')?)?"
_RANK = "|".join(sorted(_RANKS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SEASON = "|".join(_SEASONS)
_TIME = r"(?:[ t]\d{1,2}[:h]\d{2}.*)?"

DAY_ZERO = date(1899, 12, 30)
"""Spreadsheets count days from this one."""
DAYS_TO_1904 = (date(1904, 1, 1) - DAY_ZERO).days

_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_MOMENT = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\d{8}T\d{4}(?:\d{2})?)"
    r" ?(?:Z|UTC|[+-]\d{2}:?\d{2})",
    re.IGNORECASE,
)
_NUMBERED_DAY = re.compile(r"\D*(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})\b")
_TWELVE = 12

Reader = Callable[..., PartialDate]


def _year(text: str) -> int:
    digits = text.strip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 90 else 2000)


class Order(StrEnum):
    """What comes first in the dates of a column, as 03/12/2026 does not say."""

    DAY = "day"
    MONTH = "month"
    UNSAID = "unsaid"
    BOTH = "both"


def order_of(cells: Iterable[Cell]) -> Order:
    """The order of the dates of a column; `BOTH` when cells contradict each other, or when a
    spreadsheet has turned round those that it took for days, none after the twelfth."""
    orders, days = set(), []
    for cell in cells:
        match cell:
            case PartialDate(first=day, precision=Precision.DAY):
                days.append(day.day)
            case str() if len(cell) <= LONGEST and (written := _NUMBERED_DAY.match(cell)):
                first, second = int(written[1]), int(written[2])
                if first > _TWELVE or second > _TWELVE:
                    orders.add(Order.DAY if first > _TWELVE else Order.MONTH)
    if len(orders) > 1:
        return Order.BOTH
    order = orders.pop() if orders else Order.UNSAID
    is_turned = order == Order.MONTH and days and max(days) <= _TWELVE
    return Order.BOTH if is_turned else order


def _day(day: str, month: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), MONTHS.get(month) or int(month), int(day)))


def _month(month: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), MONTHS.get(month) or int(month), 1), Precision.MONTH)


def _quarter(rank: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), 3 * _RANKS[rank], 1), Precision.QUARTER)


def _half(rank: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), 6 * _RANKS[rank], 1), Precision.HALF)


def _season(season: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), 3 * _SEASONS[season], 1), Precision.QUARTER)


def _whole_year(year: str) -> PartialDate:
    return PartialDate(date(int(year), 1, 1), Precision.YEAR)


def _reversed(read: Reader) -> Reader:
    return lambda *parts: read(*reversed(parts))


_FORMS: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(\d{4})(?:[.,]0+)?", _whole_year),
        (rf"(\d{{1,2}})[/. -](\d{{1,2}})[/. -]{_YEAR}{_TIME}", _day),
        (rf"(\d{{4}})[/. -](\d{{1,2}})[/. -](\d{{1,2}}){_TIME}", _reversed(_day)),
        (rf"(\d{{1,2}})(?:er)?[ /.-]*({_MONTH})[ /.-]*{_YEAR}{_TIME}", _day),
        (rf"{_PART}({_MONTH}){_GAP}{_YEAR}", _month),
        (r"(\d{1,2}) ?[/.-] ?(\d{4})", _month),
        (r"(\d{1,2})/(1[3-9]|[2-9]\d)", _month),
        (r"(\d{4}) ?[/.-] ?(\d{1,2})", _reversed(_month)),
        (rf"{_PART}[tq]\.? ?([1-4]){_GAP}{_YEAR}", _quarter),
        (rf"{_PART}([1-4]) ?[tq]{_GAP}{_YEAR}", _quarter),
        (r"(\d{4})[ ./-]*[tq]\.? ?([1-4])", _reversed(_quarter)),
        (rf"{_PART}({_RANK}) ?trim(?:estre)?\.?{_GAP}{_YEAR}", _quarter),
        (rf"{_PART}trim(?:estre)?\.? ?([1-4]){_GAP}{_YEAR}", _quarter),
        (rf"{_PART}s\.? ?([12]){_GAP}{_YEAR}", _half),
        (rf"{_PART}([12]) ?s{_GAP}{_YEAR}", _half),
        (r"(\d{4})[ ./-]*s\.? ?([12])", _reversed(_half)),
        (rf"{_PART}({_RANK}) ?sem(?:estre)?\.?{_GAP}{_YEAR}", _half),
        (rf"{_PART}semestre ?([12]){_GAP}{_YEAR}", _half),
        (rf"({_SEASON}){_GAP}{_YEAR}", _season),
    )
]

_NUMBERS, _ = _FORMS[1]

_BETWEEN = [re.compile(p) for p in (r" (?:au|a|et|->|→) ", r" ?(?:[-=]?>|→|») ?", r" - ", r"[-/]")]
_OPEN_START = re.compile(r"(?:a partir|depuis|des|apres|a compter|au plus tot)\b")
_FROM, _TO = re.compile(r"(.+?) ?(?:[-=]?>|→|-)"), re.compile(r"(?:[-=]?>|→) ?(.+)")
_YEARS = re.compile(r"(\d{4}) ?[-/] ?(\d{2})")
_OPEN_END = re.compile(r"(?:jusqu|d'ici|avant|echeance|au plus tard)")
_PART_OF_YEAR = re.compile(r"(\d{4}) ?\(([^()]+)\)")
_MORE = re.compile(
    r"\b(?:a partir|a compter|depuis|des|apres|jusqu|d'ici|avant|au plus t(?:ard|ot)|horizon|vers"
    r"|environ|env|courant|objectif|cible|estimee?)\b|[?~≈]"
)


@remembered
def parse_date(cell: Cell, month_first: bool = False) -> PartialDate | None:
    """A day or a period of the calendar; None when the cell says that there is none.

    Words that are no date (« en continu », « à définir ») are KeptWords, two dates SeveralValues.
    """
    match cell:
        case None:
            return None
        case str():
            return None if says_nothing(cell) else _of_text(cell, month_first=month_first)
        case PartialDate():
            return _within(cell)
        case float() | int() if not isinstance(cell, bool) and not _is_money(cell):
            if cell in range(FIRST_YEAR, LAST_YEAR + 1):
                return _whole_year(str(int(cell)))
            number = cell + DAYS_TO_1904 if isinstance(cell, Since1904) else cell
            if serial := _of_serial(number):
                return serial
    raise Refused(f"La cellule ne contient pas une date : {WRITE}.")


def parse_start(cell: Cell, month_first: bool = False) -> PartialDate | None:
    """`parse_date` for a beginning: « jusqu’à 2026 » gives none."""
    _refuse_words(cell, _OPEN_END, "un début")
    return parse_date(cell, month_first)


def parse_end(cell: Cell, month_first: bool = False) -> PartialDate | None:
    """`parse_date` for an end: « à partir de 2026 » gives none."""
    _refuse_words(cell, _OPEN_START, "une fin")
    return parse_date(cell, month_first)


def says_more(cell: Cell) -> bool:
    """Whether a cell that gives a date says more than it: « à partir de 2026 », « vers mai 2025 ».

    Its words are told beside the date.
    """
    if not isinstance(cell, str) or len(cell) > LONGEST:
        return False
    written = plain(cell)
    is_part = _PART_OF_YEAR.fullmatch(written) or _IN_BRACKETS.fullmatch(written)
    return bool(_MORE.search(written) or (_IN_BRACKETS.search(written) and not is_part))


@remembered
def parse_period(
    cell: Cell, month_first: bool = False
) -> tuple[PartialDate | None, PartialDate | None]:
    """The start and the end that one cell gives: 2024-2026, de mars à juin 2025, dès 2025."""
    if not isinstance(cell, str) or len(cell) > LONGEST or says_nothing(cell) or _gives_none(cell):
        whole = parse_date(cell, month_first)
        return whole, whole
    written = plain(cell)
    _refuse_another(cell)
    if open_ended := _open_period(written, month_first):
        return open_ended
    if (told := _PART_OF_YEAR.fullmatch(written)) and _BETWEEN[0].search(told[2]):
        written = f"{told[2]} {told[1]}"
    if both := _short_years(written):
        return both
    if whole := _moment(cell) or _read(written, month_first=month_first):
        start = None if _OPEN_END.match(written) else whole
        return start, None if _OPEN_START.match(written) else whole
    for between in _BETWEEN:
        for place in between.finditer(written):
            left, right = written[: place.start()], written[place.end() :]
            end = _read(right, month_first=month_first)
            start = end and (
                _read(left, month_first=month_first) or _read(f"{left} {end.first.year}")
            )
            if start:
                return start, end
    years = re.findall(r"\d{4}", written)
    if len(years) > 1 and re.fullmatch(r"\d{4}(?:(?:[ ,;/-]| et )+\d{4})+", written):
        return _read(years[0]), _read(years[-1])
    raise Refused(
        f"{quoted(cell)} n’est pas une période comprise : écrivez par exemple 2024-2026 "
        "ou T1 2025 - T4 2026."
    )


def _open_period(
    written: str, month_first: bool
) -> tuple[PartialDate | None, PartialDate | None] | None:
    """The one end that a sign leaves: « 2025 → », « 2025 - », « → 2027 »."""
    after, before = _TO.fullmatch(written), _FROM.fullmatch(written)
    if after and (end := _read(after[1], month_first=month_first)):
        return None, end
    if before and (start := _read(before[1], month_first=month_first)):
        return start, None
    return None


def _refuse_another(text: str) -> None:
    """Refuse a date beside which brackets give another: « 15/03/2025 (reporté au 30/06/2025) »."""
    written = plain(text)
    asides = _IN_BRACKETS.findall(written)
    if any(map(_DATED.search, asides)) and any(map(str.isdigit, _IN_BRACKETS.sub("", written))):
        raise SeveralValues(f"{quoted(text)} donne plusieurs dates : écrivez-en une seule.")


def _short_years(written: str) -> tuple[PartialDate, PartialDate] | None:
    """The two years of « 2024-26 », whose second number is no month."""
    years = _YEARS.fullmatch(written)
    if not years or int(years[2]) <= max(int(years[1][2:]), _TWELVE):
        return None
    return _whole_year(years[1]), _whole_year(years[1][:2] + years[2])


def _of_text(text: str, *, month_first: bool) -> PartialDate | None:
    if len(text) <= LONGEST:
        if _gives_none(text):
            raise KeptWords(f"{quoted(text)} ne donne pas de date : {WRITE}, ou laissez vide.")
        _refuse_another(text)
        if read := _moment(text) or _read(plain(text), month_first=month_first):
            return read
    if len(re.findall(r"\b\d{4}\b", text)) > 1:
        raise SeveralValues(f"{quoted(text)} donne plusieurs dates : écrivez-en une seule.")
    raise Refused(f"{quoted(text)} n’est pas une date comprise : {WRITE}.")


def _gives_none(text: str) -> bool:
    return says_later(text) or fold(text) in _ENDLESS


def _is_money(cell: float) -> bool:
    return isinstance(cell, Shown) and cell.is_money


def _of_serial(number: float) -> PartialDate | None:
    """The day that a number counts as spreadsheets do, within the years of `_within`."""
    first, last = ((date(year, 1, 1) - DAY_ZERO).days for year in (FIRST_YEAR, LAST_YEAR + 1))
    return PartialDate(DAY_ZERO + timedelta(int(number))) if first <= number < last else None


def _moment(text: str) -> PartialDate | None:
    """The day in Paris of a moment that tells its time zone; midnight there is that day."""
    written = " ".join(text.split()).upper()
    if not _MOMENT.fullmatch(written):
        return None
    moment = written.replace(" UTC", "Z").replace("UTC", "Z")
    try:
        read = datetime.fromisoformat(moment)
        is_midnight_there = bool(read.utcoffset()) and read.time() == time()
        return _within(PartialDate(read.date() if is_midnight_there else paris_day(read)))
    except ValueError as error:
        raise Refused(f"{quoted(text)} n’existe pas dans le calendrier.") from error


def _refuse_words(cell: Cell, words: re.Pattern[str], what: str) -> None:
    if isinstance(cell, str) and len(cell) <= LONGEST and words.match(plain(cell)):
        raise KeptWords(f"{quoted(cell)} ne donne pas {what} : {WRITE}, ou laissez vide.")


def _read(written: str, *, month_first: bool = False) -> PartialDate | None:
    """The date that a plain text gives, None when it gives none; Refused outside the calendar."""
    if told := _PART_OF_YEAR.fullmatch(written):
        return _read(f"{told[2]} {told[1]}") or _read(told[1])
    bare = _ASIDE.sub(" ", written).strip(" .,;:-?~") or written.strip("() ")
    bare = " ".join(_BEFORE.sub("", bare, count=1).split() if _BEFORE.match(bare) else bare.split())
    if serial := _SERIAL.fullmatch(bare):
        return _of_serial(int(serial[1]))
    for form, read in _FORMS:
        if match := form.fullmatch(bare):
            parts = match.groups()
            if month_first and form is _NUMBERS:
                parts = (parts[1], parts[0], parts[2])
            try:
                return _within(read(*parts))
            except ValueError as error:
                raise Refused(f"{quoted(bare)} n’existe pas dans le calendrier.") from error
    return None


def _within(partial: PartialDate) -> PartialDate:
    if FIRST_YEAR <= partial.first.year <= LAST_YEAR:
        return partial
    raise Refused(
        f"L’année {partial.first.year} est hors de la période {FIRST_YEAR}-{LAST_YEAR} : {WRITE}."
    )
