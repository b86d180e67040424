"""What is behind a number: its subjects, nothing secret, at a fixed cost."""

import csv
import io
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.utils.html import escape

from usine.figures.bilans import bilan
from usine.ledger.queries import head
from usine.ledger.verification import verify
from usine.pages.returning import leading_back
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.measures import AGREED, HIDDEN
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_territory, make_user
from usine.territories.models import Succession
from usine.values import clock

from .conftest import LAUNCH, SECRET, label, plan

EVIDENCE = "/bilan/preuves/"
MAY = {"au": "2025-05-27"}
AGAIN = date(2025, 5, 27)


def labels(response) -> list[str]:
    return [line.label for line in response.context["lines"]]


def test_a_line_opens_its_action_which_leads_back_to_it(client, programme):
    asked = {**MAY, "axe": "innovation", "page": "1"}
    page = client.get(EVIDENCE, asked)
    line = page.context["lines"][0]
    there = leading_back(line.url, f"{EVIDENCE}?{urlencode(asked)}")
    html = page.content.decode()
    assert f'<tr role="row" id="{line.anchor}">' in html
    assert f'href="{there}"' in html
    action = client.get(there).content.decode()
    back = escape(f"{EVIDENCE}?{urlencode(asked)}")
    assert f'href="{back}#{line.anchor}">Revenir à la liste' in action


def test_one_goes_back_where_one_came_from(client, programme):
    alone = client.get(EVIDENCE, MAY).content.decode()
    assert "Revenir à la page précédente" not in alone
    there = "/territoires/audomarois/plan/?q=sol"
    page = client.get(EVIDENCE, {**MAY, "retour": f"{there}#sommes"}).content.decode()
    assert f'href="{there}#sommes">Revenir à la page précédente' in page
    # A file of it leads nowhere.
    assert 'export.csv?au=2025-05-27"' in page


def test_the_actions_of_a_cell_at_their_status_of_the_day(client, programme):
    action = Action.objects.get(title="Halle de prototypage")
    with clock.set_to(datetime(2025, 6, 2, 9, tzinfo=UTC)):
        operations.step(action, "complete", by=None, effective_on=date(2025, 6, 1))
    asked = {**MAY, "axe": "innovation"}
    lines = client.get(EVIDENCE, asked).context["lines"]
    assert [(line.label, line.state, line.place, line.region) for line in lines] == [
        ("École de production", "Réalisée", "Audomarois", "Hauts-de-France"),
        ("Halle de prototypage", "En cours de réalisation", "Audomarois", "Hauts-de-France"),
    ]
    assert lines[1].url == f"/actions/{action.pk}/"
    assert lines[1].place_url == "/territoires/audomarois/bilan/?au=2025-05-27"
    in_june = client.get(EVIDENCE, {**asked, "au": "2025-06-30", "statut": "in_progress"})
    assert labels(in_june) == []
    assert "Rien n’est compté ici" in in_june.content.decode()


def test_what_was_known_then(client, programme):
    plan(programme.vosges, (Status.DONE, "foncier", "Connue en juin"))
    asked = {**MAY, "statut": "done", "axe": "foncier"}
    assert len(labels(client.get(EVIDENCE, asked))) == 2
    known = client.get(EVIDENCE, {**asked, "connu_le": "2025-05-27"})
    assert labels(known) == ["Friche de l’ancienne papeterie"]


def test_a_restricted_action_is_counted_and_not_named(client, programme):
    asked = {**MAY, "statut": "to_start"}
    response = client.get(EVIDENCE, asked)
    assert response.context["page"].paginator.count == 1
    assert [(line.label, line.url) for line in response.context["lines"]] == [(HIDDEN, "")]
    assert SECRET not in response.content.decode()
    export = client.get(f"{EVIDENCE}export.csv", asked).content.decode()
    assert SECRET not in export
    [row] = csv.DictReader(io.StringIO(export.lstrip("\ufeff")), delimiter=";")
    assert (row["action"], row["statut_depuis"]) == (HIDDEN, "")


def test_a_share_says_of_what_it_is_one(client, programme):
    asked = {**MAY, "mesure": "realisees-ou-en-cours"}
    response = client.get(EVIDENCE, asked)
    assert response.context["page"].paginator.count == 3
    assert "sur 5\u00a0actions, soit 60\u00a0%" in response.content.decode()
    innovation = client.get(EVIDENCE, {**asked, "axe": "innovation"})
    assert "sur 2\u00a0actions, soit 100\u00a0%" in innovation.content.decode()


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.PROJECT_MANAGER, "audomarois", True),
        (Role.PROJECT_MANAGER, "vosges", False),
        (Role.REGIONAL_COORDINATOR, "hauts", True),
        (Role.REGIONAL_COORDINATOR, "grand_est", False),
        (Role.NATIONAL_TEAM, "", True),
        (None, "", False),
    ],
)
def test_who_sees_the_title_of_a_restricted_action(client, programme, role, place, sees):
    where = {}
    if place:
        kind = "region" if role == Role.REGIONAL_COORDINATOR else "territory"
        where = {kind: getattr(programme, place)}
    client.force_login(make_user(role, **where))
    asked = {**MAY, "statut": "to_start"}
    assert labels(client.get(EVIDENCE, asked)) == [SECRET if sees else HIDDEN]
    assert (SECRET in client.get(f"{EVIDENCE}export.csv", asked).content.decode()) is sees


def test_territories_posts_and_vacancies(client, programme):
    def lines(measure: str, at: str = EVIDENCE):
        rows = client.get(at, {**MAY, "mesure": measure}).context["lines"]
        return [(line.label, line.place, line.region) for line in rows]

    assert lines("territoires") == [
        ("Audomarois", "Audomarois", "Hauts-de-France"),
        ("Territoire vacant", "Territoire vacant", "Grand Est"),
        ("=Vosges", "=Vosges", "Grand Est"),
    ]
    assert [label for label, _, _ in lines("territoires", f"/regions/region-32{EVIDENCE}")] == [
        "Audomarois"
    ]
    assert lines("chefs-de-projet") == [("Chef de projet", "Audomarois", "Hauts-de-France")]
    assert lines("coordinateurs-regionaux") == [("Coordinateur régional", "Hauts-de-France", "")]
    assert [label for label, _, _ in lines("sans-chef-de-projet")] == [
        "Territoire vacant",
        "=Vosges",
    ]
    assert lines("sans-chef-de-projet", f"/territoires/audomarois{EVIDENCE}") == []
    assert len(lines("realisees-ou-en-cours")) == 3


def test_territories_labelled_again_open_and_count_from_their_label(client, programme):
    with clock.set_to(LAUNCH):
        before = make_territory("Ancien", programme.hauts, slug="ancien", period="T1")
        Succession.objects.create(successor=programme.vosges, predecessor=before)
        label(programme.vosges)
    card = client.get("/bilan/", MAY).context["page"].cards[1]
    assert (card.label, card.value) == ("Territoire relabellisé", "1")
    assert [line.label for line in client.get(card.url).context["lines"]] == ["=Vosges"]
    relabelled = {date(2023, 11, 8): 0, date(2023, 11, 9): 1, AGAIN: 1}
    assert {day: bilan(day).relabelled for day in relabelled} == relabelled
    assert (bilan(AGAIN, region=programme.hauts).relabelled, verify()) == (0, [])


def test_nobody_is_named(client, programme):
    for measure in ("chefs-de-projet", "coordinateurs-regionaux"):
        content = client.get(EVIDENCE, {"mesure": measure}).content.decode()
        assert programme.manager.last_name not in content


@pytest.mark.parametrize(
    "asked",
    [
        {"mesure": "bonheur"},
        {"statut": "stopped"},
        {"axe": "autre"},
        {"region": "atlantide"},
        {"territoire": "ys"},
    ],
)
def test_a_question_that_makes_no_sense_is_not_found(client, programme, asked):
    assert client.get(EVIDENCE, asked).status_code == 404


def test_the_file_holds_every_line_and_no_formula(client, programme):
    plan(programme.vosges, *((Status.DONE, "foncier", f"Action {n}") for n in range(60)))
    page = client.get(EVIDENCE, {"page": "2"})
    assert (page.context["page"].paginator.count, len(labels(page))) == (65, 15)
    export = client.get(f"{EVIDENCE}export.csv")
    rows = export.content.decode("utf-8-sig").splitlines()
    assert rows[0] == (
        "reference;action;territoire;region;axe;statut;statut_depuis;porteur;adresse"
    )
    assert len(rows) == 66
    formula = Action.objects.get(title="=1+1").get_absolute_url()
    assert (
        ";'=1+1;'=Vosges;Grand Est;Transition écologique et énergétique;Non renseignée;2023-11-09;;"
        f"{formula}"
    ) in rows
    last = head()
    assert export["Content-Disposition"] == (
        f'attachment; filename="preuves-actions-2025-06-30-{last.number}-{last.seal[:12]}.csv"'
    )
    for measure, header in {
        "territoires": "territoire;region",
        "chefs-de-projet": "role;lieu;region",
    }.items():
        rows = client.get(f"{EVIDENCE}export.csv", {"mesure": measure}).content.decode("utf-8-sig")
        assert rows.splitlines()[0] == header


def exported(client, **asked) -> list[dict[str, str]]:
    text = client.get(f"{EVIDENCE}export.csv", asked).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_file_says_where_each_action_is_and_since_when_it_has_its_status(client, programme):
    zut = make_territory("Zut", programme.hauts, slug="zut")
    label(zut)
    plan(zut, (Status.TO_START, "foncier", "Vue"), reference="2.04", lead="La CCI")
    plan(zut, (Status.DONE, "foncier", SECRET), reference="S9", lead="Caché", restricted=True)
    action = Action.objects.get(title="Vue")
    with clock.set_to(datetime(2025, 6, 20, tzinfo=UTC)):
        by = make_user(Role.PROJECT_MANAGER, territory=zut)
        operations.step(action, "start", effective_on=date(2025, 5, 1), by=by)
    lines = exported(client)
    places = [line["territoire"] for line in lines]
    assert places == sorted(places, key=lambda name: name.strip("'="))
    [seen] = [line for line in lines if line["action"] == "Vue"]
    assert (seen["reference"], seen["porteur"]) == ("2.04", "La CCI")
    assert (seen["statut_depuis"], seen["adresse"]) == ("2025-05-01", action.get_absolute_url())
    [hidden] = [line for line in lines if line["territoire"] == "Zut" and line != seen]
    assert (hidden["reference"], hidden["porteur"], hidden["adresse"]) == ("", "", "")
    [before] = [line for line in exported(client, au="2025-04-30") if line["action"] == "Vue"]
    assert (before["statut"], before["statut_depuis"]) == ("À initier", "2023-11-09")


def test_actions_come_by_territory_then_as_in_its_plan(client, programme):
    first = make_territory("Ébroïcien", programme.grand_est, slug="ebroicien")
    label(first)
    for reference, axis in (("A10", "foncier"), ("A2", "foncier"), ("Z9", "transition")):
        plan(first, (Status.DONE, axis, f"Vue {reference}"), reference=reference)
    plan(first, (Status.DONE, "foncier", "Sans référence"))
    plan(first, (Status.DONE, "foncier", SECRET), reference="A3", restricted=True)
    seen = ["Vue Z9", "Vue A2", "Vue A10"]
    region, asked = f"/regions/region-44{EVIDENCE}", {"statut": "done"}
    assert labels(client.get(region, asked)) == [*seen, "Sans référence", HIDDEN]
    everywhere = [line.place for line in client.get(EVIDENCE).context["lines"]]
    assert everywhere == ["Audomarois"] * 4 + ["Ébroïcien"] * 5 + ["=Vosges"]
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=first))
    assert labels(client.get(region, asked)) == [
        "Vue Z9",
        "Vue A2",
        SECRET,
        "Vue A10",
        "Sans référence",
    ]


def test_pages_follow_one_another(client, programme):
    plan(programme.vosges, *((Status.DONE, "foncier", f"Action {n}") for n in range(60)))
    pages = [labels(client.get(EVIDENCE, {"page": str(n)})) for n in (1, 2)]
    export = [line["action"].lstrip("'") for line in exported(client)]
    assert [len(page) for page in pages] == [50, 15]
    assert [*pages[0], *pages[1]] == export


def test_posts_come_by_place(client, programme):
    for name in ("Zut", "Ébroïcien"):
        make_user(Role.PROJECT_MANAGER, territory=make_territory(name, programme.hauts))
    lines = client.get(EVIDENCE, {"mesure": "chefs-de-projet"}).context["lines"]
    assert [line.place for line in lines] == ["Audomarois", "Ébroïcien", "Zut"]


def test_a_plan_of_many_actions_is_written_in_several_batches(client, programme, monkeypatch):
    monkeypatch.setattr("usine.figures.evidence.ROWS_AT_ONCE", 2)
    assert len(client.get(f"{EVIDENCE}export.csv").content.decode().splitlines()) == 6


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        (EVIDENCE, {}),
        (EVIDENCE, {"statut": "done", "connu_le": "2025-01-01"}),
        (EVIDENCE, {"mesure": "territoires"}),
        (f"/regions/region-32{EVIDENCE}", {"mesure": "chefs-de-projet"}),
        (EVIDENCE, {"mesure": "sans-chef-de-projet", "connu_le": "2025-01-01"}),
    ],
)
def test_it_costs_the_same_with_many(client, programme, django_assert_max_num_queries, at, asked):
    def cost() -> int:
        with django_assert_max_num_queries(25) as captured:
            assert client.get(at, {**MAY, **asked}).status_code == 200
        return len(captured)

    plan(programme.vosges, (Status.DONE, "foncier", "Une"))
    cost()
    before = cost()
    plan(programme.audomarois, *((Status.DONE, "foncier", f"N° {n}") for n in range(40)))
    cost()
    assert cost() == before


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"mesure": "actions"}, "Actions"),
        ({"statut": "done"}, "Actions réalisées"),
        ({"statut": "done", "axe": "innovation"}, "Actions réalisées – Innovation"),
        ({"statut": "to_start"}, "Actions à initier"),
        ({"statut": "unknown"}, "Actions au statut non renseigné"),
        ({"statut": "abandoned"}, "Actions abandonnées"),
        ({"statut": ["done", "in_progress"]}, "Actions réalisées ou en cours de réalisation"),
        ({"axe": "foncier"}, "Actions – Foncier industriel"),
        ({"mesure": "territoires"}, "Territoires labellisés"),
    ],
)
def test_the_title_agrees_with_what_is_counted(client, programme, asked, title):
    html = client.get("/bilan/preuves/", asked).content.decode()
    assert f'<h1 class="fr-mb-1w">{title}</h1>' in html
    assert f"<title>{title} au" in html


def test_every_status_agrees():
    assert set(AGREED) == set(Status)


def test_a_page_that_is_not_there_is_told(client, programme):
    response = client.get("/bilan/preuves/", {"mesure": "actions", "page": 9999})
    assert "La page demandée n’est pas dans cette liste" in response.content.decode()
    assert "La page demandée" not in client.get("/bilan/preuves/").content.decode()
