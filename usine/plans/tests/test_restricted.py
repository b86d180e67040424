"""Who reads an action that few may read is told so, wherever it is named."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from usine.pages.papers import PaperTable, PaperTimeline
from usine.plans import blocking, steps
from usine.plans.committees.paper import paper_of
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.values import clock
from usine.values.dates import PartialDate

from .conftest import made_today
from .factories import make_action
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SECRET, OPEN = "Rachat discret", "Rachat du site"


@made_today
def actions(territory) -> list[Action]:
    with clock.set_to(datetime(2025, 2, 1, 9, tzinfo=UTC)):
        actions = [
            make_action(
                territory, title=title, restricted=restricted, end=PartialDate(date(2025, 3, 1))
            )
            for title, restricted in ((SECRET, True), (OPEN, False))
        ]
    for action in actions:
        blocking.block(action, kind="land", words="Le prix", by=None)
        steps.add_step(
            action, values={"title": "Signer", "due": PartialDate(date(2025, 9, 1))}, by=None
        )
    return actions


def marks(page: str, title: str) -> list[bool]:
    """For each place where a page names an action, whether the words that follow mark it."""
    plain = page.replace("&nbsp;", " ")
    return ["Accès restreint" in rest[:110] for rest in plain.split(f">{title}</a>")[1:]]


@pytest.mark.parametrize(
    ("name", "query", "count"),
    [
        ("plans:territory_moved", "", 1),
        ("plans:territory_plan", "?vue=tableau", 1),
        ("plans:territory_plan", "?vue=colonnes", 1),
        ("plans:territory_plan", "?vue=frise", 1),
        ("portal:territory", "", 1),
        ("portal:territory_desk", "", 3),
    ],
)
def test_pages_mark_it(signed_in, territory, actions, name, query, count):
    page = signed_in.get(reverse(name, args=[territory.slug]) + query).content.decode()
    assert (marks(page, SECRET), marks(page, OPEN)) == ([True] * count, [False] * count)


def test_those_that_are_alike_are_marked(signed_in, actions):
    page = signed_in.get(reverse("plans:similar"), {"q": "rachat"}).content.decode()
    assert (marks(page, SECRET), marks(page, OPEN)) == ([True], [False])


def test_the_file_of_what_moved_marks_it(signed_in, territory, actions):
    address = reverse("plans:territory_moved_export", args=[territory.slug, "csv"])
    answer = signed_in.get(address)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert {tuple(line.split(";")[1:3]) for line in lines} == {
        ("Action", "Accès restreint"),
        (SECRET, "oui"),
        (OPEN, ""),
    }


@pytest.mark.parametrize("wide", [False, True])
def test_the_file_of_a_committee_marks_it(territory, actions, wide):
    plan = Plan(region=territory.lead_region) if wide else Plan(territory=territory)
    where = f"{territory} – " if wide else ""
    blocks = [
        block
        for section in paper_of(make_committee(plan), day=clock.today()).sections
        for block in section.blocks
    ]
    named = {
        (row[0].text, row[0].aside)
        for block in blocks
        if isinstance(block, PaperTable)
        for row in block.rows
        if row[0].text in (SECRET, OPEN)
    }
    assert named == {
        (SECRET, f"{where}accès restreint"),
        (OPEN, str(territory) if wide else ""),
    }
    bars = [bar for block in blocks if isinstance(block, PaperTimeline) for bar in block.bars]
    # The file of a wide plan counts the ends of its actions, and names none there.
    drawn = [] if wide else [f"{SECRET} (accès restreint)", OPEN]
    assert [bar.label for bar in bars] == drawn
