"""An empty bilan says the true reason, and where to look instead."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from usine.ledger.operations import record, settle
from usine.plans.tests.factories import make_region, make_territory
from usine.territories.measures import subject_of
from usine.territories.models import Period, Territory
from usine.values import clock

from .conftest import label
from .test_pages import text_of

TITLES = {
    "none": "Aucun territoire n’est encore inscrit ici",
    "region": "Cette région n’est chef de file d’aucun territoire",
    "before": "Aucun label ne courait encore ce jour-là",
    "between": "Aucun label ne courait ce jour-là",
    "after": "Plus aucun label ne courait ce jour-là",
    "unknown": "Rien n’était encore connu de ce jour",
    "unsettled": "Le registre ne compte encore rien ici",
}


def title_of(client, address: str = "/bilan/", **asked: str) -> str:
    """Why the page is empty, one of TITLES; the addresses that it gives all have something."""
    response = client.get(address, asked)
    absence = response.context["page"].absence
    assert absence.title in text_of(response)
    assert absence.text.replace("\u00a0", " ") in text_of(response).replace("\u00a0", " ")
    for link in absence.links:
        assert not client.get(link.url).context["page"].is_empty, link
    [why] = [why for why, title in TITLES.items() if title == absence.title]
    return why


@pytest.fixture
def two_periods(programme):
    """The label of a first period ended in 2022; those of the second date from 9 November 2023."""
    period = Period.objects.get(code="T1")
    first = make_territory("Ancien", programme.hauts, slug="ancien")
    first.period, first.labelled_on, first.unlabelled_on = period, period.starts_on, period.ends_on
    first.save()
    first.refresh_from_db()
    label(first)
    return first


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2018-06-01", "before"),
        ("2018-11-21", "before"),
        ("2023-01-01", "between"),
        ("2023-11-08", "between"),
    ],
)
def test_days_without_any_label(client, two_periods, day, why):
    assert title_of(client, au=day) == why
    assert title_of(client, "/regions/region-32/bilan/", au=day) == why
    # Other labels than those of the scope do not count.
    assert title_of(client, "/regions/region-44/bilan/", au=day) == "before"
    assert title_of(client, "/territoires/audomarois/bilan/", au=day) == "before"


def test_the_dates_between_two_periods_are_said(client, two_periods):
    text = text_of(client.get("/bilan/", {"au": "2023-06-01"})).replace("\u00a0", " ")
    assert (
        "Les labels précédents ont pris fin le 31 décembre 2022, les suivants datent du "
        "9 novembre 2023 : entre les deux, rien n’est compté." in text
    )


def test_the_last_label_has_ended(client, programme):
    vacant = programme.vacant
    vacant.unlabelled_on = date(2024, 12, 31)
    vacant.save()
    label(vacant)
    address = "/territoires/vacant/bilan/"
    assert title_of(client, address, au="2025-01-01") == "after"
    assert not client.get(address, {"au": "2024-12-31"}).context["page"].is_empty


def test_actions_that_outlive_labels_are_not_told_without_a_word(client, programme):
    hauts = programme.hauts
    address = "/regions/region-32/bilan/"
    response = client.get(address, {"au": "2025-05-27"})
    assert response.context["page"].unlabelled is None
    for place in Territory.objects.filter(lead_region=hauts):
        place.unlabelled_on = date(2024, 12, 31)
        place.save()
        label(place)
    response = client.get(address, {"au": "2025-05-27"})
    page = response.context["page"]
    assert (page.bilan.territories, page.bilan.actions > 0) == (0, True)
    assert page.unlabelled.title == TITLES["after"]
    assert TITLES["after"] in text_of(response)


def test_what_was_not_known_yet(client, programme):
    """Labels of November 2023 were recorded that day: the day before, nothing was."""
    assert title_of(client, au="2025-05-27", connu_le="2023-11-08") == "unknown"
    text = text_of(client.get("/bilan/", {"au": "2025-05-27", "connu_le": "2023-11-08"}))
    assert "Le 8 novembre 2023, aucun fait du 27 mai 2025 n’était" in text.replace("\u00a0", " ")
    # The day itself is the reason when no label ran, whatever was known.
    assert title_of(client, au="2023-11-08", connu_le="2023-11-08") == "before"


def test_what_was_recorded_late(client, programme):
    late = make_territory("Tardif", programme.hauts, slug="tardif")
    with clock.set_to(datetime(2025, 6, 1, tzinfo=UTC)):
        label(late)
    asked = {"au": "2025-01-01", "connu_le": "2025-05-01"}
    assert title_of(client, "/territoires/tardif/bilan/", **asked) == "unknown"


def test_labels_that_the_ledger_does_not_count(client, programme):
    label(programme.vacant)
    event = record("territories.load", subject="period:T2", by=None)
    settle(subject_of(programme.vacant), {}, event=event)
    assert title_of(client, "/territoires/vacant/bilan/") == "unsettled"


def test_nothing_at_all(client, db):
    assert title_of(client) == "none"
    make_region("94", "Corse")
    assert title_of(client, "/regions/region-94/bilan/") == "region"


def test_the_reason_costs_one_query(client, two_periods, django_assert_max_num_queries):
    client.get("/bilan/")
    with django_assert_max_num_queries(15):
        client.get("/bilan/", {"au": "2023-06-01"})


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"au": "2022-12-31"}, "Les plans d’action n’étaient pas tenus ici ce jour-là"),
        ({"au": "2025-06-30"}, "Aucun plan d’action n’est encore tenu ici"),
        (
            {"au": "2025-05-27", "connu_le": "2025-05-27"},
            "Aucune action n’était encore connue de ce jour",
        ),
    ],
)
def test_territories_without_any_action_are_counted_alone(client, db, asked, title):
    with clock.set_to(datetime(2018, 11, 22, tzinfo=UTC)):
        place = make_territory("Ancien", make_region("32", "Hauts-de-France"), slug="ancien")
        place.labelled_on = clock.today()
        place.save()
        label(place)
    for address in ("/bilan/", "/regions/region-32/bilan/", "/territoires/ancien/bilan/"):
        response = client.get(address, asked)
        page, text = response.context["page"], text_of(response)
        alone = [] if "territoire" in address else [("territoires", "1")]
        assert [(card.indicator.slug, card.value) for card in page.cards] == alone
        assert title in text
        content = response.content.decode()
        assert "<table" not in content
        assert "100\u00a0%" not in content
        assert "0 action" not in text
        assert ("Ce qui a été corrigé depuis" in text) == ("connu_le" in asked)


def test_files_and_evidence_give_no_number_that_the_page_does_not(client, db):
    with clock.set_to(datetime(2018, 11, 22, tzinfo=UTC)):
        place = make_territory("Ancien", make_region("32", "Hauts-de-France"), slug="ancien")
        place.labelled_on = clock.today()
        place.save()
        label(place)
    content = client.get("/bilan/export.csv", {"au": "2022-12-31"}).content.decode("utf-8-sig")
    values = [
        (row["indicateur"], row["valeur"])
        for row in csv.DictReader(io.StringIO(content), delimiter=";")
        if row["au"] == "2022-12-31" and row["perimetre"] == "France entière" and not row["statut"]
    ]
    assert ("territoires", "1") in values
    assert {value for name, value in values if name != "territoires"} == {""}
    vacant = {"au": "2022-12-31", "mesure": "sans-chef-de-projet"}
    assert client.get("/bilan/preuves/", vacant).context["page"].paginator.count == 0
