"""What the columns of a financing are: who pays, for which year, asked, granted or paid."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from usine.reading.french import WORDS
from usine.reading.memory import remembered
from usine.reading.naming import Understood, normal, undated, without_asides
from usine.reading.wording import Lexicon

PLANNED, TWIN = "planned", "twin"
"""What an amount is: a part of what is planned, or one that another group of columns gives too."""

_YEAR = re.compile(r"\b(20[0-4]\d)\b")
_YEARS = re.compile(r"\b20\d\d\s*[-–/àa]\s*20\d\d\b")

_SHORT_YEAR = re.compile(r"'?(2\d)")
_RELATIVE = re.compile(r"\bN(?:\s*\+\s*\d)?\s*$")
_PLAN = "financement"
_SPENT = "dépensé"  # without its accent, it would be an expense, which may be planned
_FUND = re.compile(r"\((?!TTC|HT)[A-Z]{3,}\)")
_GLUED = re.compile(r"^(cd|cr|cg)\d+$")

SURE, DOUBTFUL = 95, 75

REVISED = frozenset(map(normal, WORDS["headers"]["versions"]))
"""Words beside which a year is that of a version of the amount."""


TAXES = frozenset({"ht", "ttc"})


class FundingShare(NamedTuple):
    """A column of amounts that are a part of the whole: by who pays, by year, or by kind."""

    who: str = ""
    label: str = ""
    year: int | None = None
    kind: str = PLANNED


class Payer(NamedTuple):
    """A column whose cells name who pays the amounts beside."""


class PaidBy(NamedTuple):
    """A column of amounts paid by whom the column `payer` names."""

    payer: int
    kind: str = PLANNED


class PayerScheme(NamedTuple):
    """A column whose cells name the scheme by which whoever the column `payer` names pays."""

    payer: int


class PayerYear(NamedTuple):
    """A column whose cells are the years for which whoever the column `payer` names pays."""

    payer: int


class Financing:
    """`words` are those of a file such as `plans/vocabulary/funding.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.field, self.total, self.other = words["field"], words["total"], words["other"]
        self.spent_as = words["spent_as"]
        sets = {name: frozenset(map(normal, each)) for name, each in words["words"].items()}
        self.money, self.plain, self.unlike = sets["money"], sets["plain"], sets["unlike"]
        self.totals, self.beside, self.whole = sets["total"], sets["beside"], sets["whole"]
        self.schemes, self.years = sets["scheme"], sets["years"]
        self.spent, self.revenue, self.natures = sets["spent"], sets["revenue"], sets["natures"]
        self.named = sorted(sets["named"], key=len, reverse=True)
        self.kinds = {kind: frozenset(map(normal, each)) for kind, each in words["kinds"].items()}
        self.who = Lexicon(words["who"], normal)
        self.understand = remembered(self._understand)

    def _understand(self, path: tuple[str, ...]) -> Understood | None:
        """What a path of heads says of an amount; None when it says nothing of it."""
        heads = [_words(head) for head in path]
        words = {word for head in heads for word in head}
        if not words.isdisjoint(self.unlike):
            return None
        if "%" in path[-1] and "€" not in path[-1]:
            return None
        is_money = self.is_money(path)
        pairs = zip(path, heads, strict=True)  # beside a version, a year is that of the version
        year = _year(head for head, of in pairs if REVISED.isdisjoint(of))
        if is_money and len(path) > 1 and (short := _SHORT_YEAR.fullmatch(path[-1].strip())):
            year = 2000 + int(short[1])
        who, label = self._payer(path, heads)
        if not who and not words.isdisjoint(self.revenue):
            return None
        kind = self._kind(words)
        if self.spends(path) and (not who or kind == PLANNED):
            return None  # what the lead spent is what nobody pays
        is_money |= bool(who) and kind != PLANNED
        if not self.totals.isdisjoint(heads[-1]) and _year(path[-1:]) is None:
            whole = is_money and kind == PLANNED and not who and year is None
            rank = int(_PLAN in heads[-1])  # a total cost goes before that of a financing
            is_whole = whole and self._is_whole(path, heads)
            return Understood(self.total, 100, rank) if is_whole else None
        share = FundingShare(who, label, year, kind)
        if is_money and share != FundingShare():
            return Understood(self.field, SURE, 0, share)
        is_payer = bool(who) and (len(path) == 1 or year is not None)
        is_payer |= kind != PLANNED and words <= self.kinds[kind] | self.plain
        return Understood(self.field, DOUBTFUL, 0, share) if is_payer else None

    def spent_share(self, path: tuple[str, ...]) -> FundingShare | None:
        """What was spent as a part of the financing, when users say that it is one."""
        kind = self._kind({word for head in path for word in _words(head)})
        kind = self.spent_as if kind == PLANNED else kind
        return FundingShare(year=_year(path), kind=kind) if self.spends(path) else None

    def _is_whole(self, path: Sequence[str], heads: Sequence[list[str]]) -> bool:
        """Whether a total is that of its group, or says that it is that of the whole cost."""
        if len(path) > 1:
            return True
        return all(word in self.whole | self.totals | self.plain | {_PLAN} for word in heads[0])

    def understand_beside(
        self, path: tuple[str, ...], payer: int, known: Understood | None
    ) -> Understood | None:
        """What a column beside that of who pays is: an amount, or, unless more is `known` of it,
        the scheme."""
        if " ".join(_words(path[-1])) in self.schemes:
            return known or Understood(self.field, SURE, 0, PayerScheme(payer))
        paid = self.beside_payer(path, payer)
        return Understood(self.field, SURE, 0, paid) if paid else None

    def is_year_of_payer(self, path: tuple[str, ...], after: tuple[str, ...], payer: int) -> bool:
        """Whether a column stands as a year between who pays and the amounts of the one `after`."""
        is_year = bool(path) and " ".join(_words(path[-1])) in self.years
        return is_year and bool(after) and self.beside_payer(after, payer) is not None

    def beside_payer(self, path: tuple[str, ...], payer: int) -> PaidBy | None:
        """The amounts that stand beside the column of who pays; None when these are others."""
        words = _words(undated(path[-1]))
        kind = self._kind(set(words))
        bare = [word for word in words if word not in self.kinds.get(kind, ())]
        phrase = " ".join(word for word in bare if word not in self.plain and not word.isdigit())
        known = phrase in self.beside or (not phrase and kind != PLANNED)
        return PaidBy(payer, kind) if known else None

    def is_spent(self, path: Sequence[str]) -> bool:
        """Whether heads are of money that was spent: « Dépenses réalisées › Total »."""
        return self.is_money(path) and self.spends(path)

    def spends(self, path: Sequence[str]) -> bool:
        return any(
            _SPENT in head.casefold() or not self.spent.isdisjoint(_words(head)) for head in path
        )

    def is_money(self, path: Sequence[str]) -> bool:
        """Whether heads are about money."""
        words = {word for head in path for word in _words(head)}
        return not words.isdisjoint(self.money | TAXES) or any("€" in head for head in path)

    def nature_of(self, path: tuple[str, ...]) -> str:
        """The nature of the costs of a column of amounts, or the year that no calendar places, ""
        when its heads name none or more."""
        if self.is_relative(path):
            return path[-1]
        named = {word for head in path for word in _words(head) if word in self.natures}
        others = {word for head in path for word in _words(head)} - named - self.totals - self._idle
        return named.pop() if len(named) == 1 and not others else ""

    def is_relative(self, path: Sequence[str]) -> bool:
        """Whether a column of amounts is of a year told from another: « Budget › N+1 »."""
        return self.is_money(path) and bool(_RELATIVE.search(path[-1]))

    def own_words(self, head: str) -> frozenset[str]:
        """The words by which a head tells its amounts from those beside: « Coût des études »."""
        words = {word for word in _words(head) if not word.isdigit()}
        return frozenset(words - (self._idle - self.natures) - self.totals)

    def bare_year(self, path: Sequence[str]) -> int | None:
        """The year that heads a column, with words that say nothing more: « 2025 › Prévu »."""
        words = {word for head in path for word in _words(head)} - self.plain
        year = words.pop() if len(words) == 1 else ""
        return int(year) if _YEAR.fullmatch(year) else None

    def is_total(self, head: str) -> bool:
        """Whether a head says that it is the total of those beside it."""
        return not self.totals.isdisjoint(_words(head))

    def is_total_alone(self, path: Sequence[str]) -> bool:
        """Whether a column under no group is named a total, and of nothing else."""
        named = self.totals | self.plain | self.whole
        return len(path) == 1 and self.is_total(path[0]) and named.issuperset(_words(path[0]))

    def is_of_all(self, payer: str) -> bool:
        """Whether what stands for who pays is the whole cost: « Total », « Coût de l’action »."""
        words = _words(payer)
        is_cost = bool(words) and all(word in self.whole | self.plain for word in words)
        return is_cost or self.is_total(payer)

    def payer_of(self, text: str) -> tuple[str, str]:
        """The code and the name of who pays, from the text of a cell."""
        name = " ".join(text.split())
        words = _words(name)
        each = {code for word in words if (code := self._code([word]))}
        code = self._code(words) or (each.pop() if len(each) == 1 else self.other)
        return code, name

    def _kind(self, words: set[str]) -> str:
        named = (kind for kind, each in self.kinds.items() if not words.isdisjoint(each))
        return next(named, PLANNED)

    def _payer(self, path: Sequence[str], heads: Sequence[list[str]]) -> tuple[str, str]:
        """The code and the label of who pays, from the last head that names somebody."""
        for head, words in zip(reversed(path), reversed(heads), strict=True):
            if code := self._code(words):
                spoken = without_asides(head).split()
                named = [
                    word
                    for word in spoken
                    if normal(word) not in self._idle and not _YEAR.fullmatch(word)
                ]
                return code, " ".join([*(named or spoken), *_FUND.findall(head)])
        return "", ""

    @cached_property
    def _idle(self) -> frozenset[str]:
        """The words put aside before who pays is looked for."""
        return self.money | self.plain | frozenset().union(*self.kinds.values())

    def _code(self, words: Iterable[str]) -> str:
        every = list(words)
        bare = " ".join(word for word in every if word not in self._idle and not word.isdigit())
        for phrase in (" ".join(every), bare, self.who.corrected(bare), self._named(bare)):
            if phrase and (meaning := self.who.get(phrase)):
                return meaning.of
        return ""

    def _named(self, phrase: str) -> str:
        """Who pays without the name that follows: « région grand est », « cd54 »."""
        spaced = _GLUED.sub(r"\1", phrase)
        return next((who for who in self.named if f"{spaced} ".startswith(f"{who} ")), "")


def shares_beside(facets: Sequence[Any], index: int) -> range:
    """The columns of what is planned just before one, else just after, all by who pays or all by
    year: two at least, which may make a total."""
    before = range(index - _run(facets[:index][::-1]), index)
    after = range(index + 1, index + 1 + _run(facets[index + 1 :]))
    return next((each for each in (before, after) if len(each) > 1), range(0))


def _run(facets: Sequence[Any]) -> int:
    """How many of the first facets are shares of what is planned, of one kind."""
    kinds = [
        (bool(each.who), each.year is not None)
        if isinstance(each, FundingShare) and each.kind == PLANNED
        else None
        for each in facets
    ]
    return len(list(takewhile(lambda kind: kind and kind == kinds[0], kinds)))


def _words(head: str) -> list[str]:
    return normal(without_asides(head.replace("Σ", " total "))).split()


def _year(path: Iterable[str]) -> int | None:
    years = {int(year) for head in path for year in _YEAR.findall(_YEARS.sub(" ", head))}
    return years.pop() if len(years) == 1 else None
