"""Documents on a kind of subject that declares nothing: a territory."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.files import kinds, tasks
from usine.files.checking import Sent
from usine.files.models import Document, DocumentContent
from usine.files.operations import attach, put_back, withdraw
from usine.files.queries import shelf
from usine.ledger.history import history
from usine.ledger.models import Event, Payload
from usine.people import operations as people
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects import operations as subjects
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values import clock
from usine.values.errors import Refused

from .factories import PDF, attached, image

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    territory = make_territory("Lacq")
    subjects.rebuild()
    return territory


@pytest.fixture
def key(territory):
    return subject_of(territory)


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def documents(key, reader) -> list[Document]:
    return [*shelf(key, reader=reader, writable=False).documents]


def told(key) -> list[tuple[str, str, list[tuple[str, str]]]]:
    facts = history(key, names=names_of)
    return [(f.what, f.who, [(line.old, line.new) for line in f.lines]) for f in facts]


def test_files_are_attached_and_the_history_tells(key, manager):
    sent = [Sent("Convention.pdf", PDF), Sent("Halle.jpeg", image())]
    first, second = attach(key, sent=sent, by=manager)
    assert documents(key, manager) == [second, first]
    assert [(d.name, d.format, d.by, d.size) for d in (first, second)] == [
        ("Convention.pdf", "pdf", manager, len(PDF)),
        ("Halle.jpg", "jpg", manager, len(bytes(second.content.content))),
    ]
    assert b"canariAppareil" not in bytes(second.content.content)
    what, who, lines = told(key)[0]
    assert (what, who) == ("Documents ajoutés", str(manager))
    assert [new for _, new in lines] == ["Convention.pdf", "Halle.jpg"]


def test_a_document_is_withdrawn_and_put_back(key, manager):
    document = attached(key, by=manager)
    withdraw(document, by=manager)
    assert documents(key, manager) == []
    assert shelf(key, reader=manager, writable=True).withdrawn == [document]
    put_back(document, by=manager)
    assert documents(key, manager) == [document]
    assert [each[0] for each in told(key)[:3]] == [
        "Document remis",
        "Document retiré",
        "Document ajouté",
    ]
    with pytest.raises(Refused, match="déjà là"):
        put_back(document, by=manager)
    withdraw(document, by=manager)
    with pytest.raises(Refused, match="déjà retiré"):
        withdraw(document, by=manager)


def test_the_same_document_is_attached_once(key, manager):
    document = attached(key, by=manager)
    with pytest.raises(Refused, match="« Convention.pdf », le même document".replace(" ", ".")):
        attached(key, by=manager, name="Autre nom.pdf")
    with pytest.raises(Refused, match="le même"):
        attach(key, sent=[Sent("a.pdf", PDF + b"1"), Sent("b.pdf", PDF + b"1")], by=manager)
    withdraw(document, by=manager)
    attached(key, by=manager)
    with pytest.raises(Refused, match="ajouté de nouveau"):
        put_back(document, by=manager)


def test_a_refused_file_writes_nothing(key, manager):
    with pytest.raises(Refused, match=r"outil\.exe"):
        attach(key, sent=[Sent("a.pdf", PDF), Sent("outil.exe", b"MZ")], by=manager)
    with pytest.raises(Refused, match="Choisissez"):
        attach(key, sent=[], by=manager)
    assert not Document.objects.exists()
    assert not Event.objects.filter(verb="files.attach").exists()


def test_the_quota_counts_what_may_come_back(key, manager, settings):
    settings.SUBJECT_DOCUMENTS_MAX_BYTES = 2 * len(PDF)
    document = attached(key, by=manager)
    withdraw(document, by=manager)
    with pytest.raises(Refused, match="retirez-en"):
        attached(key, by=manager, more=b"1")
    with clock.set_to(clock.now() + timedelta(days=31)):
        tasks.empty_withdrawn(clock.now())
    attached(key, by=manager, more=b"1")


def test_what_was_withdrawn_is_erased_after_thirty_days(key, manager):
    withdrawn, kept = (attached(key, by=manager, more=more) for more in (b"1", b"2"))
    withdraw(withdrawn, by=manager)
    with clock.set_to(clock.now() + timedelta(days=29)):
        assert tasks.empty_withdrawn(clock.now()) == "0\u00a0document effacé"
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert tasks.empty_withdrawn(clock.now()) == "1\u00a0document effacé"
    assert DocumentContent.objects.get().document == kept
    assert shelf(key, reader=manager, writable=True).withdrawn == []
    with pytest.raises(Refused, match="effacé"):
        put_back(withdrawn, by=manager)


def test_bytes_whose_subject_is_gone_are_erased(key, manager):
    attached(key, by=manager)
    Subject.objects.filter(pk=key).delete()
    assert (Document.objects.count(), DocumentContent.objects.count()) == (0, 1)
    tasks.empty_withdrawn(clock.now())
    assert DocumentContent.objects.count() == 0


def test_documents_are_for_the_mandates_on_the_place(territory, key, manager):
    document = attached(key)
    elsewhere = make_territory("Ailleurs", region=make_region("76", "Occitanie"))
    readers = [
        make_user(Role.READER, territory=territory),
        make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region),
        make_user(Role.NATIONAL_TEAM),
    ]
    assert [documents(key, each) for each in readers] == [[document]] * 3
    strangers = [make_user(), make_user(Role.PROJECT_MANAGER, territory=elsewhere)]
    assert [documents(key, each) for each in strangers] == [[], []]
    for each in (readers[0], *strangers):
        for write in (
            lambda: attached(key, by=each, more=b"1"),  # noqa: B023
            lambda: withdraw(document, by=each),  # noqa: B023
            lambda: put_back(document, by=each),  # noqa: B023
        ):
            with pytest.raises(PermissionDenied):
                write()


def test_who_may_not_see_the_subject_reads_none_of_its_documents(key, manager):
    attached(key)
    Audience.objects.filter(subject=key).update(token="nation")
    assert documents(key, manager) == []
    assert len(documents(key, make_user(Role.NATIONAL_TEAM))) == 1


def test_a_subject_without_a_territory_is_for_the_nation_alone(manager):
    subject = Subject.objects.create(key="period:T2", kind="period", title="Période", path="/")
    with pytest.raises(PermissionDenied):
        attached(subject.pk, by=manager)
    attached(subject.pk, by=make_user(Role.NATIONAL_TEAM))
    with pytest.raises(Refused, match="n’est plus là"):
        attached("territory:0")


def test_a_document_is_given_as_an_attachment_that_does_nothing(client, key, manager):
    document = attached(key, name="Étude <b>.pdf")
    address = reverse("files:document", args=[document.pk])
    client.force_login(manager)
    response = client.get(address)
    assert response.content == PDF
    assert {
        name: response[name]
        for name in (
            *("Content-Type", "Content-Disposition", "X-Content-Type-Options"),
            *("Content-Security-Policy", "Cache-Control"),
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%C3%89tude%20%3Cb%3E.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    withdraw(document, by=None)
    assert client.get(address).status_code == 404


def test_a_forgotten_person_leaves_documents_without_their_words(territory, key, manager):
    document = attached(key, by=manager, name="canariCourrier de Jean.pdf")
    withdraw(document, by=manager)
    put_back(document, by=manager)
    people.end_mandate(manager.mandates.get(), on=clock.today(), by=None)
    with clock.set_to(clock.now() + timedelta(days=1)):
        people.forget(manager, reason="Demande", by=None)
    document.refresh_from_db()
    assert (document.name, document.content.content is not None) == ("document.pdf", True)
    assert [
        p for p in Payload.objects.values_list("content", flat=True) if "canari" in str(p)
    ] == []
    assert [each[2] for each in told(key) if each[0].startswith("Document")] == [[], [], []]


def test_a_kind_holds_its_subject_before_anything_is_written(key, manager, monkeypatch):
    def refuse(subject: str, by) -> None:
        raise Refused(f"{subject} est close.")

    monkeypatch.setitem(kinds._kinds, "territory", kinds.FiledKind(refuse))
    with pytest.raises(Refused, match="est close"):
        attached(key, by=manager)
    assert not DocumentContent.objects.exists()
