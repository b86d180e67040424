"""The pages of candidacies: begun, filled in, checked, sent, and the receipt."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from usine.calls.candidacies.answering import mark_of
from usine.calls.models import Candidacy, Origin
from usine.calls.operations import import_call
from usine.calls.tests.documents import with_value
from usine.calls.tests.factories import bytes_of, make_call
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.plans.tests.factories import make_action
from usine.values import clock

from .factories import (
    BODY,
    CLOSING,
    SIRET,
    again,
    filled,
    make_plan,
    open_call,
    spaced,
    started,
    submitted,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened", "in_march")]


@pytest.fixture
def action():
    return make_plan()


@pytest.fixture
def manager(action):
    return make_user(Role.PROJECT_MANAGER, territory=action.territory)


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def draft(action, manager):
    return started(about=action, by=manager)


def page(client, name: str, *args) -> str:
    return spaced(client.get(reverse(f"calls:{name}", args=args)).content.decode())


def messages_of(response) -> list[str]:
    return [spaced(str(each)) for each in response.context["messages"]]


# Begun


def test_a_candidacy_begins_from_the_page_of_an_action(signed_in, action, manager):
    call = open_call()
    address = f"{reverse('calls:start', args=[call.pk])}?pour={action.subject}"
    assert address in signed_in.get(action.get_absolute_url()).content.decode()
    assert reverse("calls:start", args=[call.pk]) in page(signed_in, "call", call.pk)
    form = signed_in.get(address).context["form"]
    assert form["about"].value() == action.subject
    assert [code for code, _ in form.fields["about"].choices] == ["", action.subject]
    sent = {"about": action.subject, "number": SIRET, "name": BODY}
    response = signed_in.post(address, sent, follow=True)
    candidacy = Candidacy.objects.get()
    assert messages_of(response) == [
        "La candidature PORTES-OUVERTES-2025-0001 est ouverte : rien n’est encore déposé."
    ]
    assert (candidacy.created_by, candidacy.about_id) == (manager, action.subject)


def test_a_wrong_number_is_told_in_the_form(signed_in, action):
    call = open_call()
    sent = {"about": action.subject, "number": "123", "name": BODY}
    response = signed_in.post(reverse("calls:start", args=[call.pk]), sent)
    assert response.status_code == 200
    assert "Ce n’est ni un SIREN" in str(response.context["form"].errors)


def test_a_closed_call_says_so_before_anything_is_typed(signed_in):
    call = open_call()
    with clock.set_to(CLOSING):
        told = page(signed_in, "start", call.pk)
        assert "L’appel ouvre le 1er septembre 2025 à 10:00:00 (heure de Paris)." in told
        assert reverse("calls:start", args=[call.pk]) not in page(signed_in, "call", call.pk)
    prepared = make_call(code="prepare", stage="")
    assert signed_in.get(reverse("calls:start", args=[prepared.pk])).status_code == 404


def test_the_national_team_enters_what_came_by_mail(client, action):
    user = make_user(Role.NATIONAL_TEAM)
    client.force_login(user)
    call = open_call()
    address = f"{reverse('calls:start', args=[call.pk])}?pour={action.subject}"
    sent = {
        "about": action.subject,
        "number": SIRET,
        "name": BODY,
        "received_at": "08/03/2025 18:30:05",
    }
    wrong = client.post(address, sent | {"received_at": "30/03/2025 02:30"})
    assert "Cette heure n’existe pas ce jour-là" in str(wrong.context["form"].errors)
    client.post(address, sent)
    candidacy = Candidacy.objects.get()
    assert candidacy.origin == Origin.MAIL
    assert candidacy.received_at.isoformat() == "2025-03-08T17:30:05+00:00"


def test_a_call_for_territories_offers_those_that_one_applies_for(client, action, manager):
    call = make_call(with_value("call.subject", "territory"), code="autre", stage="open")
    make_plan("Ailleurs")
    for user, count in ((manager, 1), (make_user(Role.NATIONAL_TEAM), 2)):
        client.force_login(user)
        form = client.get(reverse("calls:start", args=[call.pk])).context["form"]
        assert len(form.fields["about"].choices) == count + 1


# Filled in


def posted(client, candidacy, answers, *, marks=None, **more):
    now = again(candidacy).answers
    marks = now if marks is None else marks
    sent = {f"projet-{key}": value for key, value in answers.items()}
    sent |= {f"mark-{key}": mark_of(marks.get(key)) for key in answers}
    return client.post(
        reverse("calls:section", args=[candidacy.pk, "projet"]), sent | more, follow=True
    )


def test_a_section_is_saved_and_leads_to_the_next(signed_in, draft):
    told = page(signed_in, "section", draft.pk, "projet")
    assert "rubrique 1 sur 2" in told
    assert "Rempli d’avance : titre de l’action A3." in told
    response = posted(signed_in, draft, {"titre": "Le nôtre", "siret": SIRET})
    assert response.redirect_chain[-1][0] == reverse("calls:section", args=[draft.pk, "argent"])
    assert again(draft).answers["titre"] == "Le nôtre"
    stays = posted(signed_in, draft, {"titre": "Le nôtre"}, stay="1")
    assert stays.redirect_chain[-1][0] == reverse("calls:section", args=[draft.pk, "projet"])
    assert signed_in.get(reverse("calls:section", args=[draft.pk, "inconnue"])).status_code == 404


def test_the_last_section_leads_to_the_documents(signed_in, draft):
    address = reverse("calls:section", args=[draft.pk, "argent"])
    response = signed_in.post(address, {"argent-aide": "100", "mark-aide": mark_of(None)})
    assert response["Location"] == reverse("calls:documents", args=[draft.pk])
    assert again(draft).asked == 100_00


def test_an_answer_that_asks_more_stays_on_the_page(signed_in, draft):
    response = posted(signed_in, draft, {"nocturne": "true"})
    assert response.redirect_chain[-1][0] == reverse("calls:section", args=[draft.pk, "projet"])
    assert "eclairage" in response.context["form"].fields


def test_a_wrong_answer_keeps_the_others(signed_in, draft):
    response = posted(signed_in, draft, {"titre": "Le nôtre", "siret": "123"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"siret"}
    assert again(draft).answers["titre"] == "Le nôtre"


def test_a_plan_that_does_not_balance_yet_is_kept(signed_in, draft):
    sent = {
        "argent-plan-0-side": "expense",
        "argent-plan-0-label": "Accueil",
        "argent-plan-0-amount": "100",
        "mark-plan": mark_of(None),
    }
    address = reverse("calls:section", args=[draft.pk, "argent"])
    assert signed_in.post(address, sent).status_code == 302
    assert again(draft).answers["plan"][0]["amount"] == 100_00
    assert "il manque 100 € de ressources" in page(signed_in, "check", draft.pk)


def test_two_who_write_one_field_both_see_it(signed_in, draft):
    before = dict(draft.answers)
    typed(draft, titre="Le leur")
    response = posted(signed_in, draft, {"titre": "Le mien"}, marks=before)
    [error] = response.context["form"].errors["titre"]
    assert "Quelqu’un a changé cette réponse entre-temps (« Le leur »)" in spaced(error)
    assert response.context["form"]["titre"].value() == "Le mien"
    marks = dict(response.context["marks"])
    assert marks["mark-titre"] == mark_of("Le leur")
    posted(signed_in, draft, {"titre": "Le mien"})
    assert again(draft).answers["titre"] == "Le mien"


def test_what_was_typed_is_kept_when_its_question_left(signed_in, draft):
    typed(draft, nocturne=False)
    posted(signed_in, draft, {"eclairage": "Des lampes"}, marks={})
    assert again(draft).answers["eclairage"] == "Des lampes"


def test_documents_are_given_for_what_is_asked(signed_in, draft):
    address = reverse("calls:documents", args=[draft.pk])
    file = SimpleUploadedFile("devis.txt", b"Un devis")
    response = signed_in.post(address, {"code": "devis", "devis-documents": file}, follow=True)
    assert messages_of(response) == ["1 document ajouté."]
    assert draft.documents.get().code == "devis"
    same = SimpleUploadedFile("autre.txt", b"Un devis")
    response = signed_in.post(address, {"code": "devis", "devis-documents": same})
    assert "est déjà là" in str(response.context["shelves"][0][0].errors)
    assert signed_in.post(address, {"code": "inconnu"}).status_code == 200
    assert "Retirer" in page(signed_in, "documents", draft.pk)


def test_a_new_version_is_told_then_taken(signed_in, draft):
    import_call(bytes_of(with_value("sections[1].fields[0].label", "Coût total")), by=None)
    told = page(signed_in, "candidacy", draft.pk)
    assert "L’appel a une nouvelle version" in told
    assert "Coût" in told
    assert "lisez ce qui change" in page(signed_in, "check", draft.pk)
    signed_in.post(reverse("calls:take_version", args=[draft.pk]))
    assert "L’appel a une nouvelle version" not in page(signed_in, "candidacy", draft.pk)


def test_another_file_of_the_body_is_offered_to_copy(signed_in, draft, manager):
    action = make_action(draft.territory, title="Autre")
    other = started(draft.call, action, by=manager)
    typed(draft, titre=None)
    address = reverse("calls:copy_answers", args=[draft.pk])
    assert other.reference in page(signed_in, "candidacy", draft.pk)
    response = signed_in.post(address, {"source": str(other.pk)}, follow=True)
    assert messages_of(response) == ["1 réponse reprise : relisez-les."]
    assert signed_in.post(address, {"source": "x"}).status_code == 404


# Sent


def test_all_that_is_missing_leads_to_where_it_is_mended(signed_in, draft):
    told = page(signed_in, "check", draft.pk)
    assert f"{reverse('calls:section', args=[draft.pk, 'argent'])}#id_argent-aide" in told
    assert f"{reverse('calls:documents', args=[draft.pk])}#piece-devis" in told
    assert reverse("calls:submit", args=[draft.pk]) not in told
    response = signed_in.post(reverse("calls:submit", args=[draft.pk]), follow=True)
    [message] = messages_of(response)
    assert message.startswith("Formulaire : ")


def test_what_is_sent_has_a_receipt_that_proves_it(signed_in, draft):
    filled(draft, eclairage="Des lampes", nocturne=True)
    told = page(signed_in, "check", draft.pk)
    assert "Saint-Omer (62)" in told
    assert "Dépense, Accueil, –, 2 500 €" in told
    assert "552 081 317 66522" in told
    response = signed_in.post(reverse("calls:submit", args=[draft.pk]), follow=True)
    assert messages_of(response) == ["La candidature est déposée. Voici son reçu."]
    receipt = spaced(response.content.decode())
    assert "10 mars 2025 à 10:00:00 (heure de Paris)" in receipt
    digest = draft.submissions.get().digest
    assert digest in receipt
    content = signed_in.get(reverse("calls:receipt_content", args=[draft.pk])).content
    assert hashlib.sha256(content).hexdigest() == digest
    paper = signed_in.get(reverse("calls:receipt_pdf", args=[draft.pk]))
    assert paper.content.startswith(b"%PDF")
    assert paper["Content-Disposition"].endswith('"recu-PORTES-OUVERTES-2025-0001.pdf"')
    told = page(signed_in, "candidacy", draft.pk)
    assert "Des lampes" in told
    assert reverse("calls:receipt", args=[draft.pk]) in told
    for name, more in (("section", ["projet"]), ("documents", []), ("check", [])):
        response = signed_in.get(reverse(f"calls:{name}", args=[draft.pk, *more]))
        assert response["Location"] == draft.get_absolute_url()
    refusal = posted(signed_in, draft, {"titre": "Trop tard"})
    assert again(draft).answers["titre"] != "Trop tard"
    assert refusal.status_code == 200


def test_a_receipt_by_mail_tells_both_moments(client, action):
    user = make_user(Role.NATIONAL_TEAM)
    candidacy = submitted(started(about=action, by=user), by=user)
    client.force_login(user)
    assert "Reçue par courriel le" in page(client, "receipt", candidacy.pk)
    assert "Reçue par courriel le" in page(client, "candidacy", candidacy.pk)


def test_a_draft_has_no_receipt(signed_in, draft):
    assert signed_in.get(reverse("calls:receipt", args=[draft.pk])).status_code == 404


def test_after_the_closing_the_page_says_since_when(signed_in, draft):
    filled(draft)
    with clock.set_to(CLOSING):
        told = page(signed_in, "check", draft.pk)
        assert "L’appel est fermé depuis le 30 avril 2025 à 23:59:59 (heure de Paris)." in told
        assert reverse("calls:submit", args=[draft.pk]) not in told
        assert "fermé depuis" in page(signed_in, "candidacy", draft.pk)


def test_a_draft_is_given_up_on_a_page_that_confirms(signed_in, draft):
    address = reverse("calls:withdraw", args=[draft.pk])
    assert "Abandonner ce dossier" in page(signed_in, "withdraw", draft.pk)
    response = signed_in.post(address, follow=True)
    assert messages_of(response) == ["La candidature PORTES-OUVERTES-2025-0001 est retirée."]
    assert again(draft).state == "withdrawn"


# Listed


def test_one_lists_what_one_writes_at_a_fixed_cost(
    signed_in, draft, manager, action, django_assert_num_queries
):
    address = reverse("calls:candidacies")
    elsewhere = started(draft.call, make_plan("Ailleurs"))
    signed_in.get(address)
    with django_assert_num_queries(7) as first:
        response = signed_in.get(address)
    assert [each for each, _, _ in response.context["lines"]] == [draft]
    for title in ("B", "C"):
        started(draft.call, make_action(action.territory, title=title), by=manager)
    with django_assert_num_queries(len(first)):
        response = signed_in.get(address)
    assert len(response.context["lines"]) == 3
    assert elsewhere.reference not in response.content.decode()


def test_the_nation_lists_no_draft_of_others(client, draft):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert list(client.get(reverse("calls:candidacies")).context["lines"]) == []
    assert client.get(draft.get_absolute_url()).status_code == 404
    submitted(draft)
    [(listed, state, since)] = client.get(reverse("calls:candidacies")).context["lines"]
    assert (listed, state, since) == (draft, "déposé", again(draft).state_since)
