"""The spreadsheets of real territories, when they are there, through the pages to the unit."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import AXES, make_territory, make_user
from usine.reading.tests.test_samples import EXPECTED, SAMPLES

from .test_journeys import sign_in

FILES = sorted(path for path in SAMPLES.glob("*") if path.suffix in (".xlsx", ".csv"))

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not FILES, reason="the samples are not there"),
]


def digits(text: str | None) -> int:
    return int(re.sub(r"\D", "", text or "") or 0)


def tally(page: Page) -> dict[str, int]:
    """{label: number} of the three counts that a preview shows."""
    lines: list[Locator] = page.locator(".tally > div").all()
    return {
        " ".join(line.locator("dt").inner_text().split()): digits(line.locator("dd").inner_text())
        for line in lines
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_enters_the_plan_through_the_page(page, path):
    wanted = json.loads(EXPECTED[path.stem].read_text())
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.set_default_timeout(60_000)
    page.goto(f"/territoires/{territory.slug}/plan/import/")
    page.get_by_label("Votre tableur").set_input_files(path)
    page.get_by_role("button", name="Voir ce qui va changer").click()
    expect(page.get_by_role("heading", name="Ce que ce fichier changerait")).to_be_visible()

    counts = tally(page)
    assert {axis: counts[AXES[axis]] for axis in wanted["by_axis"]} == wanted["by_axis"]
    assert {key: counts[Status(key).label] for key in wanted["by_status"]} == wanted["by_status"]
    assert counts["Total"] == wanted["budget_total_eur"]
    assert counts["Actions sans budget connu"] == wanted["without_budget"]
    tabs = page.get_by_role("navigation", name="Lignes de l’import")
    assert digits(tabs.get_by_role("link", name="Nouvelles").inner_text()) == wanted["actions"]
    if refused := wanted["rejected_rows"]:
        tabs.get_by_role("link", name=f"Refusées {refused}").click()
        rows = page.locator(".changes tbody tr")
        expect(rows).to_have_count(refused)
        assert all(row.locator(".reasons :is(strong, a)").count() for row in rows.all())

    page.get_by_role("link", name="Appliquer").first.click()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("link", name="Annuler cet import")).to_be_visible()
    page.goto(f"/territoires/{territory.slug}/bilan/")
    table = page.get_by_role("table", name="Actions par statut et par axe")
    total = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Total"))
    assert wanted["actions"] in [
        digits(cell) for cell in total.get_by_role("link").all_inner_texts()
    ]
    assert Action.objects.live().count() == wanted["actions"]
    assert verify() == []
