"""Notes on a kind of subject that declares nothing: a territory."""

import pytest
from django.core.exceptions import PermissionDenied

from usine.exchanges.models import Note
from usine.exchanges.operations import add_note, withdraw_notes
from usine.exchanges.queries import notes_on
from usine.ledger.history import history
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    territory = make_territory("Lacq")
    subjects.rebuild()
    return territory


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def test_a_territory_is_noted_and_its_history_tells(territory, manager):
    key = subject_of(territory)
    note = add_note(key, text=" Comité reporté ", by=manager)
    assert [*notes_on(key, reader=manager)] == [note]
    fact = history(key, names=names_of)[0]
    assert (fact.what, fact.who, fact.lines[0].new) == (
        "Note ajoutée",
        str(manager),
        "Comité reporté",
    )


def test_notes_are_for_the_mandates_on_the_place(territory, manager):
    key = subject_of(territory)
    note = add_note(key, text="Comité reporté", by=None)
    elsewhere = make_territory("Ailleurs", region=make_region("76", "Occitanie"))
    readers = [
        make_user(Role.READER, territory=territory),
        make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region),
        make_user(Role.NATIONAL_TEAM),
    ]
    assert [[*notes_on(key, reader=each)] for each in readers] == [[note]] * 3
    strangers = [make_user(), make_user(Role.PROJECT_MANAGER, territory=elsewhere)]
    assert [[*notes_on(key, reader=each)] for each in strangers] == [[], []]
    for each in (readers[0], *strangers):
        with pytest.raises(PermissionDenied):
            add_note(key, text="Note", by=each)
    add_note(key, text="Note", by=readers[2])


def test_a_note_says_something_of_something(territory, manager):
    key = subject_of(territory)
    for text, why in ((" ", "Écrivez"), ("x" * 20_001, "trop longue")):
        with pytest.raises(Refused, match=why):
            add_note(key, text=text, by=manager)
    with pytest.raises(Refused, match="n’est plus là"):
        add_note("territory:0", text="Note", by=manager)
    assert not Note.objects.exists()


def test_the_notes_of_an_event_are_taken_back_with_it(territory, manager):
    key = subject_of(territory)
    first, second = (add_note(key, text=text, by=manager) for text in ("Une", "Deux"))
    withdraw_notes(first.event, ["action:0"])
    assert notes_on(key, reader=manager).count() == 2
    withdraw_notes(first.event)
    assert [*notes_on(key, reader=manager)] == [second]


def test_a_subject_without_a_territory_is_noted_by_the_nation_alone(manager):
    Note._meta.get_field("subject").related_model.objects.create(
        key="period:T2", kind="period", title="Période", path="/"
    )
    with pytest.raises(PermissionDenied):
        add_note("period:T2", text="Note", by=manager)
    add_note("period:T2", text="Note", by=make_user(Role.NATIONAL_TEAM))
