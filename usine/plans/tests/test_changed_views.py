"""A saved view that its user opened, then changed: updated in place."""

import pytest
from django.urls import reverse

from usine.ledger.queries import history
from usine.people.roles import Role
from usine.plans.models import SavedView
from usine.plans.queries import Plan
from usine.plans.saved_views import save_view, update_view
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ASKED = "axe=foncier"


@pytest.fixture
def view(territory, manager) -> SavedView:
    make_action(territory, axis="foncier")
    return kept(territory, manager)


def kept(territory, by, *, is_shared: bool = True) -> SavedView:
    plan = Plan(territory=territory)
    return save_view(plan, name="À voir", query=ASKED, is_shared=is_shared, by=by)


def query_of(view: SavedView) -> str:
    return SavedView.objects.get(pk=view.pk).query


def test_a_view_opens_another_list(view, manager):
    update_view(view, query="tri=-budget&page=2&ouverte=9", read=ASKED, by=manager)
    assert query_of(view) == "tri=-budget"
    [payload] = history(view.subject).filter(event__verb="plans.update_view")
    assert (payload.decoded, payload.event.actor_id) == ({"view": view.pk}, manager.pk)


def test_what_somebody_gave_it_meanwhile_is_not_lost(view, territory, manager):
    colleague = make_user(Role.PROJECT_MANAGER, territory=territory)
    update_view(view, query="statut=done", read=ASKED, by=colleague)
    with pytest.raises(Refused, match="La vue «\u00a0À voir\u00a0» a changé entre-temps"):
        update_view(view, query="tri=-budget", read=ASKED, by=manager)
    assert query_of(view) == "statut=done"


class TestThePage:
    def test_offers_to_update_the_view_that_was_opened_then_changed(
        self, signed_in, territory, view
    ):
        offered = {}
        for query in (ASKED, f"{ASKED}&ouverte={view.pk}", f"statut=done&ouverte={view.pk}"):
            page = signed_in.get(plan_url(territory, f"?{query}"))
            changed = page.context["changed_view"]
            offered[query] = changed and changed["view"]
        assert list(offered.values()) == [None, None, view]
        # What is filtered next is still of that view.
        assert ("ouverte", str(view.pk)) in page.context["kept"]

    @pytest.mark.parametrize("asked", ["", "demain", "999999"])
    def test_offers_nothing_of_a_view_that_is_not_there(self, signed_in, territory, view, asked):
        page = signed_in.get(plan_url(territory, f"?statut=done&ouverte={asked}"))
        assert page.context["changed_view"] is None

    def test_updates_it_and_gives_it_back(self, signed_in, territory, view):
        changed = plan_url(territory, f"?statut=done&ouverte={view.pk}")
        address = reverse("plans:update_view", args=[view.pk])
        assert f'action="{address}"' in signed_in.get(changed).content.decode()
        sent = {"query": f"statut=done&ouverte={view.pk}", "read": ASKED}
        response = signed_in.post(address, sent)
        assert response.url == changed
        assert last_message(response) == "La vue «\u00a0À voir\u00a0» est mise à jour."
        assert query_of(view) == "statut=done"
        assert signed_in.get(changed).context["current_view"] == view
        response = signed_in.post(address, {"query": ASKED, "read": "statut=done"})
        assert response.url == plan_url(territory, f"?{ASKED}&ouverte={view.pk}")
        assert query_of(view) == ASKED

    def test_says_why_not_and_stays_there(self, signed_in, territory, view):
        address = reverse("plans:update_view", args=[view.pk])
        response = signed_in.post(address, {"query": "tri=-budget", "read": "statut=done"})
        assert response.url == plan_url(territory, f"?tri=-budget&ouverte={view.pk}")
        assert "a changé entre-temps" in last_message(response)
        assert query_of(view) == ASKED

    def test_offers_it_to_those_who_may_keep_it(self, client, territory, view):
        reader = make_user(Role.ELECTED_OFFICIAL, territory=territory)
        client.force_login(reader)
        own = kept(territory, reader, is_shared=False)
        for each, may_edit in ((view, False), (own, True)):
            page = client.get(plan_url(territory, f"?statut=done&ouverte={each.pk}"))
            assert page.context["changed_view"]["may_edit"] is may_edit
            address = reverse("plans:update_view", args=[each.pk])
            assert (f'action="{address}"' in page.content.decode()) is may_edit
        client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
        assert client.post(reverse("plans:update_view", args=[own.pk])).status_code == 404
