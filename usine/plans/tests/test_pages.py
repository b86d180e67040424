"""The table of a plan: what it shows, to whom, at which cost, and what is done from it."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from usine.ledger.queries import head
from usine.people import operations as people
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_region, make_territory, make_user
from .pages import plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_the_plan_lists_its_live_actions_by_axis_and_reference(signed_in, territory):
    make_action(territory, title="Dixième", reference="A10", axis="innovation")
    make_action(territory, title="Deuxième", reference="A2", axis="innovation")
    make_action(territory, title="Première", reference="Z1", axis="transition")
    make_action(territory, title="Sans référence", axis="innovation")
    operations.withdraw(make_action(territory, title="Retirée"), reason="Doublon", by=None)
    make_action(make_territory(), title="D’un autre territoire")
    response = signed_in.get(plan_url(territory))
    assert titles(response) == ["Première", "Deuxième", "Dixième", "Sans référence"]


@pytest.fixture
def gone(territory):
    """An action that left the plan, beside one that is in it and one that left another plan."""
    make_action(territory, title="Étude", reference="F1")
    action = make_action(
        territory,
        title="Forum",
        reference="C2",
        planned_budget=42_00,
        end=PartialDate(date(2024, 1, 1), Precision.YEAR),
    )
    operations.withdraw(action, reason="Doublon de C1", by=None)
    elsewhere = make_action(make_territory(), title="D’ailleurs")
    operations.withdraw(elsewhere, reason="Abandon", by=None)
    return action


def test_what_left_the_plan_is_listed_apart(signed_in, territory, gone):
    page = signed_in.get(plan_url(territory))
    assert titles(page) == ["Étude"]
    assert page.context["sums"][-1].actions == 1
    link = f'href="{plan_url(territory)}?suivi=retirees">1\u00a0action retirée du plan</a>'
    assert link in page.content.decode()

    page = signed_in.get(plan_url(territory, "?suivi=retirees&tri=-retrait"))
    [row] = page.context["rows"]
    assert (row.action.title, row.steps, row.is_late, row.may_edit) == (
        "Forum",
        {},
        False,
        False,
    )
    text = page.content.decode()
    assert "<strong>1\u00a0action retirée du plan</strong>" in text
    assert "Doublon de C1" in text
    assert "Budget prévisionnel par axe" not in text
    assert reverse("plans:confirm_plan", args=[territory.slug]) not in text
    assert titles(signed_in.get(plan_url(territory, "?suivi=retirees&q=etude"))) == []
    # The other columns sort what is in the plan, this one does not break it.
    assert titles(signed_in.get(plan_url(territory, "?tri=retrait"))) == ["Étude"]


def test_what_left_the_plan_is_put_back_from_the_list(signed_in, territory, gone):
    back = plan_url(territory, "?suivi=retirees")
    reinstate = reverse("plans:reinstate", args=[gone.pk])
    assert f'formaction="{reinstate}"' in signed_in.get(back).content.decode()
    response = signed_in.post(reinstate, {"retour": back})
    assert response.url == f"{back}#action-{gone.pk}"
    assert titles(signed_in.get(back)) == []
    assert "retirée du plan</a>" not in signed_in.get(plan_url(territory)).content.decode()


def test_who_reads_sees_what_left_the_plan_and_does_not_put_it_back(client, territory, gone):
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
    page = client.get(plan_url(territory, "?suivi=retirees"))
    assert titles(page) == ["Forum"]
    assert reverse("plans:reinstate", args=[gone.pk]) not in page.content.decode()


def test_what_left_the_plan_goes_out_as_it_is_shown(signed_in, territory, gone):
    url = reverse("plans:territory_export", args=[territory.slug, "csv"])
    response = signed_in.get(url + "?suivi=retirees")
    header, line = response.getvalue().decode("utf-8-sig").splitlines()
    statements = ";Blocages datés;Liens avec d’autres actions;Communes et point;Toutes les notes"
    assert header.endswith(f";Retirée le;Motif du retrait{statements}")
    assert line.startswith("C2;")
    assert line.endswith(";27/05/2025;Doublon de C1;;;;")
    last = head()
    name = f"plan-pays-de-saint-omer-retirees-{last.number}-{last.seal[:12]}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    url = reverse("plans:territory_export", args=[territory.slug, "xlsx"])
    assert signed_in.get(url + "?suivi=retirees").content.startswith(b"PK")


def test_a_long_plan_has_pages(signed_in, territory):
    make_many(territory, 101)
    assert len(titles(signed_in.get(plan_url(territory)))) == 100
    assert len(titles(signed_in.get(plan_url(territory, "?page=2")))) == 1


def make_many(territory, count: int) -> None:
    Action.objects.bulk_create(
        Action(
            territory=territory,
            axis="foncier",
            title=f"Action {number}",
            search_text="action",
            lead=f"Porteur {number % 7}",
            entered_on=date(2024, 1, 1),
            status_on=date(2024, 1, 1),
            confirmed_on=date(2024, 1, 1),
        )
        for number in range(count)
    )


@pytest.mark.parametrize("count", [1, 3, 3_000])
def test_a_plan_costs_the_same_whatever_its_length(
    signed_in, territory, count, django_assert_num_queries
):
    make_many(territory, count)
    make_action(make_territory(), title="D’ailleurs")
    with django_assert_num_queries(18):
        response = signed_in.get(plan_url(territory, "?q=action"))
    assert response.context["page"].paginator.count == count


@pytest.mark.parametrize("count", [1, 3, 3_000])
def test_a_region_costs_the_same_whatever_its_length(
    client, territory, count, django_assert_num_queries
):
    make_many(territory, count)
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    url = reverse("plans:region_plan", args=[territory.lead_region.slug])
    with django_assert_num_queries(15):
        response = client.get(url + "?q=action")
    assert response.context["page"].paginator.count == count


def test_a_region_shows_the_plans_that_it_leads(client, territory):
    make_action(territory, title="D’ici")
    make_action(make_territory("Alpes", region=territory.lead_region), title="D’à côté")
    make_action(make_territory(region=make_region("76", "Occitanie")), title="D’ailleurs")
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    url = reverse("plans:region_plan", args=[territory.lead_region.slug])
    assert titles(client.get(url + "?tri=territoire")) == ["D’à côté", "D’ici"]
    file = client.get(reverse("plans:region_export", args=[territory.lead_region.slug, "csv"]))
    header, *lines = file.getvalue().decode("utf-8-sig").splitlines()
    assert header.startswith("Territoire;")
    assert len(lines) == 2


def test_the_nation_shows_them_all(client, territory):
    make_action(territory, title="D’ici")
    make_action(make_territory(region=make_region("76", "Occitanie")), title="D’ailleurs")
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert sorted(titles(client.get(reverse("plans:national_plan")))) == ["D’ailleurs", "D’ici"]
    file = client.get(reverse("plans:national_export", args=["csv"]))
    assert 'filename="plan-france-' in file["Content-Disposition"]


def test_an_elected_official_reads_and_changes_nothing(client, territory):
    action = make_action(territory, planned_budget=42_00)
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
    page = client.get(plan_url(territory)).content.decode()
    assert "42\u00a0€" in page
    assert reverse("plans:step", args=[action.pk]) not in page
    assert reverse("plans:create", args=[territory.slug]) not in page


def test_a_step_is_one_click_away_from_the_table(signed_in, territory):
    action = make_action(territory, title="Étude", status=Status.TO_START)
    back = plan_url(territory, "?axe=foncier")
    page = signed_in.get(back)
    [row] = page.context["rows"]
    assert list(row.steps) == ["review", "start"]
    url = reverse("plans:step", args=[action.pk])
    assert f'name="verb" value="start" formaction="{url}"' in page.content.decode()
    response = signed_in.post(url, {"verb": "start", "retour": back})
    # Back to its line: a long list is not read again from the top.
    assert response.url == f"{back}#action-{action.pk}"
    assert f'id="action-{action.pk}"' in signed_in.get(back).content.decode()
    action.refresh_from_db()
    assert (action.status, action.status_on) == (Status.IN_PROGRESS, date(2025, 5, 27))


def test_a_table_laid_out_as_lines_is_still_one_to_a_screen_reader(signed_in, territory):
    make_action(territory, axis="competences")
    page = signed_in.get(plan_url(territory)).content.decode()
    start = page.index('<table class="plan-table" role="table">')
    table = page[start : page.index("</table>")]
    # The header, the group, the action.
    assert table.count("<tr") == table.count('<tr role="row"') == 3
    assert table.count("<td") == table.count('<td role="cell"') == 8
    assert table.count('role="rowgroup"') == 2
    assert '<td role="cell" data-label="Statut" class="beside statut edited">' in table


def test_the_actions_of_a_plan_come_in_groups_that_add_up(signed_in, territory):
    make_action(territory, axis="foncier", planned_budget=10_00, lead="CCI")
    make_action(territory, axis="foncier", planned_budget=5_00, lead="Région")
    make_action(territory, axis="innovation", lead="CCI")

    def groups(query: str = "") -> list[tuple[str, int, int]]:
        listed = signed_in.get(plan_url(territory, query)).context["groups"]
        return [(group.label, group.count, group.budget) for group in listed]

    assert groups() == [("Innovation", 1, 0), ("Foncier industriel", 2, 15_00)]
    assert groups("?grouper=porteur") == [("CCI", 2, 10_00), ("Région", 1, 5_00)]
    assert groups("?grouper=statut") == [("À initier", 3, 15_00)]
    assert groups("?grouper=referent") == [("Sans référent", 3, 15_00)]
    assert groups("?grouper=filiere") == [("Sans filière", 3, 15_00)]
    assert groups("?q=rien") == []
    # Another order than that of the plan is that of the whole list.
    assert groups("?tri=budget") == groups("?grouper=aucun") == [("", 0, 0)]


def test_a_group_of_several_pages_says_what_all_of_it_adds_up_to(signed_in, territory):
    make_many(territory, 101)
    [group] = signed_in.get(plan_url(territory, "?page=2")).context["groups"]
    assert (group.count, len(group.rows)) == (101, 1)


def test_a_plan_says_how_it_stands_and_opens_what_asks_for_attention(signed_in, various):
    page = signed_in.get(plan_url(various))
    standing = page.context["standing"]
    assert (standing.actions, standing.going, standing.share) == (4, 2, 50)
    for key, words, address in page.context["attention"]:
        listed = signed_in.get(address).context["page"].paginator.count
        assert words.startswith(f"{listed}\u00a0")
        assert f'<a class="{key}" href="{address}">{words}</a>' in page.content.decode()


def read(page) -> dict[str, str]:
    """What the page of confirmation sends once it is read."""
    return {"listed": page.context["form"]["listed"].value()}


def test_what_is_confirmed_is_what_is_filtered(signed_in, various):
    listed = plan_url(various, "?axe=competences")
    url = reverse("plans:confirm_plan", args=[various.slug]) + "?axe=competences"
    page = signed_in.get(listed).content.decode()
    assert f'href="{url}">Confirmer les actions filtrées</a>' in page
    asked = signed_in.get(url)
    assert asked.context["title"] == "Confirmer les actions filtrées\u00a0?"
    assert asked.context["explanation"].startswith(
        "Celles de ce filtre seulement, axe\u00a0: Compétences et recrutement. "
        "2\u00a0actions seront confirmées au 27\u00a0mai 2025"
    )
    before = dict(Action.objects.values_list("reference", "confirmed_on"))
    assert signed_in.post(url, read(asked)).url == listed
    today = date(2025, 5, 27)
    assert dict(Action.objects.values_list("reference", "confirmed_on")) == {
        **before,
        "C1": today,
        "C2": today,
    }


def test_another_list_than_the_one_that_was_read_is_read_first(signed_in, territory):
    with clock.set_to(datetime(2025, 1, 10, tzinfo=UTC)):
        make_action(territory)
    url = reverse("plans:confirm_plan", args=[territory.slug])
    sent = read(signed_in.get(url))
    with clock.set_to(datetime(2025, 1, 11, tzinfo=UTC)):
        make_action(territory)
    again = signed_in.post(url, sent)
    assert [str(message) for message in get_messages(again.wsgi_request)] == [
        "La liste a changé depuis\u00a0: relisez, puis confirmez."
    ]
    assert not Action.objects.filter(confirmed_on=date(2025, 5, 27)).exists()
    signed_in.post(url, read(again))
    assert Action.objects.filter(confirmed_on=date(2025, 5, 27)).count() == 2


def test_everything_is_confirmed_once_one_has_read_what_that_says(signed_in, territory):
    with clock.set_to(datetime(2025, 1, 10, tzinfo=UTC)):
        first, second = make_action(territory), make_action(territory)
        other = make_action(make_territory())
    url = reverse("plans:confirm_plan", args=[territory.slug])
    assert f'href="{url}"' in signed_in.get(plan_url(territory)).content.decode()
    assert signed_in.get(url).context["explanation"] == (
        "2\u00a0actions seront confirmées au 27\u00a0mai 2025\u00a0: "
        "vous dites que ce que le plan en dit est exact."
    )
    assert set(Action.objects.values_list("confirmed_on", flat=True)) == {date(2025, 1, 10)}
    response = signed_in.post(url, read(signed_in.get(url)))
    assert response.url == plan_url(territory)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "2\u00a0actions sont confirmées à ce jour."
    ]
    confirmed = [Action.objects.get(pk=a.pk).confirmed_on for a in (first, second, other)]
    assert confirmed == [date(2025, 5, 27), date(2025, 5, 27), date(2025, 1, 10)]


def test_what_is_late_is_said_before_everything_is_confirmed(signed_in, various):
    url = reverse("plans:confirm_plan", args=[various.slug])
    assert signed_in.get(url).context["explanation"].endswith(" 2\u00a0sont en retard.")


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("?q=introuvable", "Aucune action à confirmer\u00a0: la liste est vide."),
        ("?suivi=retirees", "Les actions retirées ne se confirment pas."),
    ],
)
def test_what_cannot_be_confirmed_is_not_offered(signed_in, territory, query, why):
    url = reverse("plans:confirm_plan", args=[territory.slug]) + query
    for response in (signed_in.get(url), signed_in.post(url)):
        assert response.url == plan_url(territory, query)
        assert str(list(get_messages(response.wsgi_request))[-1]) == why


def test_a_printed_page_of_a_long_plan_says_so(signed_in, territory):
    make_many(territory, 101)
    page = signed_in.get(plan_url(territory)).content.decode()
    assert "page 1 sur 2</p>" in page


def test_an_empty_plan_says_how_to_begin(signed_in, territory):
    page = signed_in.get(plan_url(territory)).content.decode()
    assert "Le plan ne contient pas encore d’action" in page
    assert reverse("plans:confirm_plan", args=[territory.slug]) not in page
    page = signed_in.get(plan_url(territory, "?q=introuvable")).content.decode()
    assert "Aucune action ne répond à ces critères" in page
    # Said once, and announced.
    assert "0\u00a0action" not in page
    assert page.count('role="status"') == 1
    page = signed_in.get(plan_url(territory, "?suivi=retirees")).content.decode()
    assert "Aucune action n’a été retirée" in page


def test_an_empty_plan_does_not_ask_who_reads_it_to_fill_it(client, territory):
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
    page = client.get(plan_url(territory)).content.decode()
    assert "Aucune action n’est encore au plan" in page
    assert "Importez" not in page


def test_a_plan_is_that_of_the_current_period(signed_in):
    assert signed_in.get(plan_url_of("ancien-territoire")).status_code == 404


def plan_url_of(slug: str) -> str:
    return reverse("plans:territory_plan", args=[slug])


def test_one_plan_is_opened_at_once_several_are_offered(signed_in, manager, territory):
    mine = reverse("plans:mine")
    assert signed_in.get(mine).url == plan_url(territory)
    region = make_region("76", "Occitanie")
    people.grant_mandate(manager, Role.READER, place=region, starts_on=date(2025, 1, 1), by=None)
    assert [str(plan.name) for plan in signed_in.get(mine).context["plans"]] == [
        "Occitanie",
        "Pays de Saint-Omer",
    ]


def test_without_a_mandate_no_plan_is_mine(client):
    client.force_login(make_user())
    page = client.get(reverse("plans:mine")).content.decode()
    assert "Aucun mandat ne court aujourd’hui" in page
