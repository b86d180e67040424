"""Before it is released, a decision is told nowhere but to those who instruct or approve."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from usine.calls.candidacies.operations import withdraw
from usine.calls.candidacies.showing import (
    shown_history,
    shown_since,
    shown_state,
    shown_words,
    state_label,
)
from usine.calls.decisions.operations import release, send_back
from usine.calls.decisions.showing import panel_of, shown_decision
from usine.calls.models import Candidacy
from usine.ledger.queries import balance, evidence
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.subjects.models import Audience, Subject
from usine.values import clock

from ..candidacies.factories import again, refused, typed
from .factories import REFUSAL, approved, made, proposed, released, studied

pytestmark = pytest.mark.django_db

DECIDED = {
    "proposed": lambda: proposed().candidacy,
    "awarded": lambda: approved().candidacy,
    "refused": lambda: approved(**REFUSAL).candidacy,
}
unreleased = pytest.mark.parametrize("way", DECIDED)


def outsider(candidacy: Candidacy):
    return make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)


def decide(way: str) -> Candidacy:
    return again(DECIDED[way]())


@unreleased
def test_states_since_words_and_history_tell_nothing(way):
    candidacy = decide(way)
    reader = outsider(candidacy)
    start = candidacy.passages.get(state="under_review")
    for user in (reader, AnonymousUser()):
        assert shown_state(candidacy, user) == "under_review"
        assert state_label(candidacy, user) == "en instruction"
        assert shown_since(candidacy, user) == start.at
        assert shown_words(candidacy, user) == ""
        assert shown_decision(candidacy, user) is None
    assert shown_history(candidacy, reader)[0].verb == "calls.review_candidacy"


@unreleased
def test_who_instructs_or_approves_knows(way):
    candidacy = decide(way)
    state = "proposed" if way == "proposed" else way
    for user in (made(Role.INSTRUCTOR), made(Role.APPROVER), make_user(Role.NATIONAL_TEAM)):
        assert shown_state(candidacy, user) == state
        assert shown_decision(candidacy, user) == candidacy.decisions.get()


@unreleased
def test_the_pages_of_who_applied_are_those_of_a_file_that_is_studied(client, way):
    """Whatever is decided, not a word of them changes."""
    candidacy = studied()
    reader = outsider(candidacy)
    client.force_login(reader)
    addresses = [
        candidacy.get_absolute_url(),
        reverse("calls:candidacies"),
        reverse("calls:receipt", args=[candidacy.pk]),
        reverse("calls:withdraw", args=[candidacy.pk]),
    ]
    before = [client.get(address) for address in addresses]
    if way == "proposed":
        proposed(candidacy)
    else:
        approved(candidacy, **(REFUSAL if way == "refused" else {}))
    after = [client.get(address) for address in addresses]
    assert [body(each) for each in after] == [body(each) for each in before]


def body(response) -> str:
    """The page without the keys of its forms, which are new each time."""
    import re

    text = response.content.decode()
    text = re.sub(r'name="(csrfmiddlewaretoken|form_key|cle)" value="[^"]*"', "", text)
    return re.sub(r'nonce="[^"]*"', "", text)


@unreleased
def test_what_who_applied_may_do_tells_nothing(way):
    """Each refusal is that of a file that is studied, and one may withdraw."""
    candidacy = decide(way)
    assert refused(typed, candidacy, titre="Autre") == (
        "Cette candidature est dans l’état « en instruction » : "
        "ses réponses et ses pièces ne changent plus."
    )
    assert withdraw(candidacy, by=None).state == "withdrawn"


@unreleased
def test_figures_and_their_evidence_tell_nothing(way):
    decide(way)
    today = clock.today()
    assert balance("candidacies", as_of=today, by=("state",)) == {("under_review",): 1}
    assert (balance("awarded", as_of=today), balance("investment", as_of=today)) == ({}, {})
    assert list(evidence("awarded", as_of=today)) == []


@unreleased
def test_search_and_audiences_tell_nothing(way):
    candidacy = studied()

    def listed():
        subject = Subject.objects.get(pk=candidacy.subject)
        tokens = Audience.objects.filter(subject=subject).values_list("token", flat=True)
        return subject.title, subject.path, sorted(tokens)

    before = listed()
    if way == "proposed":
        proposed(candidacy)
    else:
        approved(candidacy, **(REFUSAL if way == "refused" else {}))
    assert listed() == before


def test_nobody_else_comes_to_the_pages_of_decisions(client):
    decision = approved()
    waiting = [
        reverse("calls:to_approve"),
        reverse("calls:to_release"),
        reverse("calls:approve", args=[decision.pk]),
        reverse("calls:send_back", args=[decision.pk]),
        reverse("calls:release") + f"?ligne={decision.pk}",
        reverse("calls:approve_ticked") + f"?ligne={decision.pk}",
    ]
    client.force_login(outsider(decision.candidacy))
    assert [client.get(address).status_code for address in waiting] == [
        403,
        403,
        404,
        404,
        403,
        403,
    ]
    assert client.get(reverse("calls:propose", args=[decision.candidacy_id])).status_code == 404


def test_an_approver_of_elsewhere_lists_nothing(client):
    approved()
    client.force_login(made(Role.APPROVER, "76"))
    page = client.get(reverse("calls:to_release"))
    assert (list(page.context["page"]), page.context["approved"]) == ([], 0)


# Once it is released


def test_what_is_released_is_told_to_who_applied(client):
    candidacy = released(**REFUSAL).candidacy
    reader = outsider(candidacy)
    now = again(candidacy)
    assert state_label(now, reader) == "non retenu"
    assert shown_since(now, reader) == now.state_since
    assert shown_history(now, reader)[0].what == "Décision publiée"
    client.force_login(reader)
    page = client.get(candidacy.get_absolute_url()).content.decode()
    assert REFUSAL["motive"] in page
    assert str(now.decisions.get().proposed_by) not in page


def test_who_applied_may_not_withdraw_what_they_were_told(client):
    candidacy = again(released().candidacy)
    assert refused(withdraw, candidacy, by=None) == (
        "Cette candidature est dans l’état « retenu »."
    )


def test_another_decision_is_not_told_before_its_own_release():
    first = released()
    candidacy = again(first.candidacy)
    reader = outsider(candidacy)
    since = shown_since(candidacy, reader)
    second = proposed(candidacy, **REFUSAL)

    def told():
        now = again(candidacy)
        shown = (shown_state(now, reader), shown_since(now, reader), shown_decision(now, reader))
        return (*shown, panel_of(now, reader).note)

    assert told() == ("awarded", since, first, "")
    send_back(second, words="Non.", by=None)
    assert told() == ("awarded", since, first, "")
    second = approved(again(candidacy), **REFUSAL)
    assert told() == ("awarded", since, first, "")
    release([second], by=None)
    assert told() == ("refused", second.approved_at, second, "")
