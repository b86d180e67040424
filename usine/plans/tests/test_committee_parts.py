"""A committee of a region or of the nation, and the territories or the regions that come to it."""

from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from usine.asks.addressing import a_person, a_role
from usine.asks.operations import answer
from usine.asks.queries import to_do
from usine.files.checking import Sent
from usine.notices.models import Notice
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.committees.decisions import decide, listings, withdraw_decision
from usine.plans.committees.followed import decisions_of
from usine.plans.committees.operations import (
    change_committee,
    keep_minutes,
    plan_committee,
    step_committee,
)
from usine.plans.committees.queries import committees_of, committees_told
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.subjects.models import Subject
from usine.subjects.operations import rebuild, refresh
from usine.territories.models import Territory

from .factories import make_region, make_territory, make_user
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SOON, LATER, DUE = date(2025, 5, 29), date(2025, 6, 12), date(2025, 6, 30)


@pytest.fixture
def region(territory):
    return territory.lead_region


@pytest.fixture
def other(region) -> Territory:
    return make_territory("Calaisis", slug="calaisis", region=region)


@pytest.fixture
def coordinator(region) -> User:
    return make_user(Role.REGIONAL_COORDINATOR, region=region)


@pytest.fixture
def committee(region) -> Committee:
    return make_committee(Plan(region=region), agenda="Le foncier", foreword="En confiance")


def decided(committee: Committee, to, by=None):
    return decide(committee, text="Acheter la friche", to=[to], due_on=DUE, by=by)


def told(user: User) -> list[str]:
    notices = Notice.objects.visible_to(User.objects.get(pk=user.pk)).order_by("pk")
    return [f"{each}\u00a0: {each.subject}" for each in notices]


class TestDecisions:
    def test_one_is_asked_of_a_seat_of_a_territory(self, client, committee, manager, coordinator):
        other = make_user(
            Role.PROJECT_MANAGER, territory=make_territory("Ailleurs", region=committee.region)
        )
        client.force_login(coordinator)
        address = f"/comites/{committee.pk}/decisions/ajouter/"
        territory = manager.mandates.get().place
        to = a_role(Role.PROJECT_MANAGER, territory)
        sent = {"text": "Acheter la friche", "to": to.key, "due_on": "2025-06-30"}
        page = client.post(address, sent, follow=True)
        [row] = page.context["decisions"]
        assert list(map(str, row.follow_ups)) == [f"Chef de projet, {territory}\u00a0: attendue"]
        [ask] = to_do(User.objects.get(pk=manager.pk))
        assert ask.subject.path == f"/comites/{committee.pk}/#decision-{row.decision.pk}"
        assert (told(manager), told(other)) == (
            [f"{coordinator} attend une réponse de vous\u00a0: {committee} – Acheter la friche"],
            [],
        )
        answer(ask, outcome="done", words="", by=User.objects.get(pk=manager.pk))
        [row] = decisions_of(committee)
        assert [each.standing for each in row.follow_ups] == ["C’est fait"]

    def test_the_form_offers_the_seats_of_each_territory(
        self, client, committee, other, manager, coordinator
    ):
        official = make_user(Role.ELECTED_OFFICIAL, territory=other)
        make_territory("Vacant", region=committee.region)
        client.force_login(coordinator)
        form = client.get(f"/comites/{committee.pk}/decisions/ajouter/").context["form"]
        [own, *seats] = form.fields["to"].choices
        assert own[0] == a_role(Role.REGIONAL_COORDINATOR, committee.region).key
        here = manager.mandates.get().place
        assert seats == [
            (
                a_role(Role.ELECTED_OFFICIAL, other).key,
                f"Élu du binôme, Calaisis\u00a0: {official}",
            ),
            (
                a_role(Role.PROJECT_MANAGER, here).key,
                f"Chef de projet, {here}\u00a0: {manager}",
            ),
        ]

    def test_many_territories_cost_as_many_queries(self, client, committee, other, coordinator):
        client.force_login(coordinator)
        address = f"/comites/{committee.pk}/decisions/ajouter/"

        def count() -> int:

            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            return len(queries)

        count()  # the first one reads what the process keeps
        few = count()
        for name in ("Un", "Deux", "Trois"):
            make_user(Role.PROJECT_MANAGER, territory=make_territory(name, region=committee.region))
        assert count() == few

    def test_the_nation_asks_the_coordinators_of_regions(self, client, coordinator):
        national = make_user(Role.NATIONAL_TEAM)
        committee = make_committee(Plan())
        client.force_login(national)
        form = client.get(f"/comites/{committee.pk}/decisions/ajouter/").context["form"]
        region = coordinator.mandates.get().place
        key = a_role(Role.REGIONAL_COORDINATOR, region).key
        assert form.fields["to"].choices[1:] == [
            (key, f"Coordinateur régional, {region}\u00a0: {coordinator}")
        ]
        decided(committee, a_role(Role.REGIONAL_COORDINATOR, region), by=national)
        assert [each.text for each in to_do(User.objects.get(pk=coordinator.pk))] == [
            "Acheter la friche"
        ]

    def test_those_of_other_parts_read_nothing_of_it(
        self, client, committee, territory, other, manager, coordinator
    ):
        there = make_user(Role.PROJECT_MANAGER, territory=other)
        decision = decided(committee, a_role(Role.PROJECT_MANAGER, territory), by=coordinator)
        own = decide(
            committee, text="Pour la région", to=[a_person(coordinator)], due_on=DUE, by=coordinator
        )
        readers = [
            user
            for user in (manager, there, coordinator)
            if Subject.objects.visible_to(User.objects.get(pk=user.pk))
            .filter(pk=decision.subject)
            .exists()
        ]
        assert readers == [manager, coordinator]
        assert not Subject.objects.visible_to(manager).filter(pk=own.subject).exists()
        for user, texts in ((manager, ["Acheter la friche"]), (there, [])):
            client.force_login(user)
            page = client.get(f"/comites/{committee.pk}/")
            assert [str(each.decision) for each in page.context["decisions"]] == texts
        assert rebuild().missing == 0

    def test_it_is_listed_with_its_territory_and_taken_back(
        self, committee, territory, manager, coordinator
    ):
        decision = decided(committee, a_role(Role.PROJECT_MANAGER, territory), by=coordinator)
        assert [each.key for each in listings([territory.place])] == [decision.subject]
        withdraw_decision(decision, by=coordinator)
        assert list(to_do(User.objects.get(pk=manager.pk))) == []


class TestPages:
    def test_a_territory_reads_when_it_meets_and_about_what(self, client, committee, manager):
        committee = step_committee(committee, "meet", by=None)
        committee = keep_minutes(committee, sent=[Sent("cr.txt", b"Le comite decide.")], by=None)
        client.force_login(manager)
        page = client.get(f"/comites/{committee.pk}/").content.decode()
        assert ["Le foncier" in page, "20\u00a0mai 2025" in page] == [True, True]
        assert [word in page for word in ("En confiance", "cr.txt", "dossier.pdf")] == [False] * 3
        assert "actions à accès restreint comprises&nbsp;: ils sont réservés" in page

    @pytest.mark.parametrize("kind", ["pdf", "pptx"])
    def test_its_file_is_for_those_who_follow_the_whole(self, client, committee, manager, kind):
        client.force_login(manager)
        refused = client.get(f"/comites/{committee.pk}/dossier.{kind}")
        assert refused.status_code == 403
        assert "Il est réservé à qui le suit en entier" in refused.content.decode()

    def test_those_of_elsewhere_do_not_find_it(self, client, committee):
        elsewhere = make_territory("Ailleurs", region=make_region("76", "Occitanie"))
        client.force_login(make_user(Role.PROJECT_MANAGER, territory=elsewhere))
        assert client.get(f"/comites/{committee.pk}/").status_code == 404

    def test_a_territory_that_leaves_the_region_comes_no_more(self, committee, territory, manager):
        there = make_committee(Plan(region=make_region("76", "Occitanie")))
        Territory.objects.filter(pk=territory.pk).update(lead_region="76")
        refresh([territory.place])
        manager = User.objects.get(pk=manager.pk)
        seen = Subject.objects.visible_to(manager).filter(kind="committee")
        assert [each.pk for each in seen] == [there.subject]
        assert list(Committee.objects.visible_to(manager)) == [there]

    def test_a_territory_lists_those_of_its_region(self, client, committee, territory, manager):
        own = make_committee(Plan(territory=territory), on=date(2025, 5, 19))
        plan = Plan(territory=territory)
        assert list(committees_of(plan)) == [own]
        assert list(committees_told(plan)) == [committee, own]
        assert list(committees_told(Plan(region=committee.region))) == [committee, own]
        assert list(committees_told(Plan())) == [committee]
        client.force_login(manager)
        page = client.get(plan.address("committees"))
        assert page.context["rows"] == [(committee, False), (own, True)]


class TestMembers:
    @pytest.fixture
    def official(self, territory) -> User:
        return make_user(Role.ELECTED_OFFICIAL, territory=territory)

    def test_they_are_told_what_becomes_of_it(self, region, official, coordinator):
        names = [str(official), str(coordinator), "CCI"]
        values = {"name": "Comité régional", "on": LATER, "members": names}

        committee = plan_committee(Plan(region=region), values=values, by=coordinator)
        committee = change_committee(committee, values={"agenda": "X"}, version=1, by=coordinator)
        change_committee(committee, values={"venue": "Lille"}, version=2, by=coordinator)
        assert mail.outbox == []
        step_committee(committee, "cancel", reason="Reporté", by=coordinator)
        step_committee(committee, "reopen", by=coordinator)
        about = f"\u00a0: Comité régional du 12\u00a0juin 2025, {region}"
        assert told(official) == [
            f"{coordinator} a prévu un comité dont vous êtes membre{about}",
            f"{coordinator} a changé la date, l’heure ou le lieu d’un comité dont vous êtes membre"
            + about,
            f"{coordinator} a annulé un comité dont vous êtes membre{about}",
            f"{coordinator} a remis au calendrier un comité dont vous êtes membre{about}",
        ]
        assert told(coordinator) == []

    def test_a_cancellation_leaves_at_once(self, region, official, coordinator):
        committee = make_committee(Plan(region=region), on=LATER, members=[str(official)])
        assert mail.outbox == []
        step_committee(committee, "cancel", by=coordinator)
        [message] = mail.outbox
        assert message.to == [official.email]
        assert message.subject.startswith(f"{coordinator} a annulé un comité dont vous êtes membre")

    def test_what_is_within_three_days_leaves_at_once(self, region, official):
        make_committee(Plan(region=region), on=SOON, members=[str(official)])
        assert [message.to for message in mail.outbox] == [[official.email]]

    def test_what_is_past_tells_nobody(self, region, official):
        committee = make_committee(Plan(region=region), members=[str(official)])
        step_committee(committee, "cancel", by=None)
        assert told(official) == []

    def test_who_becomes_a_member_is_told_that_it_is_planned(self, region, official, manager):
        committee = make_committee(Plan(region=region), on=LATER, members=[str(official)])
        values = {"members": [str(official), str(manager)], "on": date(2025, 6, 13)}
        change_committee(committee, values=values, version=1, by=None)
        sentences = {
            official: ["a prévu un comité", "a changé la date"],
            manager: ["a prévu un comité"],
        }
        for user, begun in sentences.items():
            lines = told(user)
            assert len(lines) == len(begun)
            assert all(words in line for words, line in zip(begun, lines, strict=True))
