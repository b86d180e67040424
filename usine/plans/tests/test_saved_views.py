"""The views of a plan that people keep: whose they are, what they open, and how they go."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from usine.ledger.queries import head_number, history
from usine.people import forgetting
from usine.people.roles import Role
from usine.plans.models import SavedView
from usine.plans.queries import Plan
from usine.plans.saved_views import (
    query_kept,
    remove_view,
    rename_view,
    restore_view,
    save_view,
    update_view,
    views_of,
)
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TAKEN = "Une autre vue porte déjà ce nom."


@pytest.fixture
def plan(territory) -> Plan:
    return Plan(territory=territory)


@pytest.fixture
def reader(territory):
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


def keep(plan, name="En retard", *, by, is_shared=False, query="suivi=en-retard") -> SavedView:
    return save_view(plan, name=name, query=query, is_shared=is_shared, by=by)


def names(plan, user) -> list[str]:
    return [view.name for view in views_of(plan, user)]


def test_a_view_keeps_what_the_address_holds_of_the_list(rf):
    query = "page=3&colonnes=action&colonnes=budget,statut&tri=-budget&statut=&q=eau&retour=/x"
    assert query_kept(rf.get(f"/?{query}").GET) == "q=eau&tri=-budget&colonnes=action,budget,statut"


def test_a_personal_view_is_seen_by_its_owner_alone(plan, manager, reader):
    before = head_number()
    keep(plan, by=reader)
    assert names(plan, reader) == ["En retard"]
    assert names(plan, manager) == []
    # The ledger says nothing of it.
    assert head_number() == before


def test_a_view_of_the_territory_is_seen_by_those_who_read_its_plan(plan, manager, reader):
    view = keep(plan, by=manager, is_shared=True)
    assert names(plan, reader) == names(plan, manager) == ["En retard"]
    elsewhere = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    assert names(plan, elsewhere) == []
    [payload] = history(f"territory:{plan.territory.pk}").filter(event__verb="plans.save_view")
    assert (payload.decoded, payload.event.actor_id) == ({"view": view.pk}, manager.pk)


def test_only_those_who_edit_the_plan_keep_its_views(plan, manager, reader):
    view = keep(plan, by=manager, is_shared=True)
    for refused in (
        lambda: keep(plan, by=reader, is_shared=True),
        lambda: rename_view(view, name="Autre", by=reader),
        lambda: update_view(view, query="", read=view.query, by=reader),
        lambda: remove_view(view, by=reader),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_a_personal_view_is_written_by_its_owner_alone(plan, manager, reader):
    view = keep(plan, by=reader)
    for user in (manager, None):
        with pytest.raises(PermissionDenied):
            rename_view(view, name="Autre", by=user)
    stranger = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    for user in (stranger, None):
        with pytest.raises(PermissionDenied):
            keep(plan, by=user)


def test_a_name_is_borne_once_by_each_owner_and_plan(plan, manager, reader):
    keep(plan, by=manager)
    with pytest.raises(Refused, match=TAKEN):
        keep(plan, "EN  RETARD", by=manager)
    keep(plan, by=reader)
    shared = keep(plan, by=manager, is_shared=True)
    with pytest.raises(Refused, match=TAKEN):
        keep(plan, by=manager, is_shared=True)
    other = keep(plan, "À voir", by=manager, is_shared=True)
    with pytest.raises(Refused, match=TAKEN):
        rename_view(other, name="en retard", by=manager)
    national = make_user(Role.NATIONAL_TEAM)
    for each in (Plan(), Plan(region=plan.territory.lead_region), plan):
        keep(each, by=national)
        assert "En retard" in names(each, national)
    # A sign alone is a name too.
    assert keep(plan, "!", by=manager).folded == "!"
    assert shared.pk


def test_the_database_holds_the_names_itself(plan, manager):
    values = {"territory": plan.territory, "name": "À voir", "folded": "a voir"}
    for owner in (manager, None):
        SavedView.objects.create(owner=owner, **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(owner=owner, **values)


def test_a_view_is_removed_and_put_back(plan, manager):
    view = remove_view(keep(plan, by=manager), by=manager)
    assert names(plan, manager) == []
    with pytest.raises(Refused, match="a été supprimée"):
        remove_view(view, by=manager)
    assert names(plan, manager) == []
    restore_view(view, by=manager)
    assert names(plan, manager) == ["En retard"]
    with pytest.raises(Refused, match="déjà rétablie"):
        restore_view(view, by=manager)


def test_a_name_taken_meanwhile_keeps_a_view_away(plan, manager):
    view = remove_view(keep(plan, by=manager), by=manager)
    keep(plan, by=manager)
    with pytest.raises(Refused, match=TAKEN):
        restore_view(view, by=manager)


def test_only_a_territory_shares_its_views():
    national = make_user(Role.NATIONAL_TEAM)
    with pytest.raises(Refused, match="Seul un territoire"):
        keep(Plan(), by=national, is_shared=True)


def test_who_is_forgotten_leaves_no_view_of_theirs(plan, manager):
    keep(plan, by=manager)
    keep(plan, by=manager, is_shared=True)
    forgetting.forget_copies(manager)
    assert [view.is_shared for view in SavedView.objects.all()] == [True]


class TestThePages:
    def test_a_view_is_saved_opened_renamed_removed_and_put_back(self, signed_in, territory):
        make_action(territory)
        page = signed_in.get(plan_url(territory, "?tri=-budget&page=1"))
        assert page.context["save_form"].initial == {"query": "tri=-budget&page=1"}
        address = page.context["views_url"]
        sent = {"name": "Chères", "query": "tri=-budget&page=1", "is_shared": "on"}
        saved = signed_in.post(address, sent)
        view = SavedView.objects.get()
        assert saved.url == plan_url(territory, f"?tri=-budget&ouverte={view.pk}")
        listed = signed_in.get(saved.url)
        [offered] = listed.context["views"]
        assert (str(offered["view"]), offered["url"]) == ("Chères", saved.url)
        assert (offered["is_current"], offered["view"].is_shared) == (True, True)
        assert last_message(saved) == "La vue «\u00a0Chères\u00a0» est enregistrée."
        pk = offered["view"].pk

        renamed = signed_in.post(reverse("plans:rename_view", args=[pk]), {"name": "Grosses"})
        assert renamed.url == address
        managed = signed_in.get(address)
        assert [str(each["view"]) for each in managed.context["views"]] == ["Grosses"]
        removed = signed_in.post(reverse("plans:remove_view", args=[pk]))
        restore = reverse("plans:restore_view", args=[pk])
        assert f'action="{restore}"' in signed_in.get(removed.url).content.decode()
        assert SavedView.objects.standing().count() == 0
        signed_in.post(restore)
        assert SavedView.objects.standing().get(pk=pk).name == "Grosses"

    def test_a_refused_name_is_said_and_kept(self, signed_in, territory, plan, manager):
        keep(plan, by=manager)
        address = plan.address("views")
        sent = {"name": "En retard", "query": "axe=foncier"}
        page = signed_in.post(address, sent)
        assert page.context["form"].errors == {"name": [TAKEN]}
        assert 'value="axe=foncier"' in page.content.decode()
        assert signed_in.post(address, {"name": " "}).context["form"].errors.keys() == {"name"}

    def test_who_only_reads_keeps_views_of_their_own(
        self, client, territory, plan, manager, reader
    ):
        keep(plan, by=manager, is_shared=True)
        client.force_login(reader)
        assert client.get(plan.address()).context["may_rename"] is False
        client.post(plan.address("views"), {"name": "Mienne", "is_shared": "on"})
        offered = client.get(plan.address("views")).context["views"]
        assert [(str(e["view"]), e["view"].is_shared, e["may_edit"]) for e in offered] == [
            ("Mienne", False, True),
            ("En retard", True, False),
        ]
        own = SavedView.objects.get(name="Mienne")
        assert offered[0]["url"] == plan.address() + f"?ouverte={own.pk}"
        shown = client.get(plan.address()).context
        assert (str(shown["current_view"]), shown["may_rename"]) == ("Mienne", True)

    @pytest.mark.parametrize("count", [1, 3])
    def test_they_cost_one_query(self, signed_in, plan, manager, count, django_assert_num_queries):
        for number in range(count):
            keep(plan, f"Vue {number}", by=manager)
        with django_assert_num_queries(6):
            assert len(signed_in.get(plan.address("views")).context["views"]) == count


def test_a_view_keeps_how_the_list_is_displayed(rf):
    query = "annee=2024&echelle=trimestre&vue=frise&axe=foncier"
    assert query_kept(rf.get(f"/?{query}").GET) == "axe=foncier&vue=frise&echelle=trimestre"
