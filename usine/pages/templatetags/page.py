"""The filters and tags of templates: formats, components of the design system, lists, charts."""

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from usine.pages import posting, returning
from usine.pages.charts import Chart, Series
from usine.pages.lists import PAGE, SORT, Sort, missed
from usine.pages.markdown import line_as_html, text_as_html
from usine.values import formats
from usine.values.fields import NOTHING
from usine.values.shares import shares
from usine.values.siren import grouped

register = template.Library()

register.filter("cents", formats.format_cents)
register.filter("cents_short", formats.format_cents_short)
register.filter("count", formats.format_count)
register.filter("percent", formats.format_percent)
register.filter("day", formats.format_day)
register.filter("moment", formats.format_moment)
register.filter("hour", formats.format_hour)
register.filter("ago", formats.format_ago)
register.filter("siren", grouped)
register.filter("markdown_line", line_as_html)


@register.filter
def counted(number: int, words: str) -> str:
    """{{ 3|counted:"action,actions" }} gives "3 actions"."""
    return formats.format_counted(number, *words.split(","))


@register.filter
def markdown(text: str, under: int) -> SafeString:
    """{{ text|markdown:2 }}: a text in Markdown, below a title of second rank."""
    return text_as_html(text, under=under)


@register.filter
def or_nothing(value: Any) -> Any:
    """A value, or the one mark of what is not known or not there: of nought, 0 is told."""
    return NOTHING if value is None or value == "" or value == [] else value


@register.simple_tag
def post(is_held: object) -> SafeString:
    """{% post holders %}: whether somebody holds a seat, in the same words everywhere."""
    if is_held:
        return SafeString("En poste")
    return mark_safe('<span class="quiet">Poste vacant</span>')


@register.filter
def label_beside(number: int, words: str) -> str:
    """{{ 1|label_beside:"Action créée,Actions créées" }} gives "Action créée", as for 0."""
    singular, plural = words.split(",")
    return plural if number > 1 else singular


@register.simple_tag
def form_key() -> SafeString:
    """The key of a posted form, beside its csrf_token: the form sent twice acts once."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', posting.FIELD, secrets.token_urlsafe(16)
    )


@register.inclusion_tag("pages/undo.html", takes_context=True)
def undo_form(context: dict, message: Message) -> dict:
    """The button that undoes what a message announces, when `answers.announce` added one."""
    return {"undo": message.extra_tags and json.loads(message.extra_tags)}


@register.simple_tag(takes_context=True)
def from_here(context: dict, address: str, at: str = "") -> str:
    """The address of a line of a list, whose pages lead back to the list as it is now: {% from_here
    url %}; at the part `at` of the page, when the line has no anchor of its own. A line that is
    drawn apart from its list has the address of the list in `here`."""
    here = context.get("here") or context["request"].get_full_path()
    return returning.leading_back(address, f"{here}#{at}" if at else here)


@register.simple_tag(takes_context=True)
def still_from_there(context: dict) -> str:
    """Added to a link between pages of a line: the next page also leads back to the list."""
    return returning.leading_back("", returning.there(context["request"]))


@register.inclusion_tag("pages/link_back.html", takes_context=True)
def link_back(context: dict, label: str, at: str = "") -> dict:
    """The link to the line `at` of the list that the user came from."""
    return {"label": label, "url": returning.back(context["request"], "", at=at)}


@register.inclusion_tag("pages/breadcrumb.html")
def breadcrumb(*steps: str) -> dict:
    """The path from the home page: label, address, …, then the label of this page."""
    *above, here = steps
    return {"steps": list(zip(above[::2], above[1::2], strict=True)), "here": here}


@register.simple_block_tag
def table(
    content: str, caption: str, hide_caption: bool = False, css_class: str = ""
) -> SafeString:
    """{% table "Actions" %}<thead>…</thead><tbody>…</tbody>{% endtable %}: scrolls when narrow.

    A style (`css_class`) may lay the table out as blocks: `role` says that it is still a table.
    """
    return format_html(
        '<div class="fr-table{}"><div class="fr-table__wrapper"><div class="fr-table__container">'
        '<div class="fr-table__content" role="region" aria-label="{}" tabindex="0"><table{}>'
        "<caption>{}</caption>{}</table></div></div></div></div>",
        " fr-table--no-caption" if hide_caption else "",
        caption,
        format_html(' class="{}" role="table"', css_class) if css_class else "",
        caption,
        mark_safe(content),  # noqa: S308 - the template between the two tags, already escaped
    )


@register.simple_block_tag(takes_context=True, name="help")
def help_fold(context: dict, content: str) -> SafeString:
    """{% help %}<p>…</p>{% endhelp %}: a few words on how a page of work is used, folded, then the
    guides (`help_links`) that say more."""
    links = [(link.url, link.label) for link in context.get("help_links", ())]
    guides = format_html_join(", ", '<a href="{}">{}</a>', links)
    return format_html(
        '<details class="fold prose fr-text--sm fr-mt-4w fr-no-print">'
        "<summary>Aide sur cette page</summary>{}{}</details>",
        mark_safe(content),  # noqa: S308 - the template between the two tags, already escaped
        format_html("<p>{}</p>", guides) if links else "",
    )


@register.simple_tag(takes_context=True)
def sort_header(
    context: dict, sort: Sort, column: str, label: str, css_class: str = ""
) -> SafeString:
    """The header of a column, which sorts the list and keeps the rest of the address."""
    query = context["request"].GET.copy()
    query[SORT] = str(sort.next_for(column, is_number="number" in css_class))
    query.pop(PAGE, None)
    state, arrow = "none", "fr-icon-arrow-up-down-line"
    if sort.column == column:
        state = "descending" if sort.descending else "ascending"
        arrow = "fr-icon-arrow-down-line" if sort.descending else "fr-icon-arrow-up-line"
    return format_html(
        '<th scope="col" aria-sort="{}" class="{}">'
        '<a class="sort-link {}" href="?{}" rel="nofollow">{}</a></th>',
        state,
        css_class,
        arrow,
        query.urlencode(),
        label,
    )


@register.inclusion_tag("pages/pagination.html", takes_context=True)
def pagination(context: dict, page: Page, anchor: str = "") -> dict:
    """Links to the other pages, which keep the rest of the address."""

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[PAGE] = str(number)
        return f"?{query.urlencode()}" + (f"#{anchor}" if anchor else "")

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "missed": missed(context["request"], page),
        "numbers": [(n, address(n) if isinstance(n, int) else None) for n in numbers],
        "previous": address(page.number - 1) if page.has_previous() else None,
        "next": address(page.number + 1) if page.has_next() else None,
    }


@register.inclusion_tag("pages/exports.html", takes_context=True)
def exports(context: dict, **addresses: str) -> dict:
    """Links to files of exactly what the page shows: {% exports CSV=url XLSX=url %}."""
    query = context["request"].GET.copy()
    for name in (PAGE, returning.FIELD):
        query.pop(name, None)
    suffix = f"?{query.urlencode()}" if query else ""
    return {"links": [(name, address + suffix) for name, address in addresses.items()]}


@register.inclusion_tag("pages/figure.html")
def figure(
    label: str,
    value: str | int | None,
    on=None,
    definition: str = "",
    url: str = "",
    detail: str = "",
) -> dict:
    """A figure with its date and its definition, which opens on its evidence."""
    text = formats.format_count(value) if isinstance(value, int) or value is None else value
    return {
        "label": label,
        "value": text,
        "on": on,
        "definition": definition,
        "url": url,
        "detail": detail,
    }


@register.inclusion_tag("pages/definition.html")
def definition(term: str, text: str) -> dict:
    return {"term": term, "text": text}


@register.simple_tag
def badge(label: str, tone: str = "") -> SafeString:
    """A status: `tone` is one of success, info, warning, error, new, or nothing for grey."""
    suffix = f" fr-badge--{tone}" if tone else ""
    return format_html(
        '<span class="fr-badge fr-badge--sm fr-badge--no-icon{}">{}</span>', suffix, label
    )


@register.simple_tag
def swatch(series: Series) -> SafeString:
    """The colour of a series, before its label."""
    return format_html(
        '<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">'
        '<rect x=".5" y=".5" width="11" height="11" fill="{}" stroke="{}"/></svg>',
        series.color,
        series.outline,
    )


@register.simple_tag
def coloured(series: Series) -> SafeString:
    """A series by its colour and its name."""
    return format_html('<span class="status">{} {}</span>', swatch(series), series.label)


@register.inclusion_tag("pages/progress.html")
def progress(value: int, total: int, label: str) -> dict:
    """A bar of `value` out of `total`, labelled "12 actions sur 40"."""
    [share, _] = shares([value, total - value])
    # As text: Django would write a number for people, with a space between groups.
    return {"value": str(value), "total": str(total), "label": label, "share": share}


@register.simple_tag
def stacked_bar(parts: Sequence[tuple[Series, int]], label: str) -> SafeString:
    """The parts of a whole, side by side in one bar; the template writes the figures beside it."""
    drawn, left = [], 0.0
    total = sum(count for _, count in parts)
    for series, count in parts:
        if count:
            width = count * 1000 / total
            drawn.append((f"{left:.1f}", f"{width:.1f}", series.color, series.outline))
            left += width
    return format_html(
        '<svg class="stacked-bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        label,
        format_html_join(
            "",
            '<rect x="{}" y="0" width="{}" height="24" fill="{}" stroke="{}"'
            ' vector-effect="non-scaling-stroke"/>',
            drawn,
        ),
    )


@register.inclusion_tag("pages/legend.html")
def legend(series: Iterable[Series]) -> dict:
    return {"series": series}


@register.inclusion_tag("pages/chart.html")
def chart(chart: Chart) -> dict:
    """A drawing and, under it, the table of what it draws."""
    return {"chart": chart}
