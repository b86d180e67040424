"""The pages of calls: what the national team makes, what everybody reads."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from usine.calls import labels
from usine.calls.format import codes
from usine.calls.models import Call
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user
from usine.subjects.models import Subject
from usine.subjects.operations import rebuild

from .documents import example, with_value
from .factories import CODE, bytes_of, make_call, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(client):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    return client


def sent(client, data: bytes, **more):
    file = SimpleUploadedFile("appel.json", data)
    return client.post(reverse("calls:import"), {"file": file}, **more)


def texts_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_list_costs_the_same_for_one_call_and_three(maker, django_assert_num_queries):
    url = reverse("calls:managed")
    make_call(code="un")
    maker.get(url)
    with django_assert_num_queries(5):
        maker.get(url)
    make_call(code="deux", stage="open")
    make_call(code="trois", stage="closed")
    with django_assert_num_queries(5):
        response = maker.get(url)
    assert [call.pk for call in response.context["calls"]] == ["deux", "trois", "un"]


def test_a_file_is_sent_and_its_call_shown(maker):
    response = sent(maker, bytes_of(example()), follow=True)
    assert response.context["call"].pk == CODE
    assert texts_of(response) == ["L’appel est créé."]
    response = sent(maker, json.dumps(example()).encode(), follow=True)
    assert texts_of(response) == [
        "Ce fichier est déjà la version publiée\u00a0: rien ne change.",
        "Le fichier avait une autre mise en page\u00a0: l’appel est enregistré sous sa forme "
        "canonique.",
    ]
    response = sent(maker, bytes_of(with_value("texts.after", "Bientôt.")), follow=True)
    assert texts_of(response) == ["La version 2 est publiée."]


def test_the_faults_of_a_file_are_told_where_they_are(maker):
    document = with_value("call.subject", "plan")
    document["nouveau"] = 1
    response = sent(maker, bytes_of(document))
    assert [fault.path for fault in response.context["faults"]] == ["call.subject", "nouveau"]
    assert response.context["form"].errors["file"] == ["Ce fichier d’appel a 2\u00a0fautes."]
    assert not Call.objects.exists()


def test_a_file_that_is_refused_or_too_large_says_why(maker):
    make_draft()
    response = sent(maker, bytes_of(with_value("texts.after", "Bientôt.")))
    [why] = response.context["form"].errors["file"]
    assert why.startswith("Un brouillon (version 2) de cet appel est ouvert")
    response = sent(maker, b" " * 1_000_001)
    assert response.context["form"].errors["file"] == ["Le fichier dépasse un mégaoctet."]


def test_the_page_of_a_call_says_what_its_version_does(maker):
    call = make_call()
    response = maker.get(reverse("calls:managed_call", args=[call.pk]))
    sheet = response.context["sheet"]
    assert [rule.code for rule in sheet.rules] == ["cout", "taux", "lieu"]
    assert sheet.rules[1].sentence == "L’aide ne dépasse pas un seuil non publié du coût."
    assert [row.value for row in sheet.parameters] == [
        "2\u00a0000\u00a0€",
        "1\u00a0500\u00a0€",
        "",
    ]
    assert [row.to for row in sheet.asks] == ["chef de projet, du territoire", "qui sera choisi"]
    assert sheet.steps[4].gates == [
        "aucune règle contredite",
        "demande répondue (Accord du territoire, toutes les réponses)",
        "notes complètes (2\u00a0relecteurs)",
    ]
    assert sheet.steps[5].gates == [
        "par une seconde personne",
        "nombre de dossiers (par région, 3 au plus)",
    ]
    assert sheet.sections[0].fields[1].marks == ["obligatoire", "masqué aux relecteurs"]
    assert [label for _, label in response.context["steps"]] == [
        "Mettre à l’essai",
        "Publier l’appel",
    ]
    assert "Règlement, article 3" in response.content.decode()


def test_a_step_is_taken_from_its_button(maker):
    call = make_call()
    response = maker.post(reverse("calls:step", args=[call.pk, "open_call"]), follow=True)
    assert texts_of(response) == ["L’appel est publié\u00a0: tout le monde le voit."]
    response = maker.post(reverse("calls:step", args=[call.pk, "open_call"]), follow=True)
    assert texts_of(response) == ["Cet appel est déjà à l’étape «\u00a0Publié\u00a0»."]
    assert maker.post(reverse("calls:step", args=[call.pk, "award"])).status_code == 404


def test_a_copy_is_made_or_says_why_not(maker):
    call = make_call()
    url = reverse("calls:copy", args=[call.pk])
    response = maker.post(url, {"title": "En 2026", "code": CODE})
    assert response.context["form"].non_field_errors() == [
        f"Un appel porte déjà le code «\u00a0{CODE}\u00a0»."
    ]
    response = maker.post(url, {"title": "En 2026", "code": "portes-2026"}, follow=True)
    assert (response.context["call"].title, response.context["current"].number) == ("En 2026", 1)


def test_a_version_is_downloaded_as_it_was_brought_in(maker):
    make_call()
    response = maker.get(reverse("calls:version_file", args=[CODE, 1]))
    assert response.content == bytes_of(example())
    assert response["Content-Disposition"] == f'attachment; filename="{CODE}-v1.json"'
    assert maker.get(reverse("calls:version", args=[CODE, 2])).status_code == 404


def test_what_changed_is_told_with_each_version(maker):
    make_call()
    sent(maker, bytes_of(with_value("texts.after", "Bientôt.")))
    response = maker.get(reverse("calls:version", args=[CODE, 2]))
    assert "Textes\u00a0: modifiés (suites)." in response.content.decode()


def test_everybody_reads_an_open_call(client):
    call = make_call(stage="open")
    response = client.get(call.get_absolute_url())
    assert response.status_code == 200
    assert response.context["sheet"].file.call.code == CODE
    assert "Gérer cet appel" not in response.content.decode()
    assert "<p>L’aide paie <strong>l’accueil du public</strong>.</p>" in response.content.decode()


@pytest.mark.parametrize("stage", ["", "test", "open", "closed"])
@pytest.mark.parametrize("role", [None, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM])
def test_the_subject_of_a_call_opens_to_who_sees_it(client, stage, role):
    call = make_call(stage=stage)
    region = make_region() if role == Role.REGIONAL_COORDINATOR else None
    user = make_user(role, region=region)
    client.force_login(user)
    is_seen = Call.objects.visible_to(user).exists()
    assert Subject.objects.filter(pk=call.subject).visible_to(user).exists() == is_seen
    assert client.get(call.get_absolute_url()).status_code == (200 if is_seen else 404)


def test_rebuilding_mends_no_subject_of_a_call():
    call = make_call(stage="open")
    assert Subject.objects.get(pk=call.subject).title == call.title
    make_draft(make_call(code="autre"))
    assert rebuild() == (0, 0, 0)


def test_the_labels_of_closed_lists_are_complete():
    lists = {
        "BENEFITS": codes.BENEFITS,
        "SUBJECTS": codes.SUBJECTS,
        "MODES": codes.MODES,
        "INSTRUCTED_BY": codes.INSTRUCTED_BY,
        "FIELD_KINDS": codes.FIELD_KINDS,
        "ASK_KINDS": codes.ASK_KINDS,
        "ROLES": codes.ROLES,
        "PLACES": codes.PLACES,
        "SEES": codes.SEES,
        "STATES": codes.STATES,
        "VERBS": codes.VERBS,
        "GATES": codes.GATES,
        "NEEDS": codes.NEEDS,
        "QUOTA_PLACES": codes.QUOTA_PLACES,
        "UNITS": codes.UNITS,
    }
    assert {name: set(getattr(labels, name)) for name in lists} == {
        name: set(values) for name, values in lists.items()
    }
    assert labels.funder_named("etat") == "État"
    assert labels.funder_named("552081317") == "SIREN 552\u00a0081\u00a0317"
