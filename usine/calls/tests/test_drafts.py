"""The draft of a call, from its page: begun, written, published, dropped."""

import pytest
from django.urls import reverse

from usine.calls.models import CallVersion
from usine.people.roles import Role
from usine.people.tests.factories import make_user

from .documents import with_value
from .factories import CODE, bytes_of, changed, make_call, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(client):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    return client


def page(name: str = "draft") -> str:
    return reverse(f"calls:{name}", args=[CODE])


def saved(maker, data: bytes, digest: str, **more):
    return maker.post(page(), {"document": data.decode(), "digest": digest}, **more)


def test_a_draft_is_begun_written_and_published(maker):
    make_call()
    response = maker.post(page("begin_draft"), follow=True)
    draft = response.context["draft"]
    assert response.context["changes"] == ()
    response = saved(maker, changed(draft, after="Bientôt."), draft.digest, follow=True)
    assert [str(each) for each in response.context["changes"]] == [
        "Textes\u00a0: modifiés (suites)."
    ]
    response = maker.post(page("publish"), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "La version 2 est publiée."
    ]
    assert response.context["current"].number == 2
    assert maker.get(page()).status_code == 404


def test_what_is_refused_stays_typed_with_its_faults(maker):
    draft = make_draft()
    document = bytes_of(with_value("call.subject", "plan"))
    response = saved(maker, document, draft.digest)
    assert [fault.path for fault in response.context["faults"]] == ["call.subject"]
    assert response.context["form"].errors["document"] == ["Ce fichier d’appel a 1\u00a0faute."]
    assert response.context["form"]["document"].value() == document.decode()
    response = saved(maker, b"{", draft.digest)
    assert [fault.sentence for fault in response.context["faults"]] == [
        "Le fichier n’est pas du JSON\u00a0: ligne 1, colonne 2."
    ]


def test_the_second_writer_is_told(maker):
    draft = make_draft()
    response = saved(maker, changed(draft, after="Bientôt."), "0" * 64)
    [why] = response.context["form"].errors["document"]
    assert why.startswith("Quelqu’un a modifié ce brouillon")
    assert response.context["faults"] == []


def test_a_draft_is_dropped(maker):
    make_draft()
    response = maker.post(page("discard"), follow=True)
    assert response.context["draft"] is None
    assert CallVersion.objects.count() == 1


def test_a_draft_that_changes_nothing_says_so(maker):
    make_draft()
    response = maker.post(page("publish"), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Ce brouillon ne change rien à la version publiée."
    ]
