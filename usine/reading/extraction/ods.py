"""The survey of an .ods workbook; names carry their usual prefixes, as calamine expects too."""

import math
import re

from .formats import ERROR, FORMULA, PERCENT, Mark, money_mark
from .styles import is_colour, known
from .survey import Limits, Survey, parse

NUMBERS = {"float", "currency"}
WORDS = {"number:text", "number:currency-symbol"}
FACTORS = {"1000": 10**3, "1000000": 10**6}
UNSEEN = {"collapse", "filter"}
MOST_PARENTS = 10
LONGEST = 60
"""In characters: what shows more than this is no number."""
POINTS = {"cm": 28.35, "mm": 2.835, "in": 72, "pt": 1}

# Each language parts thousands as it likes: 80 000,00 80,000.00 80.000,00 80’000.00 12,50,000
_PARTED = re.compile(r"[\s.,'’]")
_GROUPED = re.compile(r"\d{1,3}(?:(?:[\s.,'’]\d{2,3})*[\s.,'’]\d{3})?")
_NUMBER = re.compile(r"\d[\d\s.,'’]*")


def survey(parts: dict[str, bytes], limits: Limits) -> list[Survey]:
    """What each table holds, in the order of the workbook."""
    styles = Styles()
    if "styles.xml" in parts:
        parse(parts["styles.xml"], styles.start, styles.text)
    tables = Tables(styles, limits)
    content = parts["content.xml"]
    parse(
        content, tables.start, tables.text, tables.end if b"office:annotation" in content else None
    )
    tables.judge()
    return tables.sheets


LINES_THROUGH = ("style:text-line-through-style", "style:text-line-through-type")


class Styles:
    """The background of each style of cells, its own or that of its parents, its indent, and
    whether its texts are struck through."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.indents: dict[str, int] = {}
        self.struck: set[str] = set()
        self.parents: dict[str, str] = {}
        self.formats: dict[str, str] = {}  # by cell style, the name of what shows its numbers
        self.words: dict[str, str] = {}  # by that name, what it writes beside a number
        self.divisors: dict[str, int] = {}
        self.name = self.format = ""
        self.is_word = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_word = name in WORDS
        match name:
            case _ if name.startswith("number:") and name.endswith("-style"):
                self.format = attributes.get("style:name", "")
                self.words[self.format] = ""
            case "number:number":
                factor = attributes.get("number:display-factor", "")
                self.divisors[self.format] = FACTORS.get(factor, 1)
            case "style:style" if attributes.get("style:family") == "table-cell":
                self.name = attributes.get("style:name", "")
                self.parents[self.name] = attributes.get("style:parent-style-name", "")
                self.formats[self.name] = attributes.get("style:data-style-name", "")
            case "style:style":
                self.name = ""
            case "style:table-cell-properties" if self.name and "fo:background-color" in attributes:
                self.own[self.name] = attributes["fo:background-color"].lstrip("#").upper()
            case "style:paragraph-properties" if self.name:
                if steps := _steps(attributes.get("fo:margin-left", "")):
                    self.indents[self.name] = steps
            case "style:text-properties" if self.name:
                if not {*map(attributes.get, LINES_THROUGH)} <= {None, "none"}:
                    self.struck.add(self.name)

    def text(self, data: str) -> None:
        if self.is_word:
            self.words[self.format] = self.words.get(self.format, "") + data

    def money(self, style: str) -> Mark | None:
        """The mark of the numbers beside which a style writes words."""
        name = self.formats.get(style, "")
        words = self.words.get(name, "")
        return money_mark(words, self.divisors.get(name, 1), words) if words else None

    def colours(self) -> dict[str, str]:
        """The colour of each style that has one."""
        every = ((name, self._colour(name)) for name in self.parents)
        return {name: colour for name, colour in every if colour}

    def _colour(self, name: str) -> str:
        for _ in range(MOST_PARENTS):
            if name in self.own or name not in self.parents:
                break
            name = self.parents[name]
        background = self.own.get(name, "")
        return known(background) if is_colour(background) else ""


class Tables:
    """The tables of a document, cell by cell; an element may stand for many rows or columns."""

    def __init__(self, styles: Styles, limits: Limits) -> None:
        self.styles, self.limits = styles, limits
        self.sheets: list[Survey] = []
        self.sheet = Survey(limits)
        self.coloured: dict[str, str] = {}
        self.row = self.column = 0
        self.rows = self.columns = 0  # how many times the row and the cell are repeated
        self.next_column = 0  # of those that the table declares
        self.defaults: list[tuple[int, int, str]] = []  # first and last column, colour
        self.value: tuple[str, str] | None = None  # the kind and the value of a cell to be judged
        self.money: Mark | None = None  # of its style
        self.display: list[str] = []
        self.is_note = self.is_since_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.judge()
                self._cell(attributes)
            case "text:p" if self.is_note:
                is_first = (self.row, self.column) not in self.sheet.notes
                self.sheet.note(self.row, self.column, "" if is_first else "\n")
            case "text:p":
                self.sheet.fill(self.row, self.column, self.rows, self.columns)
            case "office:annotation":
                self.is_note = True
            case "calcext:conditional-format":
                self.sheet.is_coloured_by_rules = True
            case "table:table-row":
                self.judge()
                self._row(attributes)
            case "table:table-column":
                self._column(attributes)
            case "table:null-date":
                self.is_since_1904 = attributes.get("table:date-value", "").startswith("1904")
            case "table:table":
                self.judge()
                self._table()
            case _ if name.startswith(("style:", "number:")):
                self.styles.start(name, attributes)

    def text(self, data: str) -> None:
        if self.is_note:
            place = self.row, self.column
            if place in self.sheet.notes:  # before its first paragraph are its author and its date
                self.sheet.note(*place, data)
        elif self.value:
            self.display.append(data)
        else:
            self.styles.text(data)

    def end(self, name: str) -> None:
        if name == "office:annotation":
            self.is_note = False

    def _table(self) -> None:
        self.coloured = self.styles.colours()
        self.sheet = Survey(self.limits, is_since_1904=self.is_since_1904)
        self.sheets.append(self.sheet)
        self.styles.is_word = False
        self.row = self.rows = self.next_column = 0
        self.defaults = []

    def _column(self, attributes: dict[str, str]) -> None:
        first = self.next_column
        self.next_column += _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in UNSEEN:
            self.sheet.hidden_columns.append((first, self.next_column - 1))
        if colour := self.coloured.get(attributes.get("table:default-cell-style-name", "")):
            self.defaults.append((first, self.next_column - 1, colour))

    def _row(self, attributes: dict[str, str]) -> None:
        self.row += self.rows
        self.rows = _count(attributes, "table:number-rows-repeated")
        self.column = self.columns = 0
        if attributes.get("table:visibility") in UNSEEN:
            self.sheet.hidden_rows.append((self.row, self.row + self.rows - 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column += self.columns
        self.columns = _count(attributes, "table:number-columns-repeated")
        down = _count(attributes, "table:number-rows-spanned")
        across = _count(attributes, "table:number-columns-spanned")
        last_column = self.column + self.columns - 1
        if down > 1 or across > 1:
            merge = self.row, self.column, self.row + down - 1, self.column + across - 1
            self.sheet.merges.append(merge)
        style = attributes.get("table:style-name")
        if style in self.styles.indents:
            self.sheet.indent(self.row, self.column, self.styles.indents[style])
        if style in self.styles.struck:
            self.sheet.strike(self.row, self.column)
        if style in self.coloured:
            self._paint(self.column, last_column, self.coloured[style])
        elif style is None and self.defaults:
            self._paint_defaults(last_column)
        kind = attributes.get("office:value-type")
        if kind is None and "table:formula" not in attributes:
            return
        self.sheet.fill(self.row, self.column, self.rows, self.columns)
        if mark := _mark(attributes):
            self._mark(mark)
        elif kind in NUMBERS or kind == "date":
            value = attributes.get("office:value") or attributes.get("office:date-value", "")
            self.value = kind, value
            self.money = self.styles.money(style or "") if kind in NUMBERS else None

    def _paint_defaults(self, last_column: int) -> None:
        """A cell without a style of its own has that of its column."""
        for first, last, colour in self.defaults:
            self._paint(max(first, self.column), min(last, last_column), colour)

    def _paint(self, first: int, last: int, colour: str) -> None:
        """Colour some columns of the row, unless it stands for all those below the table."""
        if first <= last and self.rows <= self.limits.filled_rows:
            for row in range(self.row, self.row + self.rows):
                self.sheet.paint(row, first, colour, last)

    def _mark(self, mark: Mark) -> None:
        for y in range(self.row, self.row + self.rows):
            for x in range(self.column, self.column + self.columns):
                self.sheet.marks[y, x] = mark

    def judge(self) -> None:
        """Mark the cell by what it shows of its value, now that its text is known."""
        if self.value is None:
            return
        (kind, value), display = self.value, "".join(self.display).strip()
        self.value = None
        self.display.clear()
        if self.money and not any(map(str.isalpha, display)) and "€" not in display:
            self._mark(self.money)  # its writer kept the number alone
            return
        if display != value and 0 < len(display) <= LONGEST:
            mark = (
                mark_of_date(value, display) if kind == "date" else mark_of_number(value, display)
            )
            if mark:
                self._mark(mark)


def _steps(length: str) -> int:
    """How many steps of ten points a length makes: 0.353cm, 0.1389in, 20pt."""
    measure = re.fullmatch(r"(\d+(?:\.\d+)?)(cm|mm|in|pt)", length)
    return round(float(measure[1]) * POINTS[measure[2]] / 10) if measure else 0


def _count(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, 1)))


def _mark(attributes: dict[str, str]) -> Mark | None:
    if attributes.get("calcext:value-type") == "error":
        return ERROR
    if "table:formula" in attributes and "office:value-type" not in attributes:
        return FORMULA
    return PERCENT if attributes.get("office:value-type") == "percentage" else None


def mark_of_number(value: str, display: str) -> Mark | None:
    """The mark of a number by what its cell shows: 350 k€, 350 for 350000, TI-01, 01-02."""
    number = _NUMBER.search(display)
    if not number:
        return None
    written = number[0].rstrip(" .,'’\xa0\u202f")
    digits = re.sub(r"[\s'’]", "", written)
    divisor = _divisor(abs(float(value)), digits)
    if divisor is None and "€" in display:  # 350 shown « 350 000 € »
        return Mark("words", text=display)
    every = re.sub(r"\D", "", display).lstrip("0")
    is_same = every == f"{abs(float(value)):.0f}"
    if divisor is None:
        return Mark("text", text=display) if is_same else None
    if money := money_mark(display, divisor, re.sub(r"[\d.,\s]+", " ", display)):
        return money
    if is_same and _PARTED.search(written) and not _GROUPED.fullmatch(written):  # 1.01 for 101
        return Mark("text", text=display)
    if digits != written or not _is_whole(abs(float(value)), digits):  # a quantity
        return None
    start = number.start()
    text = display[:start] + digits.replace(",", ".") + display[start + len(written) :]
    return Mark("text", text=text)


def _divisor(value: float, digits: str) -> int | None:
    """What divides the number so that these digits show it; None when nothing does."""
    for divisor in (1, 10**3, 10**6):
        for point in ",.":
            whole, _, part = digits.replace("." if point == "," else ",", "").partition(point)
            if not f"{whole}{part}".isdecimal():
                continue
            number = float(f"{whole or 0}.{part or 0}")
            if abs(value / divisor - number) <= 0.51 * 10 ** -len(part):
                return divisor
    return None


def _is_whole(value: float, digits: str) -> bool:
    """Whether the digits leave nothing of the number out, and do not part its thousands."""
    plain = digits.replace(",", ".")
    return plain.count(".") < 2 and math.isclose(value, float(plain))


def mark_of_date(value: str, display: str) -> Mark | None:
    """The precision that a cell shows of its date; None for a day."""
    year, month, day = value[:10].split("-")
    numbers = re.findall(r"\d+", display)
    years, months = {year, year[2:]}, {month, str(int(month))}
    words = re.search(r"[^\W\d]{3,}", display)
    match numbers:
        case [only] if only in years:
            return Mark("month" if words else "year")
        case [] if words:
            return Mark("month")
        case [first, second] if not words:
            quarter = re.fullmatch(r"[TQ] ?[1-4]\W+\d+", display, re.IGNORECASE)
            if quarter and second in years:
                return Mark("quarter")
            pairs = ((first, second), (second, first))
            if any(a in months and b in years - {day, month} for a, b in pairs):
                return Mark("month")
    return None
