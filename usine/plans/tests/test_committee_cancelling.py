"""A committee that is cancelled says so, and why, everywhere that it is told of."""

import json
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import PermissionDenied

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, restore, see
from usine.notices.models import Notice
from usine.notices.queries import excerpts_of
from usine.people.roles import Role
from usine.plans.committees.cancelling import reason_of
from usine.plans.committees.decisions import decide, withdraw_decision
from usine.plans.committees.followed import decisions_of
from usine.plans.committees.history import history
from usine.plans.committees.operations import step_committee
from usine.plans.committees.paper import paper_of
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.subjects.models import Subject

from .factories import make_user
from .pages import last_message
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


def cancelled(committee, reason=WHY, *, withdrawing=(), by=None) -> Committee:
    return step_committee(committee, "cancel", reason=reason, withdrawing=withdrawing, by=by)


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


DUE = date(2025, 6, 30)


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def decided(committee, text, *to, by):
    return decide(committee, text=text, to=[a_person(each) for each in to], due_on=DUE, by=by)


def page(committee) -> str:
    return f"{committee.get_absolute_url()}annuler/"


def names(committee) -> list[str]:
    return [str(each.decision) for each in decisions_of(committee)]


def states() -> list[str]:
    return list(Ask.objects.order_by("pk").values_list("state", flat=True))


def test_its_page_offers_the_decisions_that_wait(client, committee, manager, elected):
    other = make_user(Role.REGIONAL_COORDINATOR, region=committee.territory.lead_region)
    client.force_login(manager)
    context = client.get(page(committee)).context
    assert context["explanation"].endswith("avec ses documents.")
    assert list(context["form"].fields) == ["reason"]
    waits = decided(committee, "Acheter la friche", elected, manager, by=manager)
    decided(committee, "Dépolluer", elected, by=other)
    answered = decided(committee, "Vendre", manager, by=manager)
    withdraw_decision(decided(committee, "Raser la friche", elected, by=manager), by=manager)
    answer(Ask.objects.get(subject=answered.subject), outcome="done", by=manager)
    context = client.get(page(committee)).context
    field = context["form"].fields["withdrawing"]
    assert field.choices == [(waits.pk, f"Acheter la friche ({elected} ; {manager})")]
    assert context["form"].initial["withdrawing"] == [waits.pk]
    _, _, left = context["explanation"].partition("avec ses documents. ")
    assert left == (
        "Restent demandées, car qui les a demandées peut seul les retirer\u00a0: "
        f"Dépolluer ({elected})."
    )


def test_those_that_are_ticked_go_with_it(client, committee, manager, elected):
    gone = decided(committee, "Acheter la friche", elected, by=manager)
    decided(committee, "Vendre", elected, by=manager)
    client.force_login(manager)
    sent = {"reason": WHY, "withdrawing": [gone.pk]}
    response = client.post(page(committee), sent, follow=True)
    assert last_message(response) == (
        f"Le comité «\u00a0{committee}\u00a0» est annulé. 1\u00a0décision est retirée avec lui."
    )
    assert (names(committee), states()) == (["Vendre"], ["withdrawn", "open"])
    assert response.content.decode().count("Préparée") == 1


def test_none_is_ticked_and_all_stay(client, committee, manager, elected):
    decided(committee, "Acheter la friche", elected, by=manager)
    client.force_login(manager)
    response = client.post(page(committee), {"reason": WHY}, follow=True)
    assert last_message(response) == f"Le comité «\u00a0{committee}\u00a0» est annulé."
    assert (names(committee), states()) == (["Acheter la friche"], ["open"])


def told_of(user) -> list[tuple[str, str, str]]:
    notices = Notice.objects.filter(person=user, kind="asks.withdrawn")
    quoted = excerpts_of(notices, user)
    return [(each.subject.title, *quoted[each.pk]) for each in notices.select_related("subject")]


def test_whoever_knew_of_them_is_told_once(committee, manager, elected, territory):
    seen = make_user(Role.INDUSTRIALIST, territory=territory)
    keys = [
        decided(committee, "Acheter la friche", elected, seen, by=manager).pk,
        decided(committee, "Vendre", elected, by=manager).pk,
    ]
    for asked in Ask.objects.all():
        see(asked, by=asked.person)
    cancelled(committee, withdrawing=keys, by=manager)
    label = "Suite d’une décision de comité"
    whole = f"{committee}, {committee.of}"
    assert told_of(elected) == [(whole, f"{label} (2\xa0demandes)", "Acheter la friche")]
    assert told_of(seen) == [(whole, label, "Acheter la friche")]
    assert [fact.what for fact in history(committee)[:2]] == [
        "3\xa0demandes retirées",
        "Comité annulé",
    ]


def test_one_alone_is_told_by_its_name_and_nobody_who_knew_nothing(committee, manager, elected):
    asked = decided(committee, "Acheter la friche", elected, by=manager)
    see(Ask.objects.get(), by=elected)
    back = cancelled(committee, withdrawing=[asked.pk], by=manager)
    [(title, _, _)] = told_of(elected)
    assert title == f"{committee} – Acheter la friche"
    other = make_committee(Plan(territory=committee.territory), name="Autre", on=LATER)
    unread = decided(other, "Vendre", elected, by=manager)
    cancelled(other, withdrawing=[unread.pk], by=manager)
    assert len(told_of(elected)) == 1
    assert back.state == "cancelled"


def test_what_somebody_else_asked_is_not_taken(committee, manager, elected):
    other = make_user(Role.REGIONAL_COORDINATOR, region=committee.territory.lead_region)
    theirs = decided(committee, "Dépolluer", elected, by=other)
    with pytest.raises(PermissionDenied):
        cancelled(committee, withdrawing=[theirs.pk], by=manager)
    committee.refresh_from_db()
    assert (committee.state, states()) == ("planned", ["open"])


def test_what_is_answered_meanwhile_stays(committee, manager, elected):
    whole = decided(committee, "Acheter la friche", elected, by=manager)
    half = decided(committee, "Vendre", elected, manager, by=manager)
    for each in Ask.objects.filter(person=elected):
        answer(each, outcome="done", by=elected)
    cancelled(committee, withdrawing=[whole.pk, half.pk], by=manager)
    assert names(committee) == ["Acheter la friche", "Vendre"]
    assert states() == ["answered", "answered", "withdrawn"]


def test_nothing_of_another_committee_is_taken(committee, manager, elected):
    other = make_committee(Plan(territory=committee.territory), name="Autre", on=LATER)
    there = decided(other, "Vendre", elected, by=manager)
    cancelled(committee, withdrawing=[there.pk], by=manager)
    assert (names(other), states()) == (["Vendre"], ["open"])


def test_undoing_it_brings_back_what_it_took(client, committee, manager, elected):
    own = decided(committee, "Acheter la friche", elected, by=manager)
    before = decided(committee, "Vendre", elected, by=manager)
    withdraw_decision(before, by=manager)
    see(Ask.objects.get(subject=own.subject), by=elected)
    client.force_login(manager)
    sent = {"reason": WHY, "withdrawing": [own.pk]}
    response = client.post(page(committee), sent, follow=True)
    [message] = get_messages(response.wsgi_request)
    undo = json.loads(message.extra_tags)
    client.post(undo["address"], undo["fields"])
    assert (names(committee), states()) == (["Acheter la friche"], ["seen", "withdrawn"])
    assert Subject.objects.filter(kind="decision").matching("friche").count() == 1
    # Once more, of what that one took alone: nothing.
    committee.refresh_from_db()
    again = step_committee(cancelled(committee, by=manager), "reopen", by=manager)
    assert (again.state, states()) == ("planned", ["seen", "withdrawn"])


def test_whoever_puts_it_back_brings_back_what_others_asked(committee, manager, elected):
    other = make_user(Role.REGIONAL_COORDINATOR, region=committee.territory.lead_region)
    own = decided(committee, "Acheter la friche", elected, by=manager)
    back = cancelled(committee, withdrawing=[own.pk], by=manager)
    step_committee(back, "reopen", by=other)
    assert (names(committee), states()) == (["Acheter la friche"], ["open"])


def test_what_came_back_alone_is_left(committee, manager, elected):
    own = decided(committee, "Acheter la friche", elected, by=manager)
    back = cancelled(committee, withdrawing=[own.pk], by=manager)
    restore(Ask.objects.get(), by=manager)
    answer(Ask.objects.get(), outcome="done", by=elected)
    step_committee(back, "reopen", by=manager)
    assert (names(committee), states()) == (["Acheter la friche"], ["answered"])
