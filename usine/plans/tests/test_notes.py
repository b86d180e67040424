"""Notes of an action: dated, signed, never overwritten; the last one is its comment."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.exchanges.models import Note
from usine.exchanges.operations import add_note, undo_note
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people import operations as people
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.history import history
from usine.plans.models import Action
from usine.plans.notes import keep_words
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(territory, manager):
    return operations.create(
        territory=territory,
        values={"title": "Friche", "axis": "foncier", "comment": "Étude lancée"},
        by=manager,
    )


def texts(action) -> list[tuple[str, User | None]]:
    return [(note.text, note.by) for note in Note.objects.standing().filter(subject=action.subject)]


def test_the_first_comment_is_the_first_note(action, manager):
    assert texts(action) == [("Étude lancée", manager)]
    note = Note.objects.get()
    assert (note.event.verb, note.at, str(note)) == (
        "plans.create",
        note.event.recorded_at,
        "Étude lancée",
    )


def test_a_note_adds_to_the_others_and_becomes_the_comment(action, manager):
    add_note(action.subject, text=" Étude rendue\n", by=manager)
    assert texts(action) == [("Étude rendue", manager), ("Étude lancée", manager)]
    action.refresh_from_db()
    assert (action.comment, action.version) == ("Étude rendue", 1)
    [line] = history(action)[0].lines
    assert (history(action)[0].what, line[:]) == ("Note ajoutée", ("Note", "–", "Étude rendue"))
    assert verify() == []


def test_a_changed_comment_is_a_note_too(action):
    operations.change(action, values={"comment": "Étude rendue"}, version=1, by=None)
    operations.change(action, values={"title": "Friche Sud"}, version=2, by=None)
    assert [text for text, _ in texts(action)] == ["Étude rendue", "Étude lancée"]


def test_who_may_not_edit_the_plan_writes_no_note(action, territory):
    reader = make_user(Role.READER, territory=territory)
    elsewhere = make_user(Role.PROJECT_MANAGER, territory=make_territory("Ailleurs"))
    for user in (reader, elsewhere):
        with pytest.raises(PermissionDenied):
            add_note(action.subject, text="Note", by=user)


def test_an_action_that_left_the_plan_takes_no_note(action, manager):
    operations.withdraw(action, reason="Doublon", by=manager)
    with pytest.raises(Refused, match="retirée du plan"):
        add_note(action.subject, text="Note", by=manager)


def test_notes_of_a_person_are_forgotten(territory, action, manager):
    other = make_action(territory)
    add_note(other.subject, text="Secret confié", by=manager)
    add_note(other.subject, text="Vu ailleurs", by=None)
    for mandate in manager.mandates.all():
        people.end_mandate(mandate, on=clock.today() - timedelta(days=1), by=None)
    people.forget(manager, by=None, reason="Demande")
    assert [text for text, _ in texts(other)] == ["Vu ailleurs", "Note effacée."]
    for each, comment in ((action, ""), (other, "Vu ailleurs")):
        each.refresh_from_db()
        assert each.comment == comment
    assert "Secret" not in str([fact.lines for fact in history(other)])
    assert verify() == []


def test_a_note_taken_back_gives_the_comment_and_the_confirmation_back(action, manager):
    Action.objects.update(confirmed_on=date(2025, 5, 2))
    note = add_note(action.subject, text="Étude rendue", by=manager)
    undo_note(action.subject, event=note.event_id, by=manager)
    action.refresh_from_db()
    assert (action.comment, action.confirmed_on) == ("Étude lancée", date(2025, 5, 2))
    assert texts(action) == [("Étude lancée", manager)]
    assert verify() == []


def test_the_words_of_a_file_are_not_given_back_as_the_comment(action, manager):
    event = Event.objects.latest("number")
    keep_words({action.subject: ["Relu par la DREAL"]}, event=event, by=None)
    note = add_note(action.subject, text="Étude rendue", by=manager)
    undo_note(action.subject, event=note.event_id, by=manager)
    action.refresh_from_db()
    assert action.comment == "Étude lancée"


def test_the_first_note_taken_back_leaves_no_comment(territory, manager):
    action = make_action(territory)
    note = add_note(action.subject, text="Étude rendue", by=manager)
    undo_note(action.subject, event=note.event_id, by=manager)
    action.refresh_from_db()
    assert action.comment == ""
