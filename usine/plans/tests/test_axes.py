"""The axes of a plan are those of the period of its territory: typed, refused, written."""

import pytest

from usine.plans import operations
from usine.plans.models import Action
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def former():
    return make_territory("Ancien", slug="ancien", period="T1")


def test_another_one_is_refused(former):
    values = {"title": "Étude", "axis": "foncier"}
    why = "«\u00a0foncier\u00a0» n’est pas un axe de la période du territoire."
    with pytest.raises(Refused) as refusal:
        operations.create(territory=former, values=values, by=None)
    assert str(refusal.value) == why
    with pytest.raises(Refused, match="n’est pas un axe"):
        create_many(former, drafts=[Draft(values, Status.DONE, clock.today())], by=None)
    action = make_action(former, axis="attirer")
    with pytest.raises(Refused, match="n’est pas un axe"):
        operations.change(action, values={"axis": "foncier"}, version=1, by=None)


def test_none_is_refused():
    with pytest.raises(Refused, match=r"L’axe manque\."):
        operations.create(territory=make_territory(), values={"title": "Étude"}, by=None)


def test_those_of_the_period_are_proposed(client, former):
    client.force_login(make_user("project_manager", territory=former))
    form = client.get("/territoires/ancien/plan/ajouter/").context["form"]
    assert [code for code, _ in form.fields["axis"].choices] == [
        "",
        *("recruter", "innover", "attirer", "simplifier"),
    ]
    narrowing = client.get("/territoires/ancien/plan/").context["form"]
    assert [label for _, label in narrowing.fields["axe"].choices] == [
        "Tous axes",
        *("Recruter", "Innover", "Attirer", "Simplifier"),
    ]


def test_a_plan_is_in_their_order(client, former):
    for axis in ("simplifier", "attirer", "recruter", "innover"):
        make_action(former, axis=axis)
    client.force_login(make_user("project_manager", territory=former))
    page = client.get("/territoires/ancien/plan/").context["page"]
    assert [action.axis for action in page] == ["recruter", "innover", "attirer", "simplifier"]
    assert [action.short_axis for action in page] == [
        "Recruter",
        "Innover",
        "Attirer",
        "Simplifier",
    ]
    assert Action.objects.first().axis_label == "Simplifier"
