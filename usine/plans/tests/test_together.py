"""Several actions changed in one go and one event, and that undone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.queries import head_number
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.history import history
from usine.plans.models import Action
from usine.plans.together import change_many, undo_change_many
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def actions(territory) -> list[Action]:
    return [make_action(territory, title=f"Action {n}", tags=["Eau"]) for n in range(3)]


def keys(actions) -> list[int]:
    return [action.pk for action in actions]


def values(actions, name: str) -> list:
    return [getattr(Action.objects.get(pk=action.pk), name) for action in actions]


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("lead", "CCI", "CCI"),
        ("referent", "Une agente", "Une agente"),
        ("priority", "high", "high"),
        ("axis", "innovation", "innovation"),
        ("planned_budget", 1_200_000, 1_200_000),
        ("end", None, None),
        ("tags", ["eau", "Friches"], ["Eau", "Friches"]),
    ],
)
def test_several_actions_are_changed_in_one_event(territory, manager, actions, name, value, given):
    before, old = head_number(), values(actions, name)
    event = change_many(territory, actions=keys(actions[:2]), name=name, value=value, by=manager)
    if name == "end":
        # They had none.
        assert (event, head_number()) == (None, before)
        return
    assert event.number == head_number() == before + 1
    assert values(actions, name) == [given, given, old[2]]
    assert history(actions[0])[0].verb == "plans.change_many"
    undone = undo_change_many(territory, event=event.number, by=manager)
    assert undone.number == head_number() == before + 2
    assert values(actions, name) == old
    assert verify() == []


def test_what_changed_since_keeps_all_of_them_as_they_are(territory, manager, actions):
    event = change_many(territory, actions=keys(actions), name="lead", value="CCI", by=manager)
    operations.change_field(actions[1], name="lead", value="Région", read="CCI", by=None)
    with pytest.raises(Refused, match=r"ont changé depuis \(«\u00a0Action 1\u00a0»\)"):
        undo_change_many(territory, event=event.number, by=manager)
    assert values(actions, "lead") == ["CCI", "Région", "CCI"]


def test_a_long_refusal_names_a_few(territory, manager):
    actions = [make_action(territory, title=f"Action {n}") for n in range(7)]
    event = change_many(territory, actions=keys(actions), name="lead", value="CCI", by=manager)
    change_many(territory, actions=keys(actions), name="lead", value="Région", by=manager)
    with pytest.raises(Refused, match="et 2\u00a0autres"):
        undo_change_many(territory, event=event.number, by=manager)


def test_those_of_another_plan_are_not_changed(territory, manager, actions):
    other = make_action(make_territory())
    with pytest.raises(Refused, match="pas dans le plan"):
        change_many(
            territory, actions=[*keys(actions), other.pk], name="lead", value="CCI", by=manager
        )
    assert values(actions, "lead") == ["", "", ""]


def test_only_what_was_changed_together_is_undone(territory, manager, actions):
    operations.change_field(actions[0], name="lead", value="CCI", read="", by=manager)
    with pytest.raises(Refused, match="ne peut plus être annulée"):
        undo_change_many(territory, event=head_number(), by=manager)


@pytest.fixture
def colleague(territory):
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)


class TestWhatSomebodyElseWroteSince:
    def test_is_not_written_over(self, territory, manager, actions, colleague):
        read = head_number()
        by = {"actions": keys(actions), "name": "lead", "value": "CCI", "by": manager, "read": read}
        operations.change_field(actions[1], name="lead", value="Région", read="", by=colleague)
        with pytest.raises(Refused, match=rf"{colleague} a écrit .*\(«\u00a0Action 1\u00a0»\)"):
            change_many(territory, **by)
        assert values(actions, "lead") == ["", "Région", ""]
        change_many(territory, **by | {"read": head_number()})
        assert values(actions, "lead") == ["CCI"] * 3

    def test_in_another_field_or_by_oneself_stops_nothing(
        self, territory, manager, actions, colleague
    ):
        read = head_number()
        operations.change_field(actions[0], name="referent", value="R", read="", by=colleague)
        operations.change_field(actions[1], name="lead", value="Région", read="", by=manager)
        change_many(
            territory, actions=keys(actions), name="lead", value="CCI", by=manager, read=read
        )
        assert values(actions, "lead") == ["CCI"] * 3

    def test_is_told_as_the_system_wrote_it(self, territory, manager, actions):
        read = head_number()
        operations.change_field(actions[0], name="lead", value="Région", read="", by=None)
        with pytest.raises(Refused, match="Le système a écrit"):
            change_many(
                territory, actions=keys(actions), name="lead", value="CCI", by=manager, read=read
            )

    def test_a_tag_is_added_beside_theirs(self, territory, manager, actions, colleague):
        read = head_number()
        operations.change_field(
            actions[0], name="tags", value=["Eau", "Rail"], read=["Eau"], by=colleague
        )
        change_many(
            territory, actions=keys(actions), name="tags", value=["Bois"], by=manager, read=read
        )
        assert values(actions, "tags")[0] == ["Eau", "Rail", "Bois"]

    def test_of_a_status_is_shown_first(self, signed_in, territory, actions, colleague):
        page = signed_in.get(plan_url(territory)).content.decode()
        [read] = re.findall(r'name="lu" value="(\d+)"', page)
        operations.step(actions[0], "start", by=colleague)
        address = reverse("plans:step_chosen", args=[territory.slug])
        sent = {"ligne": keys(actions), "vers": "en cours d’instruction", "lu": read}
        shown = signed_in.post(address, sent)
        assert shown.status_code == 200
        assert f"{colleague} a écrit dans ce champ" in shown.content.decode()
        assert values(actions, "status") == ["in_progress", "to_start", "to_start"]


class TestThePage:
    def post(self, client, territory, actions, **sent):
        address = reverse("plans:change_chosen", args=[territory.slug])
        there = plan_url(territory, "?axe=foncier")
        data = {"ligne": keys(actions), "retour": there, **sent}
        response = client.post(address, data)
        assert response.url == there
        return response

    def test_lines_are_given_a_value_which_is_undone(self, signed_in, territory, actions):
        sent = {"champ": "priority", "valeur": "haute", "donner": ""}
        response = self.post(signed_in, territory, actions[:2], **sent)
        assert (
            last_message(response)
            == "2\u00a0actions sont modifiées\u00a0: priorité «\u00a0Haute\u00a0»."
        )
        assert values(actions, "priority") == ["high", "high", "normal"]
        listed = signed_in.get(response.url).content.decode()
        [undo] = re.findall(r'action="([^"]*/lignes/\d+/annuler/)"', listed)
        undone = signed_in.post(undo, {"retour": response.url})
        assert last_message(undone) == "C’est annulé\u00a0: ces actions ont leurs valeurs d’avant."
        assert values(actions, "priority") == ["normal"] * 3

    def test_nothing_typed_empties_nothing_a_dash_does(self, signed_in, territory, actions):
        self.post(signed_in, territory, actions, champ="lead", valeur="CCI")
        refused = self.post(signed_in, territory, actions, champ="lead", valeur="")
        assert last_message(refused) == (
            "Écrivez la valeur à donner, ou «\u00a0–\u00a0» pour vider le champ."
        )
        assert values(actions, "lead") == ["CCI"] * 3
        response = self.post(signed_in, territory, actions, champ="lead", valeur="-")
        assert last_message(response) == "3\u00a0actions sont modifiées\u00a0: porteur vidé."
        assert values(actions, "lead") == [""] * 3

    def test_what_is_refused_stays_ticked_and_typed_once(self, signed_in, territory, actions):
        start = PartialDate(date(2027, 1, 1), Precision.YEAR)
        change_many(territory, actions=keys(actions[:2]), name="start", value=start, by=None)
        sent = {"champ": "end", "valeur": "2026", "donner": ""}
        refused = self.post(signed_in, territory, actions, **sent)
        [one, other, _] = actions
        assert last_message(refused) == (
            f"«\u00a0{one}\u00a0», «\u00a0{other}\u00a0»\u00a0: La fin précède le début."
        )
        shown = signed_in.get(refused.url).context
        assert [row.action.pk for row in shown["rows"] if row.is_ticked] == keys(actions)
        typed = {"champ": "end", "valeur": "2026", "lignes": keys(actions)}
        assert shown["chosen"].initial == typed
        again = signed_in.get(refused.url).context
        assert [row for row in again["rows"] if row.is_ticked] == []

    def test_a_budget_and_an_axis_are_given(self, signed_in, territory, actions):
        self.post(signed_in, territory, actions, champ="planned_budget", valeur="12 k€")
        assert values(actions, "planned_budget") == [1_200_000] * 3
        response = self.post(signed_in, territory, actions, champ="axis", valeur="Innovation")
        assert last_message(response) == (
            "3\u00a0actions sont modifiées\u00a0: axe «\u00a0Innovation\u00a0»."
        )

    @pytest.mark.parametrize("huge", ["9" * 25, "9" * 5_000])
    def test_a_number_without_end_is_no_line(self, signed_in, territory, actions, huge):
        response = self.post(signed_in, territory, actions, champ="lead", valeur="CCI", lu=huge)
        assert "actions sont modifiées" in last_message(response)
        ticked = self.post(signed_in, territory, actions, ligne=[huge], confirmer="")
        assert "pas dans le plan" in last_message(ticked)

    def test_lines_are_confirmed(self, signed_in, territory, actions):
        response = self.post(signed_in, territory, actions[:2], confirmer="")
        assert last_message(response) == "2\u00a0actions sont confirmées à ce jour."

    def test_a_tag_is_added(self, signed_in, territory, actions):
        sent = {"champ": "tags", "valeur": "Friches"}
        self.post(signed_in, territory, actions, **sent)
        assert values(actions, "tags") == [["Eau", "Friches"]] * 3
        response = self.post(signed_in, territory, actions, **sent)
        assert last_message(response).startswith("Rien n’a changé")

    @pytest.mark.parametrize(
        ("sent", "why"),
        [
            ({"champ": "end", "valeur": "bientôt"}, "n’est pas une date comprise"),
            ({"champ": "priority", "valeur": "urgente"}, "urgente"),
            ({"champ": "title", "valeur": "Halle"}, "title"),
            ({"ligne": ["x"], "champ": "lead"}, "Cochez d’abord des lignes."),
        ],
    )
    def test_what_is_not_understood_changes_nothing(self, signed_in, territory, actions, sent, why):
        before = head_number()
        response = self.post(signed_in, territory, actions, **sent)
        assert why in last_message(response)
        assert head_number() == before

    def test_who_only_reads_ticks_nothing(self, client, territory, actions):
        client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
        page = client.get(plan_url(territory)).content.decode()
        assert 'name="ligne"' not in page
        assert "Lignes cochées" not in page
