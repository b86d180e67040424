"""Notes on a kind of subject that declares nothing: a territory."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.exchanges.forms import NoteForm
from usine.exchanges.models import Note, NoteMention
from usine.exchanges.operations import add_note, undo_note, withdraw_notes
from usine.exchanges.queries import mentionable, notes_on
from usine.files.checking import Sent
from usine.files.operations import withdraw
from usine.files.tests.factories import PDF
from usine.ledger.history import history
from usine.notices.queries import notices_of
from usine.people import operations as people
from usine.people.models import User
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of
from usine.values import clock
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


def test_a_note_tells_those_whom_it_mentions(territory, manager):
    key = subject_of(territory)
    reader, other = (make_user(Role.READER, territory=territory) for _ in range(2))
    note = add_note(key, text="Comité reporté", mentions=[reader, manager], by=manager)
    assert [each.person for each in notes_on(key, reader=manager).get().mentions.all()] == [
        reader,
        manager,
    ]
    [notice] = notices_of(reader)
    assert (str(notice), notice.path) == (
        f"{manager} vous mentionne dans une note",
        f"{note.subject.path}#note-{note.pk}",
    )
    # Nobody is told of what they wrote.
    assert [[*notices_of(each)] for each in (manager, other)] == [[], []]


def test_only_who_may_read_a_note_is_mentioned(territory, manager):
    key = subject_of(territory)
    elsewhere = make_territory("Ailleurs", region=make_region("76", "Occitanie"))
    stranger = make_user(Role.PROJECT_MANAGER, territory=elsewhere)
    with pytest.raises(Refused, match="ne peut pas lire"):
        add_note(key, text="Note", mentions=[manager, stranger], by=manager)
    assert (Note.objects.count(), [*notices_of(stranger)]) == (0, [])
    readers = mentionable(key)
    assert (manager in readers, stranger in readers) == (True, False)
    people.deactivate(manager, by=None)
    assert manager not in mentionable(key)


def test_a_note_brings_documents(territory, manager):
    key = subject_of(territory)
    note = add_note(key, text="Voici", sent=[Sent("Convention.pdf", PDF)], by=manager)
    [document] = notes_on(key, reader=manager).get().documents.all()
    assert (document.name, document.by, document.subject_id) == ("Convention.pdf", manager, key)
    assert note.event.verb == "exchanges.add_note"
    withdraw(document, by=manager)
    assert [*notes_on(key, reader=manager).get().documents.all()] == []


def test_who_comments_on_a_plan_that_others_keep_leaves_no_document(territory):
    key, elected = subject_of(territory), make_user(Role.ELECTED_OFFICIAL, territory=territory)
    with pytest.raises(PermissionDenied):
        add_note(key, text="Voici", sent=[Sent("Convention.pdf", PDF)], by=elected)
    assert Note.objects.count() == 0
    assert add_note(key, text="D’accord", by=elected).by == elected


def test_a_note_whose_file_is_refused_is_not_written(territory, manager):
    with pytest.raises(Refused, match=r"outil\.exe"):
        add_note(subject_of(territory), text="Voici", sent=[Sent("outil.exe", b"MZ")], by=manager)
    assert not Note.objects.exists()


def test_a_note_that_is_taken_back_is_told_no_more(territory, manager):
    key = subject_of(territory)
    reader = make_user(Role.READER, territory=territory)
    note = add_note(key, text="Comité reporté", mentions=[reader], by=manager)
    withdraw_notes(note.event)
    assert [*notices_of(reader)] == []


def test_a_forgotten_person_is_mentioned_no_more(territory, manager):
    key = subject_of(territory)
    reader = make_user(Role.READER, territory=territory)
    add_note(key, text="Comité reporté", mentions=[reader], by=manager)
    people.end_mandate(reader.mandates.get(), on=clock.today(), by=None)
    with clock.set_to(clock.now() + timedelta(days=1)):
        people.forget(reader, reason="Demande", by=None)
    assert not NoteMention.objects.exists()


def test_the_form_mentions_who_is_ticked_and_who_is_named(territory, manager):
    ada, grace, alan = (make_user(Role.READER, territory=territory) for _ in range(3))
    User.objects.filter(pk=grace.pk).update(first_name="Grâce", last_name="Hopper")
    readers = mentionable(subject_of(territory))
    typed = {"text": "Vu avec @grace  HOPPER, et Alan", "mentions": [str(ada.pk)]}
    form = NoteForm(typed, people=readers)
    assert form.is_valid()
    assert form.values == {
        "text": "Vu avec @grace  HOPPER, et Alan",
        "sent": [],
        "mentions": [each for each in readers if each in (ada, grace)],
    }
    assert not NoteForm(typed, people=[alan]).is_valid()
    alone = NoteForm({"text": "Note"}, people=[])
    assert (alone.is_valid(), alone.values["mentions"], "mentions" in alone.fields) == (
        True,
        [],
        False,
    )


@pytest.mark.parametrize("number", [1, 3])
def test_notes_cost_the_same_whatever_they_bring(
    territory, manager, number, django_assert_num_queries
):
    key = subject_of(territory)
    readers = [make_user(Role.READER, territory=territory) for _ in range(number)]
    for rank in range(number):
        sent = [Sent(f"{rank}.pdf", PDF + str(rank).encode())]
        add_note(key, text=f"Note {rank}", mentions=readers, sent=sent, by=manager)
    assert manager.tokens
    with django_assert_num_queries(3):
        notes = list(notes_on(key, reader=manager))
        brought = [(len(each.mentions.all()), len(each.documents.all())) for each in notes]
    assert brought == [(number, 1)] * number
    with django_assert_num_queries(4):
        assert len(mentionable(key)) == number + 1


def test_its_author_takes_back_a_note_just_written(territory, manager):
    key = subject_of(territory)
    reader = make_user(Role.READER, territory=territory)
    kept = add_note(key, text="Comité reporté", by=manager)
    slip = add_note(key, text="Comité anulé", mentions=[reader], by=manager)
    undo_note(key, event=slip.event_id, by=manager)
    assert [*notes_on(key, reader=manager)] == [kept]
    # Nobody is told of it any more; the history tells both.
    assert [*notices_of(reader)] == []
    told = [(fact.what, fact.who) for fact in history(key, names=names_of)[:2]]
    assert told == [
        ("Note annulée par son auteur", str(manager)),
        ("Note ajoutée", str(manager)),
    ]
    with pytest.raises(Refused, match="ne peut plus être annulée"):
        undo_note(key, event=slip.event_id, by=manager)


def test_only_its_author_takes_a_note_back(territory, manager):
    key = subject_of(territory)
    note = add_note(key, text="Comité reporté", by=manager)
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    with pytest.raises(PermissionDenied, match="Seul l’auteur"):
        undo_note(key, event=note.event_id, by=coordinator)
    assert [*notes_on(key, reader=manager)] == [note]


def test_a_note_is_taken_back_within_the_hour_while_nothing_else_happened(territory, manager):
    key = subject_of(territory)
    first, last = (add_note(key, text=text, by=manager) for text in ("Une", "Deux"))
    with pytest.raises(Refused, match="écrivez-en une autre"):
        undo_note(key, event=first.event_id, by=manager)
    written = last.at
    with (
        clock.set_to(written + timedelta(hours=1, seconds=1)),
        pytest.raises(Refused, match="écrivez-en une autre"),
    ):
        undo_note(key, event=last.event_id, by=manager)
    with clock.set_to(written + timedelta(hours=1)):
        undo_note(key, event=last.event_id, by=manager)
    assert [*notes_on(key, reader=manager)] == [first]
