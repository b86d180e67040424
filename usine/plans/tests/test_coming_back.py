"""From the plan as it was filtered to an action, and back to its line after each act."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from usine.plans.states import Status

from .factories import make_action
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
