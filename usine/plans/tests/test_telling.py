"""The referent of an action is told of its notes (room `notices`)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from usine.exchanges.operations import add_note
from usine.files.tests.factories import PDF
from usine.notices.models import Notice
from usine.notices.queries import notices_of
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations

from .factories import make_action, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def referent(territory) -> User:
    return make_user(Role.READER, territory=territory)


@pytest.fixture
def action(territory, referent):
    return make_action(territory, title="Halle", referent=str(referent))


def sentences(person: User) -> list[tuple[str, str]]:
    return [(str(each), each.path) for each in notices_of(person)]


def test_the_referent_is_told_of_a_note(action, manager, referent):
    note = add_note(action.subject, text="Étude rendue", by=manager)
    assert sentences(referent) == [
        (f"{manager} a écrit une note", f"{action.get_absolute_url()}#note-{note.pk}")
    ]
    add_note(action.subject, text="Bien reçue", by=None)
    assert len(sentences(referent)) == 2


def test_who_is_mentioned_and_referent_is_told_once(action, manager, referent):
    add_note(action.subject, text="Étude rendue", mentions=[referent], by=manager)
    assert [words for words, _ in sentences(referent)] == [
        f"{manager} vous mentionne dans une note"
    ]


def test_a_comment_that_is_changed_is_a_note_and_its_undoing_tells_no_more(
    action, manager, referent
):
    changed = operations.change(
        action, values={"comment": "Étude rendue"}, version=action.version, by=manager
    )
    assert [words for words, _ in sentences(referent)] == [f"{manager} a écrit une note"]
    event = Notice.objects.get().event
    operations.undo_change(changed, event=event.pk, by=manager)
    assert sentences(referent) == []


def test_an_action_without_referent_tells_nobody(territory, manager):
    add_note(make_action(territory).subject, text="Étude rendue", by=manager)
    assert not Notice.objects.exists()


def test_nobody_is_told_of_what_they_wrote(territory):
    author = make_user(Role.PROJECT_MANAGER, territory=territory)
    action = make_action(territory, referent=str(author))
    assert action.referent_account == author
    add_note(action.subject, text="Étude rendue", by=author)
    assert not Notice.objects.exists()


def test_a_note_from_the_sheet_brings_files_and_tells(signed_in, action, manager, referent):
    address = reverse("plans:add_note", args=[action.pk])
    form = signed_in.get(address).context["form"]
    assert referent in form.people
    assert manager not in form.people
    sent = {
        "text": "Étude rendue",
        "mentions": [referent.pk],
        "documents": SimpleUploadedFile("Étude.pdf", PDF),
    }
    page = signed_in.post(address, sent, follow=True)
    assert [document.name for document in page.context["shelf"].documents] == ["Étude.pdf"]
    html = page.content.decode()
    assert html.count(">Étude.pdf</a>") == 2
    assert f", pour {referent}" in html
    refused = signed_in.post(
        address, {"text": "Note", "documents": SimpleUploadedFile("x.exe", PDF)}
    )
    assert "x.exe" in str(refused.context["form"].errors)
