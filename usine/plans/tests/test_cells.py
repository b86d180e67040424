"""The cells of the table of a plan, edited where they stand, and undone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from usine.exchanges.queries import notes_on
from usine.ledger.queries import balance, head_number
from usine.plans import operations
from usine.plans.measures import BUDGETS
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .conftest import made_today
from .factories import make_action
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def action(territory) -> Action:
    return make_action(territory, title="Étude", planned_budget=10_000_00, status=Status.TO_START)


def address(action: Action, key: str) -> str:
    return reverse("plans:cell", args=[action.pk, key])


class InPlace:
    """What the script of the table sends and gets."""

    def __init__(self, client, action: Action, key: str) -> None:
        self.client, self.address = client, address(action, key)
        self.read = self._read(self._get())

    def _get(self) -> str:
        return self.client.get(self.address, headers={"X-In-Place": "1"}).json()["form"]

    @staticmethod
    def _read(form: str) -> str:
        found = re.search(r'name="read" value="([^"]*)"', form)
        return found[1] if found else ""

    def send(self, value: str):
        columns = "reference,action,porteur,budget,note"
        sent = {"value": value, "read": self.read, "colonnes": columns}
        answer = self.client.post(self.address, sent, headers={"X-In-Place": "1"}).json()
        if "form" in answer:
            self.read = self._read(answer["form"])
        return answer


@pytest.mark.parametrize(
    ("key", "typed", "name", "value"),
    [
        ("action", "Étude de sol", "title", "Étude de sol"),
        ("reference", "F12", "reference", "F12"),
        ("porteur", "CC du Val", "lead", "CC du Val"),
        ("referent", "Une agente", "referent", "Une agente"),
        ("priorite", "high", "priority", "high"),
        ("budget", "165 k€", "planned_budget", 165_000_00),
        ("budget", "", "planned_budget", None),
        ("echeance", "2027", "end", PartialDate(date(2027, 1, 1), Precision.YEAR)),
        ("debut", "2025", "start", PartialDate(date(2025, 1, 1), Precision.YEAR)),
    ],
)
def test_a_cell_is_saved_where_it_stands_in_one_event(signed_in, action, key, typed, name, value):
    before, old = head_number(), getattr(action, name)
    answer = InPlace(signed_in, action, key).send(typed)
    assert head_number() == before + 1
    assert getattr(Action.objects.get(pk=action.pk), name) == value
    assert f'id="action-{action.pk}"' in answer["row"]
    undone = signed_in.post(answer["undo"], headers={"X-In-Place": "1"})
    assert undone.json()["message"].endswith(", c’est annulé.")
    assert getattr(Action.objects.get(pk=action.pk), name) == old
    assert head_number() == before + 2


def test_what_is_typed_again_as_it_was_records_nothing(signed_in, action):
    before = head_number()
    answer = InPlace(signed_in, action, "budget").send("10 000 €")
    told = (answer["message"], answer["undo"], head_number())
    assert told == ("Rien n’a changé.", None, before)


def test_what_was_saved_is_said_as_the_table_names_it(signed_in, action):
    answer = InPlace(signed_in, action, "echeance").send("T3 2027")
    assert answer["message"] == "Étude · Échéance\u00a0: – → T3 2027, c’est enregistré."
    operations.change_field(action, name="reference", value="1.02", read="", by=None)
    answer = InPlace(signed_in, action, "budget").send("20 000")
    told = "1.02 · Budget\u00a0: 10\u00a0000\u00a0€ → 20\u00a0000\u00a0€"
    assert answer["message"] == f"{told}, c’est enregistré."
    undone = signed_in.post(answer["undo"], headers={"X-In-Place": "1"}).json()["message"]
    assert undone == "1.02 · Budget\u00a0: 20\u00a0000\u00a0€ → 10\u00a0000\u00a0€, c’est annulé."
    answer = InPlace(signed_in, action, "statut").send("start")
    assert answer["message"].startswith("1.02 · Statut\u00a0: À initier → En cours de réalisation")
    # Nothing new is no change: what was done before is not undone by it.
    assert InPlace(signed_in, action, "statut").send("")["undo"] is None


def test_a_long_title_is_cut_where_it_is_told(signed_in, action):
    Action.objects.update(title="x" * 200)
    answer = InPlace(signed_in, action, "porteur").send("CCI")
    assert answer["message"] == f"{'x' * 39}… · Porteur\u00a0: – → CCI, c’est enregistré."


def test_a_refusal_stays_on_the_cell_with_its_reason(signed_in, action):
    cell = InPlace(signed_in, action, "budget")
    answer = cell.send("beaucoup")
    assert "« beaucoup » n’est pas un montant compris" in answer["form"].replace("\u00a0", " ")
    assert 'value="beaucoup"' in answer["form"]
    action.refresh_from_db()
    assert action.planned_budget == 10_000_00


def test_what_the_plan_refuses_stays_on_the_cell(signed_in, action, territory):
    make_action(territory, reference="F1")
    answer = InPlace(signed_in, action, "reference").send("F1")
    assert "Une autre action du plan porte déjà cette référence." in answer["form"]


def test_two_people_in_one_cell_see_both_values(signed_in, action, manager):
    cell = InPlace(signed_in, action, "porteur")
    operations.change_field(action, name="lead", value="CCI", read="", by=None)
    # Later, but of another field.
    operations.change_field(action, name="title", value="Étude 2", read="Étude", by=manager)
    answer = cell.send("Région")
    assert "Entre-temps, la plateforme a écrit «\u00a0CCI\u00a0»" in answer["form"]
    assert "«\u00a0Région\u00a0»" in answer["form"]
    assert Action.objects.get(pk=action.pk).lead == "CCI"
    # Left there, its row is as it stands.
    assert "CCI" in answer["row"]
    # Sent again, knowing.
    assert "form" not in cell.send("Région")
    assert Action.objects.get(pk=action.pk).lead == "Région"


def test_two_people_in_two_cells_of_a_line_do_not_meet(signed_in, action):
    cell = InPlace(signed_in, action, "porteur")
    operations.change_field(action, name="title", value="Étude de sol", read="Étude", by=None)
    assert "form" not in cell.send("Région")
    action.refresh_from_db()
    assert (action.title, action.lead) == ("Étude de sol", "Région")


def test_a_status_is_a_step_and_is_undone(signed_in, action):
    answer = InPlace(signed_in, action, "statut").send("start")
    assert Action.objects.get(pk=action.pk).status == Status.IN_PROGRESS
    assert signed_in.post(answer["undo"], headers={"X-In-Place": "1"}).status_code == 200
    assert Action.objects.get(pk=action.pk).status == Status.TO_START
    # Left as it is.
    before = head_number()
    assert "form" not in InPlace(signed_in, action, "statut").send("")
    assert head_number() == before


def test_a_note_is_added_and_shown(signed_in, action, manager):
    answer = InPlace(signed_in, action, "note").send("Relancer la DREAL")
    assert "Relancer la DREAL" in answer["row"]
    [note] = notes_on(action.subject, reader=manager)
    assert note.text == "Relancer la DREAL"
    undone = signed_in.post(
        answer["undo"], {"colonnes": "action,note"}, headers={"X-In-Place": "1"}
    ).json()
    assert undone["message"] == "La note est annulée."
    assert "Relancer la DREAL" not in undone["row"]
    assert [*notes_on(action.subject, reader=manager)] == []


def test_a_note_added_without_script_is_undone_too(signed_in, action, manager):
    response = signed_in.post(
        address(action, "note"), {"value": "Relancer", "retour": plan_url(action.territory)}
    )
    listed = signed_in.get(response.url).content.decode()
    [undo] = re.findall(r'action="([^"]*/notes/\d+/annuler/)"', listed)
    assert last_message(signed_in.post(undo)) == "La note est annulée."
    assert [*notes_on(action.subject, reader=manager)] == []


def test_what_changed_since_is_not_undone(signed_in, action):
    answer = InPlace(signed_in, action, "budget").send("20 000")
    operations.change_field(action, name="planned_budget", value=30_000_00, read=20_000_00, by=None)
    undone = signed_in.post(
        answer["undo"], {"colonnes": "action,budget"}, headers={"X-In-Place": "1"}
    ).json()
    assert "ne peut plus être annulée" in undone["message"]
    assert undone["undo"] is None
    assert "30\u00a0000\u00a0€" in undone["row"]
    assert Action.objects.get(pk=action.pk).planned_budget == 30_000_00


def test_several_changes_are_undone_from_the_last_to_the_first(action, manager):
    events = []
    for old, new in (("", "CCI"), ("CCI", "Région")):
        operations.change_field(action, name="lead", value=new, read=old, by=manager)
        events.append(head_number())
    for event, lead in zip(reversed(events), ("CCI", ""), strict=True):
        operations.undo_change(action, event=event, by=manager)
        assert Action.objects.get(pk=action.pk).lead == lead


def test_a_budget_undone_leaves_the_bilans_as_they_were(action, manager):
    place = {"place": action.territory.place}
    before = balance(BUDGETS.code, as_of=clock.today(), where=place)
    operations.change_field(action, name="planned_budget", value=5_00, read=10_000_00, by=manager)
    assert balance(BUDGETS.code, as_of=clock.today(), where=place) != before
    operations.undo_change(action, event=head_number(), by=manager)
    assert balance(BUDGETS.code, as_of=clock.today(), where=place) == before


def test_without_script_a_cell_is_a_form_that_comes_back(signed_in, action, territory):
    there = plan_url(territory, "?axe=foncier")
    listed = signed_in.get(there).content.decode()
    link = reverse("plans:cell", args=[action.pk, "porteur"])
    [query] = re.findall(rf'href="{link}(\?retour=[^"]*)"', listed)
    page = signed_in.get(link + query)
    assert "Modifier\u00a0: porteur" in page.content.decode().replace("&nbsp;", "\u00a0")
    sent = {"value": "CCI", "read": page.context["form"].initial["read"], "retour": there}
    answer = signed_in.post(link, sent)
    assert answer.url == f"{there}#action-{action.pk}"
    assert last_message(answer) == "Étude · Porteur\u00a0: – → CCI, c’est enregistré."
    refused = signed_in.post(link, {**sent, "value": "x" * 300})
    assert refused.status_code == 200
    conflict = signed_in.post(link, {**sent, "value": "Région"})
    assert conflict.status_code == 409
    assert Action.objects.get(pk=action.pk).lead == "CCI"


def test_a_status_that_no_step_follows_leads_to_its_correction(signed_in, action, territory):
    query = f"?retour={plan_url(territory)}"
    link = reverse("plans:cell", args=[action.pk, "statut"]) + query
    assert signed_in.get(link).context["form"].correction is None
    for verb in ("start", "complete"):
        action = operations.step(action, verb, by=None)
    page = signed_in.get(link)
    latest = action.status_changes.get(status=Status.DONE)
    address = reverse("plans:correct_status", args=[action.pk, latest.pk])
    assert page.context["form"].correction == address
    assert f'href="{address}?retour=' in page.content.decode()
    # A status that is dated nowhere is corrected nowhere.
    action.status_changes.all().delete()
    assert signed_in.get(link).context["form"].correction is None


def test_no_other_cell_than_those_of_the_table_is_edited(signed_in, action):
    assert signed_in.get(address(action, "axe")).status_code == 404
    assert signed_in.get(address(action, "restricted")).status_code == 404


def test_what_left_the_plan_is_edited_no_more(signed_in, action):
    cell = InPlace(signed_in, action, "porteur")
    operations.withdraw(action, reason="Doublon", by=None)
    answer = cell.send("CCI")
    assert "Cette action a été retirée du plan" in answer["form"]
    assert signed_in.get(address(action, "porteur")).url == action.get_absolute_url()


def test_a_comment_undone_takes_its_note_back(action, manager):
    values = {"comment": "Relancer la DREAL"}
    operations.change(action, values=values, version=action.version, by=manager)
    assert [note.text for note in notes_on(action.subject, reader=manager)] == [values["comment"]]
    operations.undo_change(action, event=head_number(), by=manager)
    assert [*notes_on(action.subject, reader=manager)] == []
    assert Action.objects.get(pk=action.pk).comment == ""
