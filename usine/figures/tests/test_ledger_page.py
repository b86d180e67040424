"""Where the ledger stands is public, and goes with every file of figures."""

import json

import pytest
from django.core.management import call_command

from usine.ledger.queries import head
from usine.plans.states import Status

from .conftest import plan
from .test_pages import BILAN, MAY, text_of

PAGE = "/bilan/registre/"


def test_the_page_tells_the_last_event_and_how_to_verify_it(client, programme):
    last = head()
    page = text_of(client.get(PAGE))
    assert f"n° {last.number}" in page
    assert "9 novembre 2023" in page
    assert f"usine verify_ledger --since {last.number} {last.seal}" in page
    call_command("verify_ledger", "--since", str(last.number), last.seal)
    assert PAGE in client.get(BILAN).content.decode()
    assert PAGE in client.get("/plan-du-site/").content.decode()


def test_the_page_of_an_empty_ledger_says_so(client, db):
    assert "Rien n’y est encore enregistré." in text_of(client.get(PAGE))


@pytest.mark.parametrize(
    ("address", "stem"),
    [
        ("/bilan/export.csv", "bilan-france-2025-05-27"),
        ("/regions/region-44/bilan/export.csv", "bilan-region-44-2025-05-27"),
        ("/bilan/preuves/export.csv", "preuves-actions-2025-05-27"),
    ],
)
def test_a_csv_bears_in_its_name_what_its_figures_rest_on(client, programme, address, stem):
    before = head()

    def name(**asked: object) -> str:
        return client.get(address, {**MAY, **asked})["Content-Disposition"]

    assert name() == f'attachment; filename="{stem}-{before.number}-{before.seal[:12]}.csv"'
    plan(programme.vosges, (Status.DONE, "foncier", "Connue plus tard"))
    assert f"-{head().number}-{head().seal[:12]}.csv" in name()
    assert f"-{before.number}-{before.seal[:12]}.csv" in name(jusqua=before.number)


def test_a_json_tells_what_its_figures_rest_on(client, programme):
    last = head()
    payload = json.loads(client.get("/bilan/export.json", MAY).content)
    assert payload["ledger"] == {"number": last.number, "seal": last.seal}
