"""The pages on which one proposes, approves and releases."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.calls.decisions.forms import ProposalForm
from usine.calls.models import CandidacyDecision
from usine.people.roles import Role

from ..candidacies.factories import again, spaced
from .factories import REFUSAL, another, approved, decided_call, made, proposed, studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver(client):
    user = made(Role.APPROVER)
    client.force_login(user)
    return user


def text(response) -> str:
    return spaced(response.content.decode())


def ticked(name: str, *decisions: CandidacyDecision) -> str:
    keys = "&".join(f"ligne={each.pk}" for each in decisions)
    return f"{reverse(f'calls:{name}')}?{keys}"


def test_a_decision_is_proposed_from_the_page_of_a_candidacy(client):
    candidacy = studied()
    client.force_login(made(Role.INSTRUCTOR))
    address = reverse("calls:propose", args=[candidacy.pk])
    assert address in text(client.get(candidacy.get_absolute_url()))
    form = client.get(address).context["form"]
    assert list(form.fields) == ["outcome", "awarded", "investment", "motive"]
    assert (form.initial["awarded"], form.initial["investment"]) == (1_000_00, 2_500_00)
    data = {"outcome": "awarded", "awarded": "800 €", "investment": "2,5 k€", "motive": ""}
    page = client.post(address, data, follow=True)
    assert "Une autre personne l’approuve." in text(page)
    decision = CandidacyDecision.objects.get()
    assert (decision.awarded, decision.investment) == (800_00, 2_500_00)


def test_what_is_not_awarded_has_no_amount(client):
    candidacy = studied()
    client.force_login(made(Role.INSTRUCTOR))
    address = reverse("calls:propose", args=[candidacy.pk])
    data = {"outcome": "refused", "awarded": "800", "investment": "2500", "motive": ""}
    assert "Donnez le motif" in text(client.post(address, data))
    client.post(address, data | {"motive": "Hors champ."})
    decision = CandidacyDecision.objects.get()
    assert (decision.outcome, decision.awarded, decision.investment) == ("refused", 0, None)


@pytest.mark.parametrize(
    ("benefits", "amounts"),
    [
        (["territory_label"], ["investment"]),
        (["engineering"], ["awarded", "investment"]),
        (["grant", "repayable_advance"], ["awarded", "advance", "investment"]),
    ],
)
def test_the_amounts_that_are_asked_are_those_of_the_benefits(benefits, amounts):
    candidacy = studied(decided_call(benefits=benefits))
    assert list(ProposalForm(candidacy=candidacy).fields) == ["outcome", *amounts, "motive"]


def test_an_approver_reads_the_file_approves_or_sends_back(client, approver):
    decision = proposed()
    page = text(client.get(decision.candidacy.get_absolute_url()))
    approve, back = (
        reverse(f"calls:{name}", args=[decision.pk]) for name in ("approve", "send_back")
    )
    assert [approve in page, back in page] == [True, True]
    step = text(client.get(approve))
    assert f"Proposée par {decision.proposed_by} : une autre personne approuve." in step
    assert client.post(back, {"words": " "}).status_code == 200
    client.post(back, {"words": "Le plan de financement."})
    assert again(decision.candidacy).state == "under_review"
    page = text(client.get(decision.candidacy.get_absolute_url()))
    assert "Renvoyée à l’instruction : elle ne tient plus." in page
    assert approve not in page
    again_proposed = proposed(again(decision.candidacy))
    client.post(reverse("calls:approve", args=[again_proposed.pk]))
    assert again(decision.candidacy).state == "awarded"
    page = text(client.get(decision.candidacy.get_absolute_url()))
    assert "Approuvée, pas encore publiée : personne d’autre ne la connaît." in page


def test_who_proposed_is_told_that_somebody_else_approves(client, approver):
    decision = proposed()
    CandidacyDecision.objects.update(proposed_by=approver)
    address = reverse("calls:approve", args=[decision.pk])
    why = "Vous avez proposé cette décision : une autre personne l’approuve."
    assert why in text(client.get(address))
    assert why in text(client.post(address, follow=True))
    assert again(decision.candidacy).state == "proposed"


def test_several_are_approved_then_released_from_the_lists(client, approver):
    first = proposed()
    second = proposed(another(first.candidacy), **REFUSAL)
    page = client.get(reverse("calls:to_approve"))
    assert list(page.context["page"]) == [first, second]
    address = ticked("approve_ticked", first, second)
    assert "Approuver 2 décisions ?" in text(client.get(address))
    assert "2 décisions approuvées." in text(client.post(address, follow=True))
    page = client.get(reverse("calls:to_release"))
    assert list(page.context["page"]) == [first, second]
    address = ticked("release", first, second)
    assert "Cela ne s’annule pas" in text(client.get(address))
    assert "2 décisions publiées." in text(client.post(address, follow=True))
    assert [again(each.candidacy).outcome for each in (first, second)] == ["awarded", "refused"]
    assert "n’ont pas de décision approuvée" in text(client.post(address, follow=True))


def test_what_is_refused_of_several_is_told(client, approver):
    first = proposed()
    second = proposed(another(first.candidacy))
    CandidacyDecision.objects.filter(pk=second.pk).update(proposed_by=approver)
    page = text(client.post(ticked("approve_ticked", first, second), follow=True))
    assert "1 décision approuvée. DECIDE-0002 : Vous avez proposé cette décision" in page
    page = text(client.post(ticked("approve_ticked", second), follow=True))
    assert "décision approuvée." not in page
    assert "DECIDE-0002 : Vous avez proposé cette décision" in page


def test_nothing_or_two_calls_are_not_released(client, approver):
    assert "Cochez au moins une décision." in text(client.get(reverse("calls:release")))
    two = approved(), approved(studied(decided_call("autre-appel")))
    why = "Publiez les décisions d’un seul appel à la fois."
    assert why in text(client.get(ticked("release", *two)))
    page = client.get(reverse("calls:to_release"), {"appel": "autre-appel"})
    assert list(page.context["page"]) == [two[1]]


@pytest.mark.parametrize("name", ["to_approve", "to_release"])
def test_a_list_costs_the_same_with_more_of_them(client, approver, name):
    decide = proposed if name == "to_approve" else approved
    first = decide()
    client.get(reverse(f"calls:{name}"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(f"calls:{name}"))
    for _ in range(2):
        decide(another(first.candidacy))
    with CaptureQueriesContext(connection) as several:
        client.get(reverse(f"calls:{name}"))
    assert len(several) == len(one)
