"""The decisions of a committee: asked of somebody, followed by all who read the committee."""

import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import PermissionDenied

from usine.asks import operations as asking
from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.queries import to_do
from usine.people.roles import Role
from usine.plans.committees.decisions import (
    DONE,
    NOT_DONE,
    decide,
    listings,
    withdraw_decision,
)
from usine.plans.committees.followed import decisions_of
from usine.plans.committees.history import history
from usine.plans.committees.operations import change_committee, step_committee
from usine.plans.committees.paper import paper_of
from usine.plans.models import Committee, CommitteeDecision
from usine.plans.queries import Plan
from usine.subjects.models import Subject
from usine.subjects.operations import rebuild
from usine.territories.places import outside
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_territory, make_user
from .pages import last_message
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DUE = date(2025, 6, 30)


@pytest.fixture
def plan(territory) -> Plan:
    return Plan(territory=territory)


@pytest.fixture
def committee(plan) -> Committee:
    return make_committee(plan)


@pytest.fixture
def elected(territory):
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


def decided(committee, text="Acheter la friche", *, to, by=None) -> CommitteeDecision:
    return decide(committee, text=text, to=[a_person(to)], due_on=DUE, by=by)


def told(committee, **who) -> list[tuple[str, str, str]]:
    return [
        (str(each.decision), str(one.ask.to), one.standing)
        for each in decisions_of(committee, **who)
        for one in each.follow_ups
    ]


def test_a_decision_is_asked_of_somebody_by_a_day(committee, manager, elected):
    decision = decided(committee, "  Acheter la friche ", to=elected, by=manager)
    [ask] = to_do(elected)
    assert (ask.text, ask.due_on, ask.by, ask.subject_id) == (
        "Acheter la friche",
        DUE,
        manager,
        decision.subject,
    )
    assert told(committee) == [("Acheter la friche", str(elected), "attendue")]
    fact = history(committee)[0]
    assert (fact.what, [tuple(line) for line in fact.lines]) == (
        "Décision prise",
        [("Décision", "–", "Acheter la friche")],
    )
    subject = Subject.objects.get(pk=decision.subject)
    assert subject.path == f"/comites/{committee.pk}/#decision-{decision.pk}"


def test_one_person_may_have_several_of_them(committee, elected):
    decided(committee, "Acheter", to=elected)
    decided(committee, "Vendre", to=elected)
    assert len(to_do(elected)) == 2


def test_a_decision_is_taken_once(committee, manager, elected):
    decision = decided(committee, to=elected)
    with pytest.raises(Refused, match="déjà prise"):
        decided(committee, "Acheter la friche ", to=manager)
    withdraw_decision(decision, by=None)
    decided(committee, to=manager)
    decided(make_committee(Plan(territory=committee.territory), name="Autre"), to=manager)


def test_who_only_reads_is_asked_no_follow_up(committee):
    reader = make_user(Role.READER, territory=committee.territory)
    with pytest.raises(Refused, match="Personne ne peut y répondre"):
        decided(committee, to=reader)


def test_all_who_read_the_committee_follow_it(committee, manager, elected):
    reader = make_user(Role.READER, territory=committee.territory)
    decided(committee, to=elected, by=manager)
    mine = {
        user: [
            one.is_mine for each in decisions_of(committee, reader=user) for one in each.follow_ups
        ]
        for user in (manager, elected, reader)
    }
    assert mine == {manager: [True], elected: [True], reader: [False]}
    [ask] = to_do(elected)
    asking.answer(ask, outcome=DONE, words="", values={}, by=elected)
    assert told(committee, reader=reader) == [("Acheter la friche", str(elected), "C’est fait")]


def test_what_is_not_done_says_why(committee, elected):
    decided(committee, to=elected)
    [ask] = to_do(elected)
    with pytest.raises(Refused):
        asking.answer(ask, outcome=NOT_DONE, words="", values={}, by=elected)
    asking.decline(ask, words="Ce n’est pas à moi", by=elected)
    assert told(committee) == [("Acheter la friche", str(elected), "Déclinée")]


def test_what_is_due_is_late_the_day_after(committee, elected):
    decided(committee, to=elected)
    for month, day, standing in ((6, 30, "attendue"), (7, 1, "en retard")):
        with clock.set_to(clock.now().replace(month=month, day=day)):
            assert told(committee)[0][2] == standing


def test_who_may_not_edit_decides_nothing(committee, elected):
    with pytest.raises(PermissionDenied):
        decided(committee, to=elected, by=elected)
    assert not CommitteeDecision.objects.exists()


def test_a_refused_ask_leaves_no_decision(committee, elected):
    with pytest.raises(Refused):
        decide(committee, text="Acheter", to=[a_person(elected)], due_on=date(2025, 1, 1), by=None)
    with pytest.raises(Refused):
        decided(committee, "  ", to=elected)
    step_committee(committee, "cancel", by=None)
    with pytest.raises(Refused, match="remettez-le au calendrier"):
        decided(committee, to=elected)
    assert not CommitteeDecision.objects.exists()
    assert not Ask.objects.exists()


def test_it_is_taken_back_with_what_is_asked_of_it(committee, manager, elected):
    decision = decided(committee, to=elected, by=manager)
    other = make_user(Role.NATIONAL_TEAM)
    with pytest.raises(Refused, match=f"peut seul la retirer\xa0: {manager}"):
        withdraw_decision(decision, by=other)
    withdraw_decision(decision, by=manager)
    assert (list(decisions_of(committee)), list(to_do(elected))) == ([], [])
    assert Ask.objects.get().closed_by == manager
    assert history(committee)[0].what == "Décision retirée"
    with pytest.raises(Refused, match="déjà retirée"):
        withdraw_decision(decision, by=manager)


def test_it_is_looked_for_as_long_as_it_and_its_committee_stand(committee, elected):
    def looked_for() -> list[str]:
        matching = Subject.objects.filter(kind="decision").matching("friche")
        return [subject.pk for subject in matching]

    kept, mistaken = (
        decided(committee, to=elected),
        decided(committee, "Raser la friche", to=elected),
    )
    withdraw_decision(mistaken, by=None)
    assert looked_for() == [kept.subject]
    cancelled = step_committee(committee, "cancel", by=None)
    assert looked_for() == []
    step_committee(cancelled, "reopen", by=None)
    assert looked_for() == [kept.subject]
    assert rebuild() == (0, 0, 0)


def test_a_long_one_is_named_by_its_beginning(committee, elected):
    decision = decided(committee, "Acheter " * 60, to=elected)
    title = f"{committee} – {decision.text}"
    assert Subject.objects.get(pk=decision.subject).title == title[:300]


def test_its_ask_names_its_committee(client, committee, elected):
    soon = date(2025, 5, 28)
    decision = decide(
        committee, text="Acheter la friche", to=[a_person(elected)], due_on=soon, by=None
    )
    ask = Ask.objects.get()
    client.force_login(elected)
    name = "Comité de projet du 20\xa0mai 2025"
    for page in ("/a-faire/", f"/a-faire/{ask.pk}/"):
        content = client.get(page).content.decode()
        assert content.count(f">{name} – Acheter la friche</a>") == 1
        assert f'<a href="{decision.get_absolute_url()}"' in content
    [message] = mail.outbox
    assert message.subject == (
        "La plateforme attend une réponse de vous\u00a0: Suite d’une décision de comité, "
        f"{name} – Acheter la friche"
    )


def test_its_ask_follows_the_name_and_the_day_of_its_committee(committee, elected):
    decision = decided(committee, to=elected)
    values = {"name": "Comité local", "on": date(2025, 5, 21)}
    change_committee(committee, values=values, version=1, by=None)
    title = "Comité local du 21\xa0mai 2025 – Acheter la friche"
    assert Subject.objects.get(pk=decision.subject).title == title


def test_those_of_some_places_are_listed_again(plan, elected):
    region = Plan(region=plan.territory.lead_region)
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=region.region)
    of_territory = decided(make_committee(plan), to=elected)
    of_region = decided(make_committee(region), to=coordinator)
    for places, expected in (
        ([plan.territory.place], [of_territory]),
        ([outside(region.region.pk)], [of_region]),
        (None, [of_territory, of_region]),
    ):
        assert [each.key for each in listings(places)] == [each.subject for each in expected]


def test_the_file_of_the_next_committee_tells_what_became_of_it(plan, committee, elected):
    decided(committee, to=elected)
    following = make_committee(plan, on=date(2025, 5, 27))
    section = paper_of(following, day=date(2025, 5, 27)).sections[1]
    table, _ = section.blocks
    assert table.caption == "Suites de ses décisions"
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Acheter la friche", f"{elected}\xa0: attendue", "30\xa0juin 2025"]
    ]


class TestPages:
    def url(self, committee, page: str = "decisions/ajouter/") -> str:
        return f"/comites/{committee.pk}/{page}"

    def test_the_form_offers_the_roles_and_the_people_of_the_place(
        self, signed_in, committee, manager, elected
    ):
        form = signed_in.get(self.url(committee)).context["form"]
        assert list(form.fields) == ["text", "to", "due_on"]
        assert form.initial["due_on"] == date(2025, 6, 26)
        place = committee.territory
        keys = [key for key, _ in form.fields["to"].choices]
        assert keys == [
            a_role(Role.PROJECT_MANAGER, place).key,
            a_role(Role.ELECTED_OFFICIAL, place).key,
        ]
        assert "Poste vacant" in form.fields["to"].help_text

    @pytest.mark.parametrize("is_nation", [True, False])
    def test_a_wider_committee_offers_those_who_cover_it(self, client, plan, is_nation):
        role = Role.NATIONAL_TEAM if is_nation else Role.REGIONAL_COORDINATOR
        region = None if is_nation else plan.territory.lead_region
        client.force_login(make_user(role, region=region))
        committee = make_committee(Plan(region=region))
        form = client.get(self.url(committee)).context["form"]
        assert [key for key, _ in form.fields["to"].choices] == [a_role(role, region).key]

    def test_it_is_written_and_undone_from_the_page(self, signed_in, committee, elected):
        to = a_role(Role.ELECTED_OFFICIAL, committee.territory).key
        typed = {"text": "Acheter", "to": to, "due_on": "2025-06-30"}
        response = signed_in.post(self.url(committee), typed, follow=True)
        [row] = response.context["decisions"]
        [one] = row.follow_ups
        assert (str(row.decision), one.is_mine) == ("Acheter", True)
        assert f"/a-faire/{one.ask.pk}/" in response.content.decode()
        [message] = get_messages(response.wsgi_request)
        undo = json.loads(message.extra_tags)
        response = signed_in.post(undo["address"], undo["fields"], follow=True)
        assert response.context["decisions"] == []
        refused = signed_in.post(self.url(committee), {**typed, "due_on": "2025-01-01"})
        assert refused.context["form"].errors

    def test_one_of_a_committee_to_come_is_said_to_be_prepared(self, signed_in, plan, elected):
        ahead = make_committee(plan, on=date(2025, 6, 12))
        address = f"/comites/{ahead.pk}/decisions/ajouter/"
        assert "la décision est préparée d’avance" in signed_in.get(address).content.decode()
        to = a_role(Role.ELECTED_OFFICIAL, plan.territory).key
        sent = {"text": "Acheter", "to": to, "due_on": "2025-06-30"}
        page = signed_in.post(address, sent, follow=True)
        assert (
            last_message(page) == "La décision est préparée, et sa suite demandée dès maintenant."
        )
        assert page.content.decode().count("Préparée") == 1
        with clock.set_to(datetime(2025, 6, 12, 9, tzinfo=UTC)):
            assert "Préparée" not in signed_in.get(f"/comites/{ahead.pk}/").content.decode()

    def test_a_decision_elsewhere_is_not_found(self, client, committee, elected):
        decision = decided(committee, to=elected)
        client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
        assert client.post(f"/decisions/{decision.pk}/retirer/").status_code == 404

    def test_a_page_costs_the_same_whatever_the_decisions(
        self, signed_in, committee, elected, django_assert_num_queries
    ):
        role = a_role(Role.ELECTED_OFFICIAL, committee.territory)
        decide(committee, text="Acheter", to=[role], due_on=DUE, by=None)
        signed_in.get(self.url(committee, ""))
        with django_assert_num_queries(19):
            signed_in.get(self.url(committee, ""))
        for text in ("Vendre", "Louer"):
            decide(committee, text=text, to=[role], due_on=DUE, by=None)
        with django_assert_num_queries(19):
            signed_in.get(self.url(committee, ""))
