"""From the plan as it was filtered to an action, and back to its line after each act."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.plans.states import Status

from .factories import make_action, make_user
from .pages import plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(territory):
    return make_action(territory, title="Étude de sol", status=Status.TO_START)


@pytest.fixture
def the_list(territory) -> str:
    return plan_url(territory, "?q=sol&tri=-intitule")


def at(name: str, action, *args, there: str) -> str:
    address = reverse(f"plans:{name}", args=[action.pk, *args])
    return f"{address}?{urlencode({'retour': there})}"


def test_the_list_leads_to_an_action_which_leads_back(signed_in, action, the_list):
    there = at("action", action, there=the_list)
    assert f'href="{there}"' in signed_in.get(the_list).content.decode()
    page = signed_in.get(there).content.decode()
    assert f'href="{the_list.replace("&", "&amp;")}#action-{action.pk}"' in page
    carried = urlencode({"retour": the_list})
    change = action.status_changes.get()
    for name, *more in (
        ["step"],
        ["confirm"],
        ["change"],
        ["withdraw"],
        ["correct_status", change.pk],
    ):
        address = reverse(f"plans:{name}", args=[action.pk, *more])
        assert f'"{address}?{carried}"' in page, name
    alone = signed_in.get(action.get_absolute_url()).content.decode()
    assert "Revenir à la liste" not in alone
    assert "retour=" not in alone


def typed(action) -> dict:
    form = {"title": "Étude de sol et d’eau", "axis": "foncier", "priority": "normal"}
    return form | {"version": action.version, "read": "{}"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("step", {"verb": "start", "effective_on": "2025-05-02"}),
        ("confirm", {}),
        ("withdraw", {"reason": "Doublon"}),
    ],
)
@pytest.mark.parametrize("came", [True, False])
def test_each_act_leads_back_to_the_line(signed_in, action, the_list, name, data, came):
    response = signed_in.post(at(name, action, there=the_list if came else ""), data)
    line = f"{the_list}#action-{action.pk}"
    assert response.url == (line if came else action.get_absolute_url())


def test_a_change_and_a_correction_lead_back_too(signed_in, action, the_list):
    line = f"{the_list}#action-{action.pk}"
    page = signed_in.get(at("change", action, there=the_list))
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"lead": "CCI"}
    assert signed_in.post(at("change", action, there=the_list), data).url == line
    address = at("correct_status", action, action.status_changes.get().pk, there=the_list)
    form = signed_in.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"reason": "Erreur"}
    response = signed_in.post(address, data | {"status": "in_progress"})
    if response.status_code == 200:  # what moves is shown before it is done
        form = response.context["form"]
        response = signed_in.post(address, {name: form[name].value() or "" for name in form.fields})
    assert response.url == line


def test_a_sheet_goes_on_along_the_list_that_it_was_opened_from(signed_in, various):
    there = plan_url(various, "?suivi=a-confirmer&tri=-budget")
    listed = [row.action for row in signed_in.get(there).context["rows"]]
    assert len(listed) == 3

    def around(action) -> tuple[str, str, str]:
        page = signed_in.get(f"{action.get_absolute_url()}?{urlencode({'retour': there})}")
        these = page.context["around"]
        before, after = (each.title if each else "" for each in (these.previous, these.following))
        return before, after, f"{these.position}/{these.count}"

    first, second, third = listed
    assert around(first) == ("", second.title, "1/3")
    assert around(second) == (first.title, third.title, "2/3")
    assert around(third) == (second.title, "", "3/3")


@pytest.mark.parametrize("there", ["", "/bilan/", "/nulle-part/", "/territoires/nulle-part/plan/"])
def test_a_sheet_that_no_list_leads_to_is_alone(signed_in, action, there):
    page = signed_in.get(f"{action.get_absolute_url()}?{urlencode({'retour': there})}")
    assert page.context["around"] is None


def test_the_list_of_others_is_not_gone_along(client, action, territory):
    address = f"{action.get_absolute_url()}?{urlencode({'retour': plan_url(territory)})}"
    assert client.get(address).context["around"] is None
    client.force_login(make_user())
    assert client.get(address).context["around"] is None
    client.force_login(make_user(Role.NATIONAL_TEAM))
    # An action that the filters have left.
    assert client.get(address).context["around"].count == 1
    address = f"{action.get_absolute_url()}?{urlencode({'retour': plan_url(territory, '?q=rien')})}"
    assert client.get(address).context["around"] is None
