"""Markdown as HTML, with French spaces; HTML and images written in it show as they are typed."""

import re
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_ELSEWHERE = re.compile(r"(https?:)?//", re.IGNORECASE)
_TABLE = (
    '<div class="fr-table fr-table--no-caption"><div class="fr-table__wrapper">'
    '<div class="fr-table__container">'
    '<div class="fr-table__content" role="region" aria-label="Tableau" tabindex="0"><table>'
)


def text_as_html(text: str, *, under: int) -> SafeString:
    """A text of several lines. Its titles rank, without a gap, below the title of rank `under` that
    it stands under."""
    tokens = READER.parse(text)
    _rank_titles(tokens, under)
    return as_html(tokens)


def line_as_html(text: str) -> SafeString:
    """The words of a line, without paragraph: what a label may hold."""
    return as_html(READER.parseInline(text))


def as_html(tokens: list[Token]) -> SafeString:
    for part in parts(tokens):
        part.content = spaced(part.content)
        if _ELSEWHERE.match(str(part.attrGet("href") or "")):
            part.attrSet("rel", "noopener external")
    html = READER.renderer.render(tokens, READER.options, {}).replace("<table>", _TABLE)
    html = html.replace("</table>", "</table></div></div></div></div>")
    return mark_safe(html)  # noqa: S308 - the reader lets no HTML through


def parts(tokens: Iterable[Token]) -> Iterator[Token]:
    """The words, links and marks of lines."""
    return (part for token in tokens for part in token.children or [])


def spaced(text: str) -> str:
    return re.sub("« ", "«\u00a0", re.sub(" ([:;?!»])", "\u00a0\\1", text))


def _rank_titles(tokens: list[Token], under: int) -> None:
    titles = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    ranks = sorted({token.tag for token in titles})
    for token in titles:
        rank = min(under + 1 + ranks.index(token.tag), 6)
        token.tag = f"h{rank}"
        if token.type == "heading_open":
            token.attrSet("class", f"fr-h{min(rank + 2, 6)}")
