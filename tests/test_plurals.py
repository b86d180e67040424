"""What is counted agrees with its number: zero and one are singular in French.

Sources first: a number and its noun go through the one tool of the house (`counted`,
`label_beside`, `format_counted`). Then every page, in a world where there is nothing, one or two.
"""

import ast
import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from usine.people import operations as people
from usine.people.models import Mandate
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.models import Action
from usine.values import clock

from .routes import routes
from .test_conventions import ROOT, is_test, sources, templates
from .world import Actor, World, undone

SPACE = "[ \u00a0]"
# Words that end as plurals do, and are none; English ones last.
INVARIABLE = frozenset(
    """accès après avis cas ces choix dans depuis des dès fois hors les mais mois pas pays plus prix
    puis sans silencieux sous temps vers
    characters class is rows s times""".split()  # noqa: SIM905 - read as a text
)
# What is counted there is never one: shares, amounts, limits of what is read.
NO_COUNT = re.compile(r"format_percent|format_cents|limits\.|\b[A-Z][A-Z_]+\b")
PLURAL_VERBS = frozenset({"ont", "portent", "seront", "sont", "tiennent"})


def is_plural(word: str) -> bool:
    return word[-1:] in ("s", "x") and word.lower() not in INVARIABLE


def in_template(text: str) -> Iterator[str]:
    """Numbers of a template whose noun is written beside them."""
    text = text.replace("&nbsp;", "\u00a0")
    for match in re.finditer(r"\{\{[^}]*\}\}(?:</\w+>)?" + SPACE + r"(\w+)", text):
        if is_plural(match[1]):
            yield match[0]
    if "|pluralize" in text:
        yield "|pluralize"


def in_python(source: str) -> Iterator[str]:
    """Numbers of the sentences of a module whose noun is written beside them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, node.values[1:], strict=False):
                yield from _beside(value, after)


def _beside(value: ast.expr, after: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.FormattedValue) and isinstance(after, ast.Constant):
        match = re.match(SPACE + r"(\w+)", str(after.value))
        written = ast.unparse(value.value)
        if match and is_plural(match[1]) and not NO_COUNT.search(written):
            yield f"{{{written}}}{match[0]}"


def test_numbers_and_nouns_go_through_the_one_tool():
    faults = [
        *(f"{path.name}: {each}" for path in templates() for each in in_template(path.read_text())),
        *(
            f"{path.relative_to(ROOT)}: {each}"
            for path in sources()
            if path.is_relative_to(ROOT / "usine") and not is_test(path)
            for each in in_python(path.read_text())
        ),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("seen", "text", "faults"),
    [
        (in_template, "{{ n }} lignes", 1),
        (in_template, "<strong>{{ page.count|count }}</strong>&nbsp;actions", 1),
        (in_template, '{{ n|counted:"ligne,lignes" }} dans {{ name }} depuis hier', 0),
        (in_template, "{{ n|length|pluralize }}", 1),
        (in_python, 'f"{len(rows)} lignes refusées"', 1),
        (in_python, 'f"{LIMIT} lignes, {n} sans budget, {first}, autres"', 0),
    ],
)
def test_a_noun_written_beside_its_number_is_seen(seen, text, faults):
    assert len([*seen(text)]) == faults


# The pages


def text_of(page: str) -> str:
    """What is read on a page, a block a line; a figure and its label are one line."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page)
    attributes = "\n".join(
        match[1] for match in re.finditer(r'(?:title|aria-label)="([^"]*)"', page)
    )
    page = re.sub(r'</p>\s*<p class="figure__label">', " ", page)
    page = re.sub(r"</?(?:a|abbr|b|em|i|small|span|strong|sup)\b[^>]*>", "", page)
    return html.unescape(f"{re.sub(r'<[^>]*>', chr(10), page)}\n{attributes}")


COUNTED = re.compile(rf"(?m)(?:^|(?<!\d)\u00a0|[^\w,./\u00a0])(\d+){SPACE}+(\w+)(?:{SPACE}(\w+))?")


def disagreements(text: str) -> set[str]:
    return {
        match[0].strip()
        for match in COUNTED.finditer(text)
        if (
            int(match[1]) < 2
            and (is_plural(match[2]) or is_plural(match[3] or "") or match[3] in PLURAL_VERBS)
        )
        or (int(match[1]) > 1 and match[2] in singulars())
    }


def singulars() -> set[str]:
    """The nouns that templates count, as they are written beside one."""
    pairs = [
        pair.split(",")
        for path in templates()
        for pair in re.findall(r'(?:counted|label_beside):"([^"]*)"', path.read_text())
    ]
    return {one.split()[0] for one, many in pairs} - {many.split()[0] for one, many in pairs}


@pytest.mark.parametrize(
    ("page", "faults"),
    [
        ("<p><strong>1</strong> Chefs de projet</p>", {"1 Chefs de"}),
        ('<p class="v">0</p>\n<p class="figure__label">Actions</p>', {"0 Actions"}),
        ("<td>1</td><td>Actions</td><p>1 action</p><p>2 actions</p>", set()),
        ("<p>1 action retirées, 2 action, 1 action sont</p>", {"1 action retirées"}),
        ('<a title="1 lignes">x</a> 10\u00a0000 lignes, 0,1 lignes, 1 fois', {"1 lignes"}),
    ],
)
def test_what_does_not_agree_is_seen(page, faults):
    assert disagreements(text_of(page)) >= faults
    assert bool(disagreements(text_of(page))) == bool(faults)


def leave(actions: set[int], managers: set[int]) -> None:
    """Withdraw the other actions, and end the other mandates that are counted."""
    for action in Action.objects.live().exclude(pk__in=actions):
        plans.withdraw(action, reason="Doublon", by=None)
    eve = clock.today() - timedelta(days=1)
    for mandate in Mandate.objects.held_on(clock.today()).exclude(user__in=managers):
        if mandate.role in (Role.PROJECT_MANAGER, Role.REGIONAL_COORDINATOR):
            people.end_mandate(mandate, on=eve, by=None)


def as_it_is(world: World) -> None:
    """Two territories, with a few of each thing."""


def one_of_each(world: World) -> None:
    leave({world.here.action.pk}, {world.here.manager.pk, world.users[Actor.COORDINATOR].pk})


def nothing(world: World) -> None:
    leave(set(), set())


# Every page is asked for on both engines, and covered, in `test_access.py`.
@pytest.mark.one_engine
@pytest.mark.uncovered
@pytest.mark.django_db
@pytest.mark.parametrize("become", [as_it_is, one_of_each, nothing])
def test_pages_agree_with_what_they_count(world: World, become: Callable[[World], None]):
    by_route = {}
    client = Client()
    with undone():
        become(world)
        client.force_login(world.users[Actor.NATIONAL])
        for route in routes():
            if route.get:
                response = client.get(reverse(route.name, args=route.at(world)) + route.query)
                if response.headers.get("Content-Type", "").startswith("text/html"):
                    by_route[str(route)] = disagreements(text_of(response.content.decode()))
    assert len(by_route) > 30
    assert {route: faults for route, faults in by_route.items() if faults} == {}
