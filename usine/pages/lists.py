"""Long lists: the order and the page that the address asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

SORT = "tri"
PAGE = "page"
PAGE_SIZE = 50


@dataclass(frozen=True)
class Sort:
    """The column that orders a list: `?tri=nom`, or `?tri=-nom` from the last to the first."""

    column: str
    descending: bool = False

    @classmethod
    def asked(cls, request: HttpRequest, columns: Collection[str], default: str) -> Sort:
        """The sort that the address asks; `default` ("nom", "-date") without a known column."""
        return cls.of(request.GET, columns, default)

    @classmethod
    def of(cls, query: QueryDict, columns: Collection[str], default: str) -> Sort:
        asked = query.get(SORT, "")
        return cls.parse(asked if asked.removeprefix("-") in columns else default)

    @classmethod
    def parse(cls, text: str) -> Sort:
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column

    def next_for(self, column: str, *, is_number: bool = False) -> Sort:
        """The sort that a click on this column's header asks: of numbers, the largest first."""
        return Sort(column, not self.descending if column == self.column else is_number)


def page_asked(request: HttpRequest, rows, size: int = PAGE_SIZE) -> Page:
    """The page of `rows` (a list or a queryset) that the address asks, or the nearest page; then
    `missed` tells the user."""
    return Paginator(rows, size).get_page(max(_number_asked(request), 1))


def missed(request: HttpRequest, page: Page) -> str:
    """The sentence that tells that `page` replaces the page of the address; empty when it is the
    page of the address."""
    if not request.GET.get(PAGE) or _number_asked(request) == page.number:
        return ""
    where = "la première" if page.number == 1 else f"la dernière, la page {page.number}"
    return f"La page demandée n’est pas dans cette liste\u00a0: voici {where}."


def _number_asked(request: HttpRequest) -> int:
    asked = request.GET.get(PAGE, "")
    return int(asked[:9]) if asked.removeprefix("-").isdecimal() else 0
