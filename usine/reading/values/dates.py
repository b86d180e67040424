"""Days, months, quarters, half-years and years, as plans write them."""

import re
from collections.abc import Callable
from datetime import date

from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import plain, quoted
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.text import fold

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST = 80

WRITE = "écrivez par exemple 28/03/2026, mars 2026, T3 2026 ou 2026"

_MONTH_NAMES = """
janvier janv jan, fevrier fevr fev, mars mar, avril avr, mai, juin jun, juillet juil jul, aout aou,
septembre sept sep, octobre oct, novembre nov, decembre dec
"""
_RANK_NAMES = """
1 1er 1ere premier premiere i, 2 2e 2eme 2nd 2nde second seconde deuxieme ii,
3 3e 3eme troisieme iii, 4 4e 4eme quatrieme iv
"""


def _numbered(names: str) -> dict[str, int]:
    """The rank of each name, from 1; a comma parts the names of two ranks."""
    groups = enumerate(names.split(","), start=1)
    return {name: number for number, group in groups for name in group.split()}


_MONTHS = _numbered(_MONTH_NAMES)
_RANKS = _numbered(_RANK_NAMES)
# Seasons map to quarters; "mi-2025" is Q2 because it ends at mid-year.
_SEASONS = {"debut": 1, "printemps": 2, "mi": 2, "milieu": 2, "ete": 3, "automne": 4, "fin": 4}

_ENDLESS = {"continu", "en continu", "permanent", "permanente", "recurrent", "recurrente"} | {
    "perenne", "au fil de l eau", "toute l annee", "pluriannuel", "pluriannuelle", "sans fin",
}  # fmt: skip

_ASIDE = re.compile(r"\([^()]*\)|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b")
_BEFORE = re.compile(
    r"(?:(?:le|en|au|du|de|des|depuis|courant|vers|environ|env|horizon|prevue?s?|prevision"
    r"|previsionnel(?:le)?|objectif|cible|annee|a l'horizon|a partir d[eu]|jusqu'(?:a|au|en)|avant"
    r"|d'ici(?: a| la)?|pour|l'annee|estimee?(?: a)?)\b[ :.]*)+"
)

_YEAR = r"(\d{4}|'?\d{2})"
_GAP = r"[ ./-]*(?:de |d'|du )?(?:l'annee |annee )?"
_PART = r"(?:(?:debut|mi|milieu|fin)[ -]+(?:d[eu] |d')?)?"
_RANK = "|".join(sorted(_RANKS, key=len, reverse=True))
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SEASON = "|".join(_SEASONS)
_TIME = r"(?:[ t]\d{1,2}[:h]\d{2}.*)?"

Reader = Callable[..., PartialDate]


def _year(text: str) -> int:
    digits = text.strip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 90 else 2000)


def _day(day: str, month: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), _MONTHS.get(month) or int(month), int(day)))


def _month(month: str, year: str) -> PartialDate:
    return PartialDate(date(_year(year), _MONTHS.get(month) or int(month), 1), Precision.MONTH)


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

_BETWEEN = [re.compile(p) for p in (r" (?:au|a|et|->|→) ", r" ?(?:->|→) ?", r" - ", r"[-/]")]
_OPEN_START = re.compile(r"(?:a partir|depuis|des)\b")
_OPEN_END = re.compile(r"(?:jusqu|d'ici|avant|echeance)")


@remembered
def parse_date(cell: Cell) -> PartialDate | None:
    """A day or a period of the calendar; None when the cell says that there is none."""
    if cell is None or (isinstance(cell, str) and _says_none(cell)):
        return None
    if isinstance(cell, str):
        partial = _read(plain(cell)) if len(cell) <= LONGEST else None
        if partial:
            return partial
        if len(re.findall(r"\b\d{4}\b", cell)) > 1:
            raise Refused(f"{quoted(cell)} donne plusieurs dates : écrivez-en une seule.")
        raise Refused(f"{quoted(cell)} n’est pas une date comprise : {WRITE}.")
    if isinstance(cell, PartialDate):
        return _within(cell)
    if (
        isinstance(cell, float | int)
        and not isinstance(cell, bool)
        and cell in range(FIRST_YEAR, LAST_YEAR + 1)
    ):
        return _whole_year(str(int(cell)))
    raise Refused(f"La cellule ne contient pas une date : {WRITE}.")


@remembered
def parse_period(cell: Cell) -> tuple[PartialDate | None, PartialDate | None]:
    """The start and the end that one cell gives: 2024-2026, de mars à juin 2025, dès 2025."""
    if not isinstance(cell, str) or _says_none(cell) or len(cell) > LONGEST:
        whole = parse_date(cell)
        return whole, whole
    written = plain(cell)
    if whole := _read(written):
        start = None if _OPEN_END.match(written) else whole
        return start, None if _OPEN_START.match(written) else whole
    for between in _BETWEEN:
        for place in between.finditer(written):
            left, right = written[: place.start()], written[place.end() :]
            end = _read(right)
            start = end and (_read(left) or _read(f"{left} {end.first.year}"))
            if start:
                return start, end
    years = re.findall(r"\d{4}", written)
    if len(years) > 1 and re.fullmatch(r"\d{4}(?:(?:[ ,;/-]| et )+\d{4})+", written):
        return _read(years[0]), _read(years[-1])
    raise Refused(
        f"{quoted(cell)} n’est pas une période comprise : écrivez par exemple 2024-2026 "
        "ou T1 2025 - T4 2026."
    )


def _says_none(text: str) -> bool:
    return says_nothing(text) or fold(text) in _ENDLESS


def _read(written: str) -> PartialDate | None:
    """The date that a plain text gives, None when it gives none; Refused outside the calendar."""
    bare = _ASIDE.sub(" ", written).strip(" .,;:-") or written.strip("() ")
    bare = " ".join(_BEFORE.sub("", bare, count=1).split() if _BEFORE.match(bare) else bare.split())
    for form, read in _FORMS:
        if match := form.fullmatch(bare):
            try:
                return _within(read(*match.groups()))
            except ValueError as error:
                raise Refused(f"{quoted(bare)} n’existe pas dans le calendrier.") from error
    return None


def _within(partial: PartialDate) -> PartialDate:
    if FIRST_YEAR <= partial.first.year <= LAST_YEAR:
        return partial
    raise Refused(
        f"L’année {partial.first.year} est hors de la période {FIRST_YEAR}-{LAST_YEAR} : {WRITE}."
    )
