"""The draft of a call, from its page: begun, written, published, dropped."""

import pytest
from django.urls import reverse

from usine.calls.models import CallVersion
from usine.people.roles import Role
from usine.people.tests.factories import make_user

from .documents import with_value
from .factories import (
    CODE,
    bytes_of,
    changed,
    document_of,
    header_typed,
    make_call,
    make_draft,
)

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


def typed(maker, draft: CallVersion, **texts: str):
    return maker.post(page("draft_header"), header_typed(draft, **texts))


def test_the_form_changes_nothing_that_is_left_alone(maker):
    draft = make_draft()
    assert maker.get(page("draft_header")).status_code == 200
    assert typed(maker, draft).status_code == 302
    assert CallVersion.objects.get(pk=draft.pk).digest == draft.digest


def test_windows_are_typed_in_paris_time(maker):
    draft = make_draft()
    texts = {
        "title": "Ouvrir son atelier",
        "after": "",
        "label_0": "",
        "closes_1": "25/10/2026 02:30 hiver",
        "label_2": "Hiver 2026",
        "opens_2": "01/12/2026 08:00",
    }
    assert typed(maker, draft, **texts).status_code == 302
    document = document_of(CallVersion.objects.get(pk=draft.pk))
    assert document["call"]["title"] == "Ouvrir son atelier"
    assert "after" not in document["texts"]
    assert document["call"]["windows"] == [
        {
            "code": "automne",
            "label": "Automne",
            "opens_at": "2025-09-01T08:00:00Z",
            "closes_at": "2026-10-25T01:30:00Z",
        },
        {"code": "hiver-2026", "label": "Hiver 2026", "opens_at": "2026-12-01T07:00:00Z"},
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("29/03/2026 02:30", "Cette heure n’existe pas ce jour-là"),
        ("25/10/2026 02:30", "Cette heure existe deux fois ce jour-là"),
    ],
)
def test_an_hour_of_the_change_of_time_is_refused_or_asked(maker, text, why):
    response = typed(maker, make_draft(), closes_1=text)
    [told] = response.context["form"].errors["closes_1"]
    assert told.startswith(why)
    assert response.context["form"]["closes_1"].value() == text


def test_windows_that_overlap_are_refused_with_their_path(maker):
    response = typed(maker, make_draft(), closes_0="15/09/2025 12:00")
    assert [fault.path for fault in response.context["faults"]] == ["call.windows[1]"]
