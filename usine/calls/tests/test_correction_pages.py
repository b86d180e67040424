"""The pages by which a candidacy is returned, corrected, sent again or taken back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from usine.calls.candidacies.answering import mark_of
from usine.calls.instruction.returning import recall
from usine.calls.models import AskedCorrection
from usine.values import clock

from .candidacies.factories import (
    again,
    make_commune,
    returned,
    spaced,
    started,
    submitted,
    typed,
)
from .documents import with_value
from .factories import make_call

pytestmark = pytest.mark.django_db


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_the_form_of_an_instructor(client, candidacy, manager, instructor):
    client.force_login(instructor)
    page = client.get(candidacy.get_absolute_url())
    address = reverse("calls:return", args=[candidacy.pk])
    assert address in page.content.decode()
    form = client.get(address).context["form"]
    assert list(form.fields) == [
        "section-projet",
        "section-argent",
        "documents",
        "words",
        "due_on",
    ]
    due_on = (clock.today() + timedelta(days=5)).isoformat()
    sent = {"section-projet": ["titre"], "documents": ["devis"], "due_on": due_on}
    assert client.post(address, sent).status_code == 200
    assert again(candidacy).state == "submitted"
    client.post(address, sent | {"words": "Précisez."})
    correction = AskedCorrection.objects.get()
    assert (correction.fields, correction.documents) == (["titre"], ["devis"])
    assert correction.ask.due_on == date.fromisoformat(due_on)


def test_a_call_may_propose_the_words_and_the_day(client, manager, instructor):
    make_commune()
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    asked = {"code": "revoir", "kind": "correction", "label": "Correction", "days": 30}
    target = {"role": "project_manager", "place": "territory"}
    document["asks"].append(asked | {"question": "Revoyez.", "sees": "whole", "to": target})
    candidacy = submitted(started(make_call(document, code="propose", stage="open")))
    client.force_login(instructor)
    form = client.get(reverse("calls:return", args=[candidacy.pk])).context["form"]
    assert form.initial == {"words": "Revoyez.", "due_on": clock.today() + timedelta(days=30)}


def test_who_corrects_is_led_through_it(client, candidacy, manager):
    returned(candidacy, documents=["devis"])
    client.force_login(manager)
    page = client.get(candidacy.get_absolute_url()).content.decode()
    assert "Revoyez l’aide." in page
    section = reverse("calls:section", args=[candidacy.pk, "argent"])
    form = client.get(section).context["form"]
    assert list(form.fields) == ["aide"]
    sent = {"argent-aide": "900", "mark-aide": mark_of(1_000_00)}
    documents = reverse("calls:documents", args=[candidacy.pk])
    assert client.post(section, sent).url == documents
    assert "il reste au dossier" in client.get(documents).content.decode()
    other = reverse("calls:section", args=[candidacy.pk, "projet"])
    assert client.get(other).url == candidacy.get_absolute_url()
    check = client.get(reverse("calls:check", args=[candidacy.pk]))
    assert (check.context["is_ready"], check.context["changed"]) == (True, ["argent"])
    answer = client.post(reverse("calls:resubmit", args=[candidacy.pk]), follow=True)
    told = spaced(answer.content.decode())
    assert "La candidature est déposée de nouveau." in told
    assert "2e, après correction" in told
    first = client.get(reverse("calls:receipt", args=[candidacy.pk]), {"depot": "1"})
    assert first.context["sent"].rank == 1
    page = client.get(candidacy.get_absolute_url())
    assert [each.labels for each in page.context["past_corrections"]] == [
        ["Aide demandée", "Devis"]
    ]


def test_what_is_typed_too_late_is_given_back(client, candidacy, manager):
    returned(candidacy)
    sent = {"argent-aide": "900", "mark-aide": mark_of(1_000_00)}
    recall(candidacy, by=None)
    client.force_login(manager)
    section = reverse("calls:section", args=[candidacy.pk, "argent"])
    page = client.post(section, sent).content.decode()
    assert "ses réponses et ses pièces ne changent plus" in page
    assert 'value="900"' in page
    returned(candidacy, fields=["titre"])
    assert "a changé entre-temps" in client.post(section, sent).content.decode()
    assert again(candidacy).answers["aide"] == 1_000_00


def test_documents_alone_are_corrected(client, candidacy, manager):
    returned(candidacy, fields=[], documents=["devis"])
    client.force_login(manager)
    check = client.get(reverse("calls:check", args=[candidacy.pk]))
    assert (check.context["changed"], check.context["documents_change"]) == ([], True)
    recall(candidacy, by=None)
    returned(candidacy)
    documents = reverse("calls:documents", args=[candidacy.pk])
    assert client.get(documents).url == candidacy.get_absolute_url()


def test_sent_again_too_soon_it_says_what_is_missing(client, candidacy, manager):
    returned(candidacy, fields=["titre"])
    typed(candidacy, titre=None, by=manager)
    client.force_login(manager)
    answer = client.post(reverse("calls:resubmit", args=[candidacy.pk]), follow=True)
    assert "1 réponse à compléter" in spaced(answer.content.decode())
    assert again(candidacy).state == "returned"


def test_the_page_that_takes_it_back(client, candidacy, manager, instructor):
    returned(candidacy)
    client.force_login(instructor)
    address = reverse("calls:recall", args=[candidacy.pk])
    assert address in client.get(candidacy.get_absolute_url()).content.decode()
    assert "est abandonné" not in client.get(address).content.decode()
    typed(candidacy, aide=900_00, by=manager)
    assert "est abandonné" in client.get(address).content.decode()
    client.post(address)
    assert again(candidacy).state == "submitted"
    assert "n’est pas à compléter" in client.get(address).content.decode()
