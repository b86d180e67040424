"""A candidacy is returned: what is to correct changes, nothing else, and it is sent again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.asks import operations as asks
from usine.asks.models import Ask
from usine.asks.queries import expected_by, to_do
from usine.calls.candidacies.answering import mark_of
from usine.calls.candidacies.moving import GatesClosed
from usine.calls.candidacies.operations import file_documents, save_answers, submit, withdraw
from usine.calls.candidacies.resubmitting import resubmit
from usine.calls.candidacies.showing import shown_history
from usine.calls.instruction.operations import take_step
from usine.calls.instruction.returning import CORRECTION, RECALLED, recall, return_candidacy
from usine.calls.models import AskedCorrection, Candidacy
from usine.files.operations import withdraw as withdraw_document
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.notices.models import Notice
from usine.people.models import Mandate
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user
from usine.values import clock

from .candidacies.factories import (
    MARCH,
    MAY,
    again,
    correction_of_aid,
    make_commune,
    permanent_call,
    quote,
    refused,
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


# What is asked


def test_what_is_to_correct_is_asked_of_who_writes_it(candidacy, manager, instructor):
    correction = return_candidacy(candidacy, **correction_of_aid(), by=instructor)
    now = again(candidacy)
    assert (now.state, correction.came_from) == ("returned", "submitted")
    assert (correction.fields, correction.documents) == (["aide"], [])
    assert str(correction) == f"correction {correction.pk} de {candidacy.pk}"
    ask = correction.ask
    assert (ask.by, ask.text, ask.to.who) == (instructor, "Revoyez l’aide.", "Chef de projet")
    assert list(to_do(manager)) == list(expected_by(instructor)) == [ask]
    assert [each.kind for each in Notice.objects.visible_to(manager)] == ["asks.asked"]
    assert shown_history(now, manager)[0].what == "Corrections demandées"
    assert verify() == []


def test_what_came_by_mail_is_asked_of_who_entered_it(manager):
    national = make_user(Role.NATIONAL_TEAM)
    candidacy = submitted(started(permanent_call(), by=national), by=national)
    return_candidacy(candidacy, **correction_of_aid(), by=national)
    assert [each.kind for each in to_do(national)] == ["calls.correction"]
    assert list(to_do(manager)) == []


def test_something_that_is_asked_is_chosen(candidacy, manager, instructor):
    nothing = correction_of_aid(fields=[])
    assert refused(return_candidacy, candidacy, **nothing, by=instructor) == (
        "Choisissez au moins un champ ou une pièce à corriger."
    )
    # Nobody asks how a visit by day is lit, nor for a document that it needs not.
    for unasked in ({"fields": ["eclairage"]}, {"documents": ["securite"]}):
        assert refused(
            return_candidacy, candidacy, **correction_of_aid(**unasked), by=instructor
        ) == ("Ce dossier ne demande pas l’un de ces champs ou de ces pièces.")
    assert refused(return_candidacy, candidacy, **correction_of_aid(words=" "), by=instructor) == (
        "Dites ce que vous demandez."
    )


def test_nobody_is_there_to_correct(candidacy, instructor):
    assert refused(return_candidacy, candidacy, **correction_of_aid(), by=instructor) == (
        spaced(asks.NOBODY)
    )
    assert again(candidacy).state == "submitted"


def test_a_call_where_nothing_is_sent_again_returns_nothing(instructor):
    make_commune()
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    document["steps"] = [each for each in document["steps"] if each["verb"] != "resubmit"]
    candidacy = submitted(started(make_call(document, code="une-fois", stage="open")))
    assert refused(return_candidacy, candidacy, **correction_of_aid(), by=instructor) == (
        "Cet appel n’a pas d’étape « Déposer de nouveau »."
    )


def test_only_who_instructs_returns(candidacy, manager, instructor):
    elsewhere = make_user(Role.INSTRUCTOR, region=make_region("76", "Occitanie"))
    for user in (manager, elsewhere):
        with pytest.raises(PermissionDenied):
            return_candidacy(candidacy, **correction_of_aid(), by=user)
    Mandate.objects.filter(user=instructor).update(within=candidacy.call.subject)
    limited = fresh(instructor)
    returned(candidacy, by=limited)
    assert [each.by for each in expected_by(limited)] == [limited]


def test_a_project_outside_the_region_of_its_territory_is_returned_where_it_is(manager):
    make_commune("31555", "Toulouse", region="76")
    candidacy = submitted(started(permanent_call()), commune="31555")
    there = make_user(Role.INSTRUCTOR, region=make_region("76"))
    returned(candidacy, by=there)
    assert [each.by for each in expected_by(there)] == [there]


def test_corrections_are_not_asked_from_elsewhere(client, candidacy, manager, instructor):
    client.force_login(instructor)
    address = reverse("asks:new", args=[CORRECTION.code, candidacy.subject])
    page = client.get(address, follow=True)
    assert "Demandez des corrections depuis la page du dossier." in page.content.decode()


# What changes


def test_only_what_is_to_correct_changes(candidacy, manager):
    returned(candidacy)
    typed(candidacy, aide=900_00, by=manager)
    assert again(candidacy).answers["aide"] == 900_00
    assert refused(typed, candidacy, titre="Autre titre", by=manager) == (
        "Ce qui est à corriger a changé entre-temps : « Titre du projet » n’en fait plus partie."
    )
    # What one sends back unchanged is no change.
    typed(candidacy, titre="Portes ouvertes de l’atelier", aide=800_00, by=manager)
    assert again(candidacy).answers["aide"] == 800_00


def test_lists_figures_and_instructors_read_what_was_sent(client, candidacy, manager, instructor):
    returned(candidacy, fields=["aide", "titre"], documents=["devis"])
    typed(candidacy, aide=900_00, titre="Autre titre", by=manager)
    file_documents(candidacy, code="devis", sent=[quote("autre.txt")], by=manager)
    now = again(candidacy)
    assert (now.title, now.asked) == ("Portes ouvertes de l’atelier", 1_000_00)
    assert balance("asked", as_of=clock.today()) == {(): 1_000_00}
    for user, title, count in ((instructor, "Portes ouvertes", 1), (manager, "Autre titre", 2)):
        client.force_login(user)
        context = client.get(candidacy.get_absolute_url()).context
        assert context["answered"][0].lines[0].text.startswith(title)
        assert len(context["documents"]) == count


def test_what_a_correction_newly_asks_is_open_too(candidacy, manager):
    returned(candidacy, fields=["nocturne"])
    assert "« Éclairage prévu »" in refused(typed, candidacy, eclairage="Lampes", by=manager)
    typed(candidacy, nocturne=True, by=manager)
    typed(candidacy, eclairage="Lampes", by=manager)
    file_documents(candidacy, code="securite", sent=[quote("avis.txt")], by=manager)
    assert again(candidacy).answers["eclairage"] == "Lampes"


def test_a_document_that_was_sent_stays(candidacy, manager):
    returned(candidacy)
    assert refused(file_documents, candidacy, code="devis", sent=[quote("2.txt")], by=manager) == (
        "L’appel ne demande pas ce document."
    )
    recall(candidacy, by=None)
    returned(candidacy, documents=["devis"])
    [new] = file_documents(candidacy, code="devis", sent=[quote("2.txt")], by=manager)
    sent = candidacy.documents.exclude(pk=new.pk).get()
    assert "elle reste au dossier" in refused(withdraw_document, sent.document, by=manager)
    assert withdraw_document(new.document, by=manager).withdrawn_at


# Sent again


def test_it_is_sent_again_and_what_was_sent_before_stays(candidacy, manager, instructor):
    first = candidacy.submissions.get()
    returned(candidacy, by=instructor)
    typed(candidacy, aide=900_00, by=manager)
    second = resubmit(candidacy, by=manager)
    now = again(candidacy)
    assert (now.state, now.asked, now.submitted_at) == ("submitted", 900_00, candidacy.submitted_at)
    assert (second.rank, second.asked, second.by) == (2, 900_00, manager)
    assert candidacy.submissions.get(rank=1).content == first.content != second.content
    assert balance("asked", as_of=clock.today()) == {(): 900_00}
    ask = Ask.objects.get()
    assert (ask.state, ask.outcome_label) == ("answered", "Déposer de nouveau")
    assert [each.kind for each in Notice.objects.visible_to(instructor)] == ["asks.closed"]
    assert verify() == []


def test_sent_again_twice_it_is_sent_once(candidacy, manager):
    returned(candidacy)
    assert resubmit(candidacy, by=manager) == resubmit(candidacy, by=manager)
    assert candidacy.submissions.count() == 2


def test_what_was_not_returned_is_not_sent_again(candidacy, manager):
    assert refused(resubmit, candidacy, by=manager) == (
        "Cette candidature est dans l’état « déposé »."
    )
    take_step(candidacy, verb="start", by=None)
    returned(candidacy)
    resubmit(candidacy, by=manager)
    take_step(candidacy, verb="start", by=None)
    assert "en instruction" in refused(resubmit, candidacy, by=manager)


def test_it_waits_for_its_gates(candidacy, manager):
    returned(candidacy, fields=["titre"])
    typed(candidacy, titre=None, by=manager)
    with pytest.raises(GatesClosed, match="réponse à compléter"):
        resubmit(candidacy, by=manager)
    assert (again(candidacy).state, Ask.objects.get().state) == ("returned", "open")


def test_a_round_that_closed_since_does_not_matter():
    with clock.set_to(MARCH):
        candidacy = returned(submitted())
    with clock.set_to(MAY):
        assert resubmit(candidacy, by=None).rank == 2
        assert again(candidacy).submitted_at == MARCH


def test_it_is_late_and_told_so_and_never_lapses(client, candidacy, manager):
    returned(candidacy)
    client.force_login(manager)
    assert "En retard" not in client.get(candidacy.get_absolute_url()).content.decode()
    with clock.set_to(clock.now() + timedelta(days=9)):
        assert asks.keep_time(Ask.objects.get()) == "remind_late"
    with clock.set_to(clock.now() + timedelta(days=500)):
        assert asks.keep_time(Ask.objects.get()) == "remind_late"
        assert "En retard" in client.get(candidacy.get_absolute_url()).content.decode()
        assert resubmit(candidacy, by=manager).rank == 2


def test_the_ask_itself_may_be_answered(client, candidacy, manager):
    returned(candidacy)
    typed(candidacy, aide=900_00, by=manager)
    ask = Ask.objects.get()
    client.force_login(manager)
    assert "Corriger le dossier" in client.get(reverse("asks:ask", args=[ask.pk])).content.decode()
    asks.answer(ask, outcome="resubmitted", by=manager)
    assert (again(candidacy).state, candidacy.submissions.count()) == ("submitted", 2)


# Taken back


def test_recalled_it_is_as_it_was_sent(candidacy, manager, instructor):
    take_step(candidacy, verb="start", by=instructor)
    returned(candidacy, by=instructor, fields=["aide", "visites"], documents=["devis"])
    typed(candidacy, aide=900_00, visites=[{"jour": "2025-05-01", "public": "tous"}], by=manager)
    [new] = file_documents(candidacy, code="devis", sent=[quote("2.txt")], by=manager)
    before = candidacy.answers
    recall(candidacy, by=instructor)
    now = again(candidacy)
    assert (now.state, now.answers) == ("under_review", before)
    new.document.refresh_from_db()
    assert new.document.withdrawn_at
    ask = Ask.objects.get()
    assert (ask.state, ask.words) == ("withdrawn", RECALLED)
    assert refused(recall, candidacy, by=instructor) == "Cette candidature n’est plus à compléter."
    assert verify() == []


def test_withdrawn_by_who_asked_it_is_recalled(candidacy, manager, instructor):
    returned(candidacy, by=instructor)
    ask = Ask.objects.get()
    asks.withdraw(ask, by=instructor)
    assert again(candidacy).state == "submitted"
    assert refused(asks.restore, ask, by=instructor) == (
        "Demandez de nouveau des corrections depuis la page du dossier."
    )


def test_declined_it_waits_still(candidacy, manager, instructor):
    returned(candidacy, by=instructor)
    ask = Ask.objects.get()
    asks.decline(ask, words="Rien à revoir.", by=manager)
    assert again(candidacy).state == "returned"
    assert asks.resume(ask, by=manager).state == "seen"
    resubmit(candidacy, by=manager)
    assert Ask.objects.get().state == "answered"


def test_taken_back_by_who_applied_nothing_is_expected_any_more(manager):
    make_commune()
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    document["steps"].append({"verb": "withdraw"})
    candidacy = submitted(started(make_call(document, code="retraits", stage="open")))
    returned(candidacy)
    typed(candidacy, aide=900_00)
    withdraw(candidacy, by=None)
    now = again(candidacy)
    assert (now.state, now.answers["aide"]) == ("withdrawn", 1_000_00)
    assert Ask.objects.get().state == "withdrawn"
    assert AskedCorrection.objects.count() == 1


def test_a_mark_that_is_old_is_told_while_one_corrects(candidacy, manager):
    returned(candidacy)
    mark = mark_of(1_000_00)
    save_answers(candidacy, typed={"aide": 900_00}, marks={"aide": mark}, by=manager)
    saved = save_answers(candidacy, typed={"aide": 800_00}, marks={"aide": mark}, by=manager)
    assert saved.collisions == {"aide": 900_00}


def test_what_was_sent_before_is_not_sent_again_by_submitting(candidacy, manager):
    returned(candidacy)
    assert refused(submit, candidacy, by=manager) == (
        "Cette candidature est dans l’état « à compléter »."
    )
    assert Candidacy.objects.get().state == "returned"
