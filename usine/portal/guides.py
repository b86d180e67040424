"""The guides of `docs/guides`, one a persona, as pages that the help of each page leads to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from markdown_it.token import Token

from usine.pages.links import Link
from usine.pages.markdown import READER, as_html, parts, spaced
from usine.people.access import grants_of
from usine.people.roles import Role

FOLDER = settings.BASE_DIR / "docs" / "guides"


@dataclass(frozen=True)
class Guide:
    """`slug` names its file too; `roles` are those of its readers, none when it is for all;
    `pages`, how the addresses begin of the pages that it tells how to use."""

    slug: str
    label: str
    roles: frozenset[Role] = frozenset()
    pages: tuple[str, ...] = ()

    @property
    def link(self) -> Link:
        return Link(self.label, reverse("portal:guide", args=[self.slug]))


GUIDES = (
    Guide(
        "chef-de-projet",
        "Guide du chef de projet",
        frozenset({Role.PROJECT_MANAGER, Role.DEPUTY}),
    ),
    Guide(
        "binome",
        "Guide de l’élu et de l’industriel",
        frozenset({Role.ELECTED_OFFICIAL, Role.INDUSTRIALIST, Role.READER}),
    ),
    Guide(
        "coordinateur",
        "Guide du coordinateur régional",
        frozenset({Role.REGIONAL_COORDINATOR}),
    ),
    Guide("equipe-nationale", "Guide de l’équipe nationale", frozenset({Role.NATIONAL_TEAM})),
    Guide("bilan", "Guide du bilan"),
    Guide("candidater", "Guide de la candidature", pages=("/appels/", "/candidatures/")),
    Guide("appels", "Guide des appels", pages=("/appels/gestion/",)),
)


def guides_of(user: Any, path: str) -> list[Link]:
    """That of the page at a path, those of the roles of a user, then the page of all."""
    roles = grants_of(user).roles
    theirs = [guide.link for guide in GUIDES if guide.roles & roles]
    return [*_of_page(path), *theirs, Link("Tous les guides", reverse("portal:guides"))]


def _of_page(path: str) -> list[Link]:
    """The guide that names the longest beginning of a path, if one does."""
    named = {start: each for each in GUIDES for start in each.pages if path.startswith(start)}
    return [named[max(named, key=len)].link] if named else []


@login_not_required
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/guides.html", {"guides": [guide.link for guide in GUIDES]})


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    asked = next((each for each in GUIDES if each.slug == slug), None)
    if asked is None:
        raise Http404
    page = _page(slug)
    context = {"guide": asked, "parts": page.parts, "text": page.text}
    return render(request, "portal/guide.html", context)


@dataclass(frozen=True)
class GuidePage:
    parts: list[Link]  # its titles of second rank
    text: SafeString


@cache
def _page(slug: str) -> GuidePage:
    tokens = READER.parse((FOLDER / f"{slug}.md").read_text())
    titles = list(_named(tokens))
    _link_guides(tokens)
    return GuidePage(titles, as_html(tokens))


def _named(tokens: list[Token]) -> Iterator[Link]:
    """Give each title of second rank an anchor, and list them."""
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"partie-{number}")
            yield Link(spaced(tokens[number + 1].content), f"#partie-{number}")


def _link_guides(tokens: Iterable[Token]) -> None:
    """Links between guides lead to their pages."""
    for part in parts(tokens):
        slug = str(part.attrGet("href") or "").removesuffix(".md")
        if slug in [each.slug for each in GUIDES]:
            part.attrSet("href", reverse("portal:guide", args=[slug]))
