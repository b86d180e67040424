"""The documents of an action, from its sheet (room `files`)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from usine.files.models import Document
from usine.files.operations import put_back, withdraw
from usine.files.queries import shelf
from usine.files.tests.factories import PDF, attached, image
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.plans import operations as plans
from usine.values.errors import Refused

from .factories import make_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return make_action(make_territory("Lacq"), title="Halle")


@pytest.fixture
def manager(action):
    return make_user(Role.PROJECT_MANAGER, territory=action.territory)


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def sheet(client, action):
    return client.get(action.get_absolute_url()).context["shelf"]


def upload(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_added_listed_withdrawn_and_put_back(signed_in, action):
    address = reverse("files:attach", args=[action.subject])
    assert "Ajouter des documents" in signed_in.get(address).content.decode()
    files = [upload("Convention.pdf"), upload("Halle.jpg", image())]
    response = signed_in.post(address, {"documents": files}, follow=True)
    assert response.redirect_chain[0][0] == f"{action.get_absolute_url()}#documents"
    assert "2\u00a0documents ajoutés." in response.content.decode()
    photo, convention = response.context["shelf"].documents
    assert (photo.name, convention.name) == ("Halle.jpg", "Convention.pdf")
    gone = signed_in.post(reverse("files:withdraw", args=[photo.pk]), follow=True)
    assert gone.context["shelf"].documents == [convention]
    assert gone.context["shelf"].withdrawn == [photo]
    undo = reverse("files:put_back", args=[photo.pk])
    assert f'action="{undo}"' in gone.content.decode()
    assert signed_in.post(undo, follow=True).context["shelf"].documents == [photo, convention]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "Choisissez un fichier."),
        ([upload("x.exe", b"MZ")], "« x.exe » n’est pas d’un format accepté"),
        ([upload("vide.pdf", b"")], "« vide.pdf » est vide."),
        ([upload(f"{n}.pdf") for n in range(6)], "Envoyez 5 fichiers au plus à la fois."),
    ],
)
def test_a_form_says_why_it_takes_nothing(signed_in, action, files, why):
    address = reverse("files:attach", args=[action.subject])
    response = signed_in.post(address, {"documents": files, "typed": ""})
    errors = " ".join(response.context["form"].errors["documents"])
    assert why in errors.replace("\u00a0", " ")
    assert not Document.objects.exists()


def test_a_heavy_file_is_refused_before_it_is_read(signed_in, action, settings):
    settings.DOCUMENT_MAX_BYTES = len(PDF) - 1
    address = reverse("files:attach", args=[action.subject])
    response = signed_in.post(address, {"documents": upload("lourd.pdf")})
    assert "pèse plus de" in response.context["form"].errors["documents"][0]


def test_the_list_that_one_came_from_is_kept(signed_in, action):
    back = "?retour=%2Fmes-plans%2F"
    address = reverse("files:attach", args=[action.subject]) + back
    response = signed_in.post(address, {"documents": upload("Convention.pdf")})
    assert response.url == f"{action.get_absolute_url()}{back}#documents"


def test_a_reader_lists_what_stands_and_changes_nothing(client, action):
    document, gone = (attached(action.subject, more=more) for more in (b"1", b"2"))
    withdraw(gone, by=None)
    client.force_login(make_user(Role.READER, territory=action.territory))
    seen = sheet(client, action)
    assert (seen.documents, seen.withdrawn, seen.writable) == ([document], [], False)
    client.logout()
    page = client.get(action.get_absolute_url())
    assert ("shelf" in page.context, "Documents" in page.content.decode()) == (False, False)


def test_what_left_the_plan_keeps_its_documents_as_they_are(signed_in, manager, action):
    document, gone = (attached(action.subject, more=more) for more in (b"1", b"2"))
    withdraw(gone, by=None)
    plans.withdraw(action, reason="Doublon", by=None)
    for write in (
        lambda: attached(action.subject, by=manager, more=b"3"),
        lambda: withdraw(document, by=manager),
        lambda: put_back(gone, by=manager),
    ):
        with pytest.raises(Refused, match="retirée du plan"):
            write()
    assert (sheet(signed_in, action).documents, sheet(signed_in, action).writable) == (
        [document],
        False,
    )


def test_the_audience_of_documents_follows_that_of_their_action(client, action):
    document = attached(action.subject)
    address = reverse("files:document", args=[document.pk])
    reader = make_user(Role.READER, territory=action.territory)
    client.force_login(reader)
    assert client.get(address).status_code == 200
    reader.mandates.update(ends_on=reader.mandates.get().starts_on + timedelta(days=1))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_shelf_costs_one_query(action, manager, number, django_assert_num_queries):
    for rank in range(number):
        attached(action.subject, by=manager, more=str(rank).encode())
    assert manager.tokens
    with django_assert_num_queries(1):
        listed = shelf(action.subject, reader=manager, writable=True)
        assert {each.by for each in listed.documents} == {manager}
