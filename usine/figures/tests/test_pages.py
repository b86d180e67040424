"""The bilan page: what it shows, at what cost, and that each number opens on its evidence."""

import html
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.urls import reverse

from usine.ledger.operations import record, settle
from usine.ledger.timelines import Posting
from usine.people.roles import Role
from usine.plans.states import Status
from usine.plans.tests.factories import make_region, make_territory, make_user
from usine.values import clock
from usine.values.shares import shares

from .conftest import label, plan

BILAN = "/bilan/"
MAY = {"au": "2025-05-27"}
PAGES = [BILAN, "/regions/region-44/bilan/", "/territoires/vosges/bilan/"]
COST = 24  # queries, at most, of a page that nobody signed in for


def text_of(response) -> str:
    bare = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare))


def evidence_links(response) -> list[tuple[str, str]]:
    """(address, what is written) of every link to evidence."""
    links = re.findall(
        r'<a href="([^"]*/bilan/preuves/[^"]*)"[^>]*>([^<]*)', response.content.decode()
    )
    return [(html.unescape(address), written.strip()) for address, written in links]


def number(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def test_the_page_of_the_nation(client, programme):
    response = client.get(BILAN, MAY)
    text = text_of(response)
    assert "Bilan au 27 mai 2025" in text
    assert "3 territoires labellisés portent 5 actions, dont 60 % réalisées ou en cours" in text
    page = response.context["page"]
    # A label agrees with the number that it stands below.
    assert [card.label for card in page.cards][-3:] == [
        "Chef de projet",
        "Territoires sans chef de projet",
        "Coordinateur régional",
    ]
    assert [(card.indicator.slug, card.value, card.detail) for card in page.cards] == [
        ("territoires", "3", ""),
        ("actions", "5", ""),
        ("realisees-ou-en-cours", "60\N{NO-BREAK SPACE}%", "3 sur 5"),
        ("chefs-de-projet", "1", ""),
        ("sans-chef-de-projet", "2", ""),
        ("coordinateurs-regionaux", "1", ""),
    ]
    for card in page.cards:
        assert card.indicator.definition.replace("\N{NO-BREAK SPACE}", " ") in text


def test_the_table_closes(client, programme):
    table = client.get(BILAN, MAY).context["page"].table
    assert next(row.series.key for row in table.rows) == "done"
    assert sum(row.total.number for row in table.rows) == table.total.number == 5
    assert sum(row.share for row in table.rows) == sum(table.axis_shares) == 100
    for place, total in enumerate(table.totals):
        assert sum(row.cells[place].number for row in table.rows) == total.number


@pytest.mark.parametrize(
    "address", [BILAN, "/regions/region-44/bilan/", "/territoires/vosges/bilan/"]
)
@pytest.mark.parametrize("known", [{}, {"connu_le": "2025-05-27"}])
def test_each_number_opens_on_as_many_subjects(client, programme, address, known):
    plan(programme.vosges, (Status.DONE, "foncier", "Connue en juin seulement"))
    response = client.get(address, {**MAY, **known})
    links = evidence_links(response)
    assert len(links) > 5
    for link, written in links:
        count = client.get(link).context["page"].paginator.count
        if "%" in written:  # a share opens on the actions that are done or in progress
            whole = client.get(link.replace("mesure=realisees-ou-en-cours", "mesure=actions"))
            count = shares([count, whole.context["page"].paginator.count - count])[0]
        assert count == number(written), link


def test_the_regions_are_ranked_and_lead_to_their_page(client, programme):
    response = client.get(BILAN, MAY)
    parts = response.context["parts"]
    assert [(part.bilan.scope.name, part.bilan.actions) for part in parts] == [
        ("Hauts-de-France", 4),
        ("Grand Est", 1),
    ]
    assert parts[0].url == "/regions/region-32/bilan/?au=2025-05-27"
    assert client.get(parts[0].url).context["page"].bilan.actions == 4
    response = client.get(BILAN, {**MAY, "tri": "-vacances"})
    assert [part.vacancies.number for part in response.context["parts"]] == [2, 0]
    for column in ("nom", "territoires", "avancement"):
        ranked = client.get(BILAN, {**MAY, "tri": column}).context["parts"]
        assert len(ranked) == 2
    assert [part.bilan.scope.name for part in ranked] == ["Grand Est", "Hauts-de-France"]


def test_each_share_opens(client, programme):
    """Those of the summary, of a card, of the axes and of the regions; nothing is behind 0 %."""
    response = client.get(BILAN, MAY)
    links = [link for link, text in evidence_links(response) if "%" in text]
    asked = "/bilan/preuves/?au=2025-05-27&mesure=realisees-ou-en-cours"
    nation = [f"{asked}{end}" for end in ("", "", "&axe=innovation", "&axe=foncier")]
    assert links == [*nation, f"/regions/region-32{asked}"]
    assert '<meta name="description" content="3\N{NO-BREAK SPACE}terr' in response.content.decode()
    content = client.get(links[2]).content.decode()
    assert "Actions réalisées ou en cours de réalisation – Innovation" in content


def test_the_page_of_a_region_ranks_its_territories_only(client, programme):
    response = client.get("/regions/region-44/bilan/", MAY)
    assert [part.bilan.scope.name for part in response.context["parts"]] == [
        "=Vosges",
        "Territoire vacant",
    ]
    text = text_of(response)
    assert "Poste vacant" in text
    assert "Audomarois" not in text


def test_the_page_of_a_territory(client, programme):
    response = client.get("/territoires/audomarois/bilan/", MAY)
    text = text_of(response)
    assert "Le territoire porte 4 actions, dont 75 % réalisées ou en cours" in text
    assert response.context["parts"] == []
    assert 'href="/regions/region-32/bilan/?au=2025-05-27"' in response.content.decode()
    vacant = text_of(client.get("/territoires/vacant/bilan/", MAY))
    assert "Les plans d’action n’étaient pas tenus ici ce jour-là" in vacant
    assert "0 action" not in vacant


def test_a_territory_of_a_period_that_is_over_keeps_its_bilan(client, programme):
    former = make_territory("Ancien", programme.grand_est, slug="ancien", period="T1")
    address = "/territoires/ancien/bilan/?au=2025-05-27"
    assert client.get(address).status_code == 200
    parts = client.get("/regions/region-44/bilan/", {**MAY, "tri": "nom"}).context["parts"]
    assert (parts[0].bilan.scope.name, parts[0].url) == (former.name, address)
    evidence = client.get("/bilan/preuves/", {**MAY, "mesure": "territoires"})
    lines = [(line.label, line.place_url) for line in evidence.context["lines"]]
    assert ("Ancien", address) in lines


def test_a_region_without_territory_has_an_empty_bilan(client, programme):
    make_region("94", "Corse")
    response = client.get("/regions/region-94/bilan/", MAY)
    assert "Cette région n’est chef de file d’aucun territoire" in text_of(response)


def test_the_page_of_a_region_is_its_bilan(client, programme):
    response = client.get("/regions/region-44/", MAY)
    assert response.status_code == 301
    assert response.url == "/regions/region-44/bilan/?au=2025-05-27"
    assert client.get("/regions/atlantide/", follow=True).status_code == 404


def test_unknown_places_are_not_found(client, programme):
    for address in ("/regions/atlantide/bilan/", "/territoires/ys/bilan/", "/bilan/export.xml"):
        assert client.get(address).status_code == 404
    assert client.post(BILAN).status_code == 405


def test_today_is_the_default(client, programme):
    page = client.get(BILAN).context["page"]
    assert page.bilan.as_of == date(2025, 6, 30)
    assert page.question.known is None


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"au": "31/31/2025"}, "Saisissez une date valide, par exemple 27/05/2025."),
        ({"au": "2030-01-01"}, "1er janvier 2030 est dans le futur"),
        ({"connu_le": "bientôt"}, "Saisissez une date valide, par exemple 27/05/2025."),
        ({"connu_le": "2030-01-01"}, "on ne sait pas encore ce qui sera connu"),
    ],
)
def test_a_wrong_date_is_said_and_today_is_shown(client, programme, asked, why):
    response = client.get(BILAN, asked)
    assert response.status_code == 200
    assert why in text_of(response)
    page = response.context["page"]
    assert (page.bilan.as_of, page.question.known) == (date(2025, 6, 30), None)
    assert page.bilan.actions == 5
    evidence = client.get("/bilan/preuves/", asked)
    assert why in text_of(evidence)
    assert evidence.context["page"].paginator.count == 5


@pytest.mark.parametrize(
    "address",
    [
        "/bilan/export.csv",
        "/bilan/export.json",
        "/regions/region-44/bilan/export.csv",
        "/territoires/vosges/bilan/export.json",
        "/bilan/preuves/export.csv",
    ],
)
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"au": "zz"}, "Saisissez une date valide, par exemple 27/05/2025."),
        ({"au": "2030-01-01"}, "1er janvier 2030 est dans le futur"),
        ({"au": "1999-01-01"}, "demandez un jour à partir du 1er janvier 2018"),
        ({"connu_le": "zz"}, "(connu_le)"),
    ],
)
def test_no_file_of_another_day_than_asked(client, programme, address, asked, why):
    response = client.get(address, asked)
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode().replace("\u00a0", " ")
    assert why in text
    assert f"Par exemple : {address}?au=2025-05-27" in text
    assert client.get(address, {"au": "2025-05-27"}).status_code == 200


def test_shortcuts_lead_to_the_dates_of_publication(client, programme):
    shortcuts = client.get(BILAN, MAY).context["shortcuts"]
    assert [(link.label, link.current) for link in shortcuts] == [
        ("9\N{NO-BREAK SPACE}novembre 2023 – labellisation", ""),
        ("31\N{NO-BREAK SPACE}janvier 2025 – bilan d’un an", ""),
        ("27\N{NO-BREAK SPACE}mai 2025 – assemblée générale", "true"),
        ("aujourd’hui", ""),
    ]
    assert shortcuts[1].url == "/bilan/?au=2025-01-31"
    with clock.set_to(datetime(2024, 1, 1, tzinfo=UTC)):
        shortcuts = client.get(BILAN).context["shortcuts"]
    assert [link.current for link in shortcuts] == ["", "true"]


def test_the_chart_begins_with_the_first_actions(client, programme):
    page = client.get(BILAN, {"au": "2024-01-15"}).context["page"]
    assert [each.as_of for each in page.months] == [date(2023, 11, 30), date(2023, 12, 31)]
    assert [row[0] for row in page.over_time.rows][-1] == "15\N{NO-BREAK SPACE}janvier 2024"
    assert client.get(BILAN, {"au": "2023-11-10"}).context["page"].over_time is None


def test_before_the_programme_the_page_says_so(client, programme):
    text = text_of(client.get(BILAN, {"au": "2020-01-01"}))
    assert "Aucun label ne courait encore ce jour-là" in text
    assert "Les premiers labels datent ici du 9 novembre 2023." in text
    assert "Les chiffres clés" not in text


def test_an_empty_database_is_said_to_be_so(client, db):
    text = text_of(client.get(BILAN))
    assert "Aucun territoire n’est encore inscrit ici" in text
    assert client.get("/bilan/export.json").status_code == 200


def test_files_say_what_the_page_shows(client, programme):
    response = client.get(BILAN, MAY)
    payload = json.loads(client.get(response.context["json_url"]).content)
    assert (payload["as_of"], payload["actions"]) == ("2025-05-27", 5)
    assert [(part["scope"]["slug"], part["actions"]) for part in payload["parts"]] == [
        ("region-44", 1),
        ("region-32", 4),
    ]
    assert [each["as_of"] for each in payload["over_time"]][:2] == ["2023-11-30", "2023-12-31"]
    assert {each["actions"] for each in payload["over_time"]} == {5}
    csv = client.get(response.context["csv_url"])
    assert 'filename="bilan-france-2025-05-27-' in csv["Content-Disposition"]
    rows = csv.content.decode("utf-8-sig").splitlines()
    assert len([row for row in rows if row.startswith("Hauts-de-France;2025-05-27;")]) == 43
    territory = client.get("/territoires/vosges/bilan/", MAY)
    payload = json.loads(client.get(territory.context["json_url"]).content)
    assert (payload["scope"]["name"], payload["actions"], payload["parts"]) == ("=Vosges", 1, [])
    region = client.get("/regions/region-44/bilan/", MAY)
    rows = client.get(region.context["csv_url"]).content.decode("utf-8-sig").splitlines()
    assert {row.partition(";")[0] for row in rows[1:]} == {
        "Grand Est",
        "'=Vosges",
        "Territoire vacant",
    }


@pytest.mark.parametrize(
    "address", [BILAN, "/regions/region-44/bilan/", "/territoires/vosges/bilan/"]
)
@pytest.mark.parametrize("asked", [MAY, {**MAY, "connu_le": "2025-01-01"}])
def test_the_page_costs_the_same_with_many_actions(
    client, programme, django_assert_max_num_queries, address, asked
):
    def cost() -> int:
        with django_assert_max_num_queries(COST) as captured:
            assert client.get(address, asked).status_code == 200
        return len(captured)

    plan(programme.vosges, (Status.DONE, "foncier", "Connue aujourd’hui"))
    cost()  # what is read once is read
    before = cost()
    for n in range(3):
        territory = make_territory(f"Autre {n}", programme.grand_est)
        label(territory)
        make_user(Role.PROJECT_MANAGER, territory=territory)
        plan(territory, *((Status.DONE, "foncier", f"Action {i}") for i in range(20)))
    cost()
    assert cost() == before


def test_addresses_are_in_french():
    assert reverse("figures:territory", args=["vosges"]) == "/territoires/vosges/bilan/"
    assert reverse("figures:nation_evidence") == "/bilan/preuves/"


@pytest.mark.parametrize("address", [*PAGES, "/bilan/export.json"])
def test_figures_that_do_not_add_up_are_not_published(client, programme, address):
    with transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        line = Posting("actions", place=programme.vosges.place, axis="foncier", state="x")
        settle("test:1", {date(2025, 1, 1): [line]}, event=event)
    response = client.get(address, MAY)
    assert response.status_code == 409
    assert "Ce bilan n’est pas publié" in text_of(response)
    assert "elle n’est pas publiée" in text_of(response)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"au": "0001-01-01"}, "Le programme date de 2018"),
        ({"au": "2025-05-27", "connu_le": "9999-12-31"}, "Saisissez une date valide"),
        ({"au": "2025-05-27", "connu_le": "9999-12-30"}, "est dans le futur"),
    ],
)
def test_dates_at_the_edges_are_told_apart(client, programme, asked, why):
    response = client.get(BILAN, asked)
    assert response.status_code == 200
    assert why in text_of(response)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/bilan/territoire/vosges/", "/territoires/vosges/bilan/"),
        ("/bilan/territoire/vosges/export.csv", "/territoires/vosges/bilan/export.csv"),
        ("/bilan/region/region-44/", "/regions/region-44/bilan/"),
        ("/bilan/region/region-44/export.json", "/regions/region-44/bilan/export.json"),
        ("/bilan/preuves/?territoire=vosges", "/territoires/vosges/bilan/preuves/"),
        (
            "/bilan/preuves/export.csv?region=region-44",
            "/regions/region-44/bilan/preuves/export.csv",
        ),
    ],
)
def test_addresses_of_before_lead_to_those_of_now(client, programme, before, after):
    sign = "&" if "?" in before else "?"
    response = client.get(f"{before}{sign}au=2025-05-27&statut=done&statut=unknown")
    assert response.status_code == 301
    assert response.url == f"{after}?au=2025-05-27&statut=done&statut=unknown"
    assert client.get(response.url).status_code == 200
