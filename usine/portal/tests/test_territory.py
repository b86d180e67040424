from datetime import date, timedelta

import pytest
from django.urls import reverse

from usine.geography.models import Region
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.operations import confirm_plan, withdraw
from usine.plans.reviews import Draft, create_many
from usine.plans.tests.factories import LABELLED_ON, make_region, make_territory, make_user
from usine.values import clock
from usine.values.formats import format_day

from .conftest import SECRET, add_actions
from .test_home import texts

pytestmark = pytest.mark.django_db
PAGE = "/territoires/audomarois/"


def test_everyone_reads_the_plan_but_for_what_is_private(client, programme):
    response = client.get(PAGE)
    html = texts(response)
    assert "Hauts-de-France – labellisé le 9 novembre 2023" in html
    assert "Action 0 de Audomarois" in html
    assert "1 action est en accès restreint : comptée dans les chiffres, elle n’est pas" in html
    for private in (SECRET, "Porteur caché", "1 234 567", "10 000 €", "Budget"):
        assert private not in html
    assert 'href="/territoires/audomarois/plan/"' not in response.content.decode()


@pytest.mark.parametrize(
    ("role", "where", "reads"),
    [
        (Role.PROJECT_MANAGER, "audomarois", True),
        (Role.INDUSTRIALIST, "audomarois", True),
        (Role.PROJECT_MANAGER, "vosges", False),
        (Role.REGIONAL_COORDINATOR, "hauts", True),
        (Role.REGIONAL_COORDINATOR, "grand_est", False),
        (Role.NATIONAL_TEAM, "", True),
    ],
)
def test_private_parts_are_for_mandates_that_cover_the_territory(
    client, programme, role, where, reads
):
    place = getattr(programme, where) if where else None
    region, territory = (place, None) if isinstance(place, Region) else (None, place)
    client.force_login(make_user(role, region=region, territory=territory))
    response = client.get(PAGE)
    assert (SECRET in texts(response)) is reads
    assert ("1 274 567 €" in texts(response)) is reads
    assert (b"/territoires/audomarois/plan/" in response.content) is reads


def test_a_mandate_that_ended_yesterday_gives_nothing(client, programme):
    yesterday = clock.today() - timedelta(days=1)
    user = make_user(Role.PROJECT_MANAGER, territory=programme.audomarois, ends_on=yesterday)
    client.force_login(user)
    assert SECRET not in texts(client.get(PAGE))


def test_axes_and_statuses_count_restricted_actions(client, programme):
    context = client.get(PAGE).context
    assert context["figures"].actions.number == 5
    assert [(line.axis.code, line.progress.actions) for line in context["axes"]] == [
        ("transition", 1),
        ("innovation", 1),
        ("competences", 1),
        ("foncier", 2),
    ]


def test_each_number_opens_on_as_many_actions(client, programme):
    context = client.get(PAGE).context
    counted = [(context["figures"], context["figures"].actions.number)]
    counted += [(line.figures, line.progress.actions) for line in context["axes"]]
    for figures, number in counted:
        opened = client.get(figures.actions.url).context
        assert opened["page"].paginator.count == number
        if figures.share.url:
            assert client.get(figures.share.url).context["of"].share == figures.share.percent
    assert any(figures.share.url for figures, _ in counted)


def test_a_territory_over_two_regions_names_both(client, programme):
    other = make_region("27", "Bourgogne-Franche-Comté")
    programme.audomarois.regions.add(programme.audomarois.lead_region, other)
    assert "le périmètre touche aussi Bourgogne-Franche-Comté" in texts(client.get(PAGE))


def test_the_team_shows_its_vacancies(client, programme):
    seats = client.get(PAGE).context["team"]
    assert [(seat.label, len(seat.holders)) for seat in seats] == [
        ("Chef de projet", 1),
        ("Élu du binôme", 1),
        ("Industriel du binôme", 0),
        ("Coordinateur régional", 1),
    ]
    html = texts(client.get(PAGE))
    assert str(programme.manager) in html
    assert "CA du Pays de Saint-Omer" in html
    assert html.count("Poste vacant") == 1


def test_a_deputy_is_named_beside_the_seat_that_stays_vacant(client, programme):
    deputy = make_user(Role.DEPUTY, territory=programme.empty, ends_on=clock.today())
    address = f"/territoires/{programme.empty.slug}/"
    manager, second, *_ = client.get(address).context["team"]
    assert (manager.label, manager.holders) == ("Chef de projet", [])
    assert (second.label, [each.user for each in second.holders]) == (
        "Suppléant du chef de projet",
        [deputy],
    )


def test_who_names_deputies_is_led_there(client, programme):
    led = f'href="{reverse("people:deputies", args=[programme.audomarois.slug])}"'
    assert led not in client.get(PAGE).content.decode()
    client.force_login(programme.manager)
    assert led in client.get(PAGE).content.decode()


def test_a_role_that_several_hold_is_named_in_the_plural(client, programme):
    make_user(Role.PROJECT_MANAGER, territory=programme.audomarois)
    make_user(Role.REGIONAL_COORDINATOR, region=programme.audomarois.lead_region)
    seats = client.get(PAGE).context["team"]
    assert [seat.label for seat in seats] == [
        "Chefs de projet",
        "Élu du binôme",
        "Industriel du binôme",
        "Coordinateurs régionaux",
    ]


def test_perimeter_and_population(client, programme):
    perimeter = client.get(PAGE).context["perimeter"]
    assert [(str(member), population) for member, population in perimeter.members] == [
        ("CA du Pays de Saint-Omer", 104_000)
    ]
    assert perimeter.population == 104_000


def test_it_says_whose_suite_it_takes(client, programme):
    assert "Nouveau territoire" not in client.get(PAGE).content.decode()  # of a first period
    before = [
        make_territory(name, programme.hauts, slug=slug, period="T1")
        for name, slug in (("Vallée", "vallee"), ("Flandre", "flandre"))
    ]
    assert "Nouveau territoire de la période." in client.get(PAGE).content.decode()
    programme.audomarois.predecessors.set(before)
    response = client.get(PAGE)
    assert [str(each) for each in response.context["predecessors"]] == ["Flandre", "Vallée"]
    html = response.content.decode()
    assert '<a href="/territoires/flandre/">Flandre</a>, <a href="/territoires/vallee/">' in html
    assert "Nouveau territoire" not in html
    assert "Nouveau territoire" not in client.get("/territoires/flandre/").content.decode()


def test_figures_over_time_are_drawn_and_told(client, programme):
    add_actions(programme.audomarois, on=clock.today(), done=7)
    chart = client.get(PAGE).context["chart"]
    assert chart.rows[0][-1] == "5"
    assert chart.rows[-1][-1] == "12"
    assert chart.rows[0][0].startswith("9\u00a0novembre 2023")
    assert len(chart.rows) == 18


def test_a_withdrawn_action_is_not_listed(client, programme):
    action = Action.objects.get(title="Action 0 de Audomarois")
    withdraw(action, reason="Saisie deux fois", by=None)
    response = client.get(PAGE)
    assert "Action 0 de Audomarois" not in texts(response)
    assert response.context["figures"].actions.number == 4


def test_a_withdrawn_action_is_hidden_from_nobody(client, programme):
    withdraw(Action.objects.get(restricted=True), reason="Saisie deux fois", by=None)
    assert client.get(PAGE).context["plan"].hidden == 0


def test_the_budget_is_that_of_the_actions_in_the_plan(client, programme):
    client.force_login(programme.manager)
    assert "1 274 567 €" in texts(client.get(PAGE))
    action = Action.objects.get(title="Action 0 de Audomarois")
    withdraw(action, reason="Saisie deux fois", by=None)
    assert "1 264 567 €" in texts(client.get(PAGE))


def test_those_who_read_everything_are_told_of_nothing_hidden(client, programme):
    assert client.get(PAGE).context["plan"].hidden == 1
    client.force_login(programme.manager)
    response = client.get(PAGE)
    assert response.context["plan"].hidden == 0
    assert "elle n’est pas" not in texts(response)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 4),
        ({"axe": "foncier"}, 1),
        ({"statut": "done"}, 2),
        ({"q": "ACTION 1"}, 1),
        ({"axe": "z"}, 4),
    ],
)
def test_actions_are_narrowed(client, programme, query, count):
    assert client.get(PAGE, query).context["page"].paginator.count == count


def test_actions_are_in_the_order_of_the_axes(client, programme):
    axes = [action.axis for action in client.get(PAGE).context["page"]]
    assert axes == ["transition", "innovation", "competences", "foncier"]


def test_a_territory_without_anything_has_a_page(client, programme):
    response = client.get("/territoires/epinal/")
    assert "Aucune action n’est encore inscrite" in texts(response)
    assert response.context["chart"] is None
    assert "Épinal <Nord>" not in response.content.decode()
    assert client.get("/territoires/inconnu/").status_code == 404


def test_the_page_says_how_fresh_the_plan_is(client, programme):
    def freshness(day: date) -> str:
        return " ".join(f"Plan d’action mis à jour le {format_day(day)}.".split())

    plan, now, today = programme.audomarois, clock.now(), clock.today()
    with clock.set_to(now + timedelta(days=3)):
        withdraw(Action.objects.filter(territory=plan).earliest("pk"), reason="Doublon.", by=None)
    assert freshness(today + timedelta(days=3)) in texts(client.get(PAGE))
    with clock.set_to(now + timedelta(days=5)):
        confirm_plan(plan, by=None)
    assert freshness(today + timedelta(days=5)) in texts(client.get(PAGE))
    assert "mis à jour" not in texts(client.get("/territoires/epinal/"))


def test_the_small_map_shows_where_it_is(client, programme):
    small = client.get(PAGE).context["map"]
    x, y, width, height = map(int, small.view_box.split())
    assert x <= small.x <= x + width
    assert y <= small.y <= y + height


def test_the_cost_does_not_grow(client, programme, django_assert_max_num_queries):
    client.get(PAGE)
    with django_assert_max_num_queries(20) as few:
        client.get(PAGE)
    cost = len(few)
    add_actions(programme.audomarois, on=LABELLED_ON, done=60, to_start=60)
    client.get(PAGE)
    with django_assert_max_num_queries(cost):
        response = client.get(PAGE)
    assert len(response.context["page"].object_list) == 50


def test_actions_of_an_axis_are_in_the_order_of_their_references(client, programme):
    rows = [("2.10", "C"), ("2.05", "B"), ("", "É"), ("2.04", "Z"), ("", "D")]
    drafts = [
        Draft({"axis": "foncier", "reference": reference, "title": title}, "unknown", LABELLED_ON)
        for reference, title in [*rows, ("A10", "A"), ("A2", "Y")]
    ]
    create_many(programme.vosges, drafts=drafts, by=None)
    listed = client.get("/territoires/vosges/", {"axe": "foncier"}).context["page"].object_list
    added = [action.title for action in listed if len(action.title) == 1]
    assert added == ["Y", "A", "Z", "B", "C", "D", "É"]


def test_hidden_actions_agree_and_no_result_is_said_once(client, programme):
    Action.objects.filter(territory=programme.audomarois).update(restricted=True)
    html = texts(client.get(PAGE))
    assert "5 actions sont en accès restreint : comptées dans les chiffres, elles ne" in html
    html = texts(client.get(PAGE, {"q": "introuvable"}))
    assert "Aucune action ne répond à ces critères" in html
    assert "pour ces critères" not in html
    assert "0 action" not in html.split("Aucune action ne répond")[0].split("accès restreint")[-1]
