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
    parameters_typed,
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


def parameters(maker, draft: CallVersion, typed: dict[str, str] | None = None):
    return maker.post(page("draft_parameters"), parameters_typed(draft, typed or {}))


def test_parameters_that_are_left_alone_do_not_change(maker):
    draft = make_draft()
    assert maker.get(page("draft_parameters")).status_code == 200
    assert parameters(maker, draft).status_code == 302
    assert CallVersion.objects.get(pk=draft.pk).digest == draft.digest


def test_a_value_is_typed_with_its_dates_and_its_source(maker):
    draft = make_draft()
    value = {"from": "12/03/2025", "value": "12,5 %", "text": "Le taux.", "source": "Avenant"}
    typed = {f"taux_max-0-{key}": text for key, text in value.items()}
    assert parameters(maker, draft, typed).status_code == 302
    document = document_of(CallVersion.objects.get(pk=draft.pk))
    assert document["parameters"][1]["values"] == [
        {"from": "2025-03-12", "value": 1250, "text": "Le taux.", "source": "Avenant"}
    ]
    assert document["parameters"][0] == document_of(draft)["parameters"][0]


def test_a_value_that_is_none_or_overlaps_is_refused(maker):
    draft = make_draft()
    response = parameters(maker, draft, {"cout_min-0-value": "beaucoup"})
    assert response.context["form"].errors["cout_min"][0].startswith("Ligne 1, Valeur\u00a0: ")
    response = parameters(maker, draft, {"cout_min-0-until": "2025-09-01"})
    assert [fault.path for fault in response.context["faults"]] == ["parameters[0].values[1]"]


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("codes", "32, 84", ["32", "84"]),
        ("period", "rolling-3", "rolling-3"),
        ("days", "90", 90),
        ("date", "2025-07-01", "2025-07-01"),
    ],
)
def test_a_value_is_typed_as_its_unit_wants(maker, unit, typed, value):
    document = with_value("parameters[1].unit", unit)
    document["rules"].pop(1)
    draft = make_draft(make_call(document))
    cells = {"from": "2025-03-12", "value": typed, "text": "Écrit.", "source": "Avenant"}
    sent = {f"taux_max-0-{key}": text for key, text in cells.items()}
    assert parameters(maker, draft, sent).status_code == 302
    draft = CallVersion.objects.get(pk=draft.pk)
    assert document_of(draft)["parameters"][1]["values"][0]["value"] == value
    html = maker.get(page("draft_parameters")).content.decode()
    assert f'value="{typed}"' in html


def test_a_period_is_written_in_one_way(maker):
    document = with_value("parameters[1].unit", "period")
    document["rules"].pop(1)
    draft = make_draft(make_call(document))
    response = parameters(maker, draft, {"taux_max-0-value": "trois ans"})
    assert "Écrivez rolling-3" in " ".join(response.context["form"].errors["taux_max"])
