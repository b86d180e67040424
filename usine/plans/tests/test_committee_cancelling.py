"""A committee that is cancelled says so, and why, everywhere that it is told of."""

from datetime import date

import pytest
from django.core import mail

from usine.asks.addressing import a_person
from usine.notices.models import Notice
from usine.notices.queries import excerpts_of
from usine.people.roles import Role
from usine.plans.committees.cancelling import reason_of
from usine.plans.committees.decisions import decide, withdraw_decision
from usine.plans.committees.operations import step_committee
from usine.plans.committees.paper import paper_of
from usine.plans.models import Committee
from usine.plans.queries import Plan

from .factories import make_user
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LATER, ON = date(2025, 6, 12), date(2025, 5, 20)
WHY = "Préfet indisponible"


@pytest.fixture
def elected(territory):
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


@pytest.fixture
def committee(territory, elected) -> Committee:
    return make_committee(Plan(territory=territory), on=LATER, members=[str(elected)])


def cancelled(committee, reason=WHY) -> Committee:
    return step_committee(committee, "cancel", reason=reason, by=None)


def test_its_members_are_told_why(committee, elected):
    cancelled(committee)
    [message] = mail.outbox
    assert message.subject.endswith(f"dont vous êtes membre\u00a0: {committee}, {committee.of}")
    assert f"« {WHY} »".replace(" ", "\u00a0") in message.body.replace(" ", "\u00a0")
    notice = Notice.objects.visible_to(elected).get(kind="plans.committee_cancelled")
    assert excerpts_of([notice], elected)[notice.pk].words == WHY


def test_one_that_says_nothing_quotes_nothing(committee, elected):
    cancelled(committee, reason="")
    notices = Notice.objects.visible_to(elected)
    assert excerpts_of(notices, elected) == {}
    assert (len(mail.outbox), reason_of(committee)) == (1, "")


def test_the_notices_quote_it(client, committee, elected):
    cancelled(committee)
    client.force_login(elected)
    text = client.get("/notifications/").content.decode()
    assert f"«&nbsp;{WHY}&nbsp;»" in text
    assert "<strong></strong>" not in text


def test_its_members_are_told_at_once_that_it_is_back(committee, elected):
    back = step_committee(cancelled(committee), "reopen", by=None)
    sentences = [message.subject.partition("\u00a0:")[0] for message in mail.outbox]
    assert [sentence.partition(" a ")[2] for sentence in sentences] == [
        "annulé un comité dont vous êtes membre",
        "remis au calendrier un comité dont vous êtes membre",
    ]
    assert reason_of(back) == ""


def test_the_last_reason_counts(committee):
    back = step_committee(cancelled(committee), "reopen", by=None)
    assert reason_of(cancelled(back, reason="Grève")) == "Grève"


def test_its_page_begins_with_why(client, committee, elected):
    client.force_login(elected)
    address = committee.get_absolute_url()
    assert "Motif de l’annulation" not in client.get(address).content.decode()
    cancelled(committee)
    assert f"Motif de l’annulation&nbsp;: {WHY}" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("reason", "line"), [(WHY, f"Comité annulé\u00a0: {WHY}"), ("", "Comité annulé")]
)
def test_its_file_says_it(committee, reason, line):
    assert line not in paper_of(committee, day=ON).lines
    assert paper_of(cancelled(committee, reason), day=ON).lines[1] == line


def test_cancelling_tells_what_stays_asked(client, committee, elected, territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    client.force_login(manager)
    address = f"{committee.get_absolute_url()}annuler/"
    assert client.get(address).context["explanation"].endswith("avec ses documents.")
    due = {"due_on": date(2025, 6, 30), "by": manager}
    decide(committee, text="Acheter la friche", to=a_person(elected), **due)
    mistaken = decide(committee, text="Raser la friche", to=a_person(elected), **due)
    withdraw_decision(mistaken, by=manager)
    explanation = client.get(address).context["explanation"]
    _, _, left = explanation.partition("avec ses documents. ")
    assert left == (
        "Ce qu’il avait préparé reste demandé tant que vous ne le retirez pas, sur sa page\u00a0: "
        f"Acheter la friche ({elected})."
    )
    cancelled(committee)
    assert "Préparée" in client.get(committee.get_absolute_url()).content.decode()
