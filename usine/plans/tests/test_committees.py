"""The committees of a plan: what becomes of one, who sees it, how its members are forgotten."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from usine.exchanges.operations import add_note
from usine.files.checking import Sent
from usine.files.models import Document
from usine.files.operations import attach, withdraw
from usine.ledger.queries import head_number
from usine.people.bodies import add_body
from usine.people.operations import forget
from usine.people.roles import Role
from usine.plans.committees.history import history
from usine.plans.committees.operations import (
    CommitteeChanged,
    change_committee,
    keep_minutes,
    plan_committee,
    step_committee,
)
from usine.plans.committees.queries import before, committees_of, usual_values
from usine.plans.committees.subjects import listings
from usine.plans.committees.words import payloads_naming
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.subjects.models import Subject
from usine.territories.places import outside
from usine.values.errors import Refused

from .factories import make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ON = date(2025, 5, 20)
MINUTES = Sent("Compte rendu.txt", b"Le comite decide.")


@pytest.fixture
def plan(territory) -> Plan:
    return Plan(territory=territory)


@pytest.fixture
def reader(territory):
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


def make_committee(plan: Plan, **values) -> Committee:
    return plan_committee(plan, values={"name": "Comité de projet", "on": ON, **values}, by=None)


def member_names(committee: Committee) -> list[str]:
    return [str(member) for member in committee.members.all()]


def facts(committee: Committee) -> list[tuple]:
    return [(fact.what, [tuple(line) for line in fact.lines]) for fact in history(committee)]


def test_a_committee_is_planned_with_what_is_known_of_it(plan, manager):
    values = {
        "name": "Comité technique",
        "on": date(2025, 6, 12),
        "starts_at": time(14, 30),
        "venue": "Mairie",
        "members": ["CCI", "Une personne"],
        "agenda": "Le foncier",
        "foreword": "Un printemps chargé.",
    }
    committee = plan_committee(plan, values=values, by=manager)
    assert str(committee) == "Comité technique du 12\xa0juin 2025"
    assert (committee.state, committee.hour, member_names(committee)) == (
        "planned",
        "14\xa0h\xa030",
        ["CCI", "Une personne"],
    )
    subject = Subject.objects.get(pk=committee.subject)
    assert (subject.title, subject.path, subject.place) == (
        "Comité technique du 12\xa0juin 2025, Pays de Saint-Omer",
        f"/comites/{committee.pk}/",
        plan.territory.place,
    )
    [(what, lines)] = facts(committee)
    assert what == "Comité prévu"
    assert lines == [
        ("Nom", "–", "Comité technique"),
        ("Date", "–", "12\xa0juin 2025"),
        ("Heure", "–", "14\xa0h\xa030"),
        ("Lieu", "–", "Mairie"),
        ("Membres", "–", "CCI, Une personne"),
        ("Ordre du jour", "–", "Le foncier"),
        ("Mot d’ouverture", "–", "Un printemps chargé."),
    ]


def test_a_change_tells_what_changed_and_nothing_when_nothing_did(plan):
    committee = make_committee(plan, members=["CCI"], starts_at=time(9))
    changed = change_committee(
        committee, values={"starts_at": None, "members": ["CCI", "Mairie"]}, version=1, by=None
    )
    assert (changed.version, changed.hour, member_names(changed)) == (2, "", ["CCI", "Mairie"])
    assert facts(committee)[0] == (
        "Comité modifié",
        [("Heure", "9\xa0h", "–"), ("Membres", "CCI", "CCI, Mairie")],
    )
    before_that = head_number()
    again = change_committee(changed, values={"members": ["CCI", "Mairie"]}, version=2, by=None)
    assert (again.version, head_number()) == (2, before_that)


def test_the_second_of_two_writers_is_told(plan):
    committee = make_committee(plan)
    change_committee(committee, values={"venue": "Mairie"}, version=1, by=None)
    with pytest.raises(CommitteeChanged):
        change_committee(committee, values={"venue": "Préfecture"}, version=1, by=None)
    committee.refresh_from_db()
    assert committee.venue == "Mairie"


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (["CCI", "cci"], "Un membre est nommé deux fois."),
        (["x" * 201], "Le nom d’un membre a 200 caractères au plus."),
        ([str(number) for number in range(61)], "Un comité a 60 membres au plus."),
    ],
)
def test_members_that_are_too_many_too_long_or_twice_there_are_refused(plan, members, why):
    with pytest.raises(Refused, match=why):
        make_committee(plan, members=members)
    assert not Committee.objects.exists()


def test_one_of_a_name_stands_a_day_in_a_plan(plan):
    committee = make_committee(plan)
    why = "Un comité de ce nom est déjà prévu ce jour-là."
    with pytest.raises(Refused, match=why):
        make_committee(plan, name="COMITÉ  de projet")
    with pytest.raises(IntegrityError), transaction.atomic():
        Committee.objects.create(
            territory=plan.territory, name="Autre", folded="comite de projet", on=ON
        )
    make_committee(Plan(region=plan.territory.lead_region))
    make_committee(Plan())
    with pytest.raises(Refused, match=why):
        make_committee(Plan())
    step_committee(committee, "cancel", by=None)
    again = make_committee(plan)
    with pytest.raises(Refused, match=why):
        step_committee(committee, "reopen", by=None)
    # A sign alone is a name too.
    assert make_committee(plan, name="!").folded == "!"
    assert again.pk != committee.pk


class TestSteps:
    def test_a_committee_meets_and_has_minutes(self, plan):
        committee = step_committee(make_committee(plan), "meet", by=None)
        assert committee.standing_minutes is None
        committee = keep_minutes(committee, sent=[MINUTES], by=None)
        first = committee.standing_minutes
        assert (first.name, first.subject_id) == ("Compte rendu.txt", committee.subject)
        assert committee.version == 3
        other = Sent("Compte rendu signé.txt", b"Signe.")
        committee = keep_minutes(committee, sent=[other], by=None)
        assert committee.standing_minutes.name == "Compte rendu signé.txt"
        # The former minutes are still a document of the committee.
        assert Document.objects.standing().filter(subject=committee.subject).count() == 2
        withdraw(committee.minutes, by=None)
        committee.refresh_from_db()
        assert committee.standing_minutes is None
        assert ("Compte rendu joint", [("Document", "–", "Compte rendu.txt")]) in facts(committee)

    def test_minutes_wait_for_the_meeting_and_are_one_document(self, plan):
        committee = make_committee(plan)
        with pytest.raises(Refused, match="Déclarez ce comité tenu"):
            keep_minutes(committee, sent=[MINUTES], by=None)
        step_committee(committee, "meet", by=None)
        with pytest.raises(Refused, match="un seul document"):
            keep_minutes(committee, sent=[MINUTES, Sent("b.txt", b"Autre.")], by=None)
        with pytest.raises(Refused, match="un seul document"):
            keep_minutes(committee, sent=[], by=None)
        assert not Document.objects.exists()

    def test_who_may_not_edit_has_no_file_checked(self, plan, reader):
        committee = step_committee(make_committee(plan), "meet", by=None)
        with pytest.raises(PermissionDenied):
            keep_minutes(committee, sent=[Sent("faux.pdf", b"MZ")], by=reader)

    def test_it_does_not_meet_before_its_day(self, plan):
        with pytest.raises(Refused, match="prévu le 12\xa0juin 2025"):
            step_committee(make_committee(plan, on=date(2025, 6, 12)), "meet", by=None)
        assert step_committee(make_committee(plan, on=date(2025, 5, 27)), "meet", by=None)

    def test_a_step_is_taken_from_the_states_that_allow_it(self, plan):
        committee = step_committee(make_committee(plan), "cancel", reason="Reporté", by=None)
        assert (history(committee)[0].what, history(committee)[0].reason) == (
            "Comité annulé",
            "Reporté",
        )
        for verb in ("cancel", "meet"):
            with pytest.raises(Refused, match="est déjà annulé"):
                step_committee(committee, verb, by=None)
        with pytest.raises(Refused, match="remettez-le au calendrier"):
            change_committee(committee, values={"venue": "Mairie"}, version=2, by=None)
        reopened = step_committee(committee, "reopen", by=None)
        assert (reopened.state, reopened.version) == ("planned", 3)
        assert step_committee(committee, "meet", by=None).state == "met"
        assert step_committee(committee, "reopen", by=None).state == "planned"

    def test_a_cancelled_one_is_no_longer_looked_for(self, plan):
        committee = make_committee(plan)
        matching = Subject.objects.filter(kind="committee").matching("projet")
        assert [subject.pk for subject in matching] == [committee.subject]
        step_committee(committee, "cancel", by=None)
        assert list(matching.all()) == []


class TestWhoSees:
    def test_each_sees_the_committees_of_the_plans_that_they_cover(self, plan, manager, reader):
        region, elsewhere = (
            plan.territory.lead_region,
            make_territory("Ailleurs", region=make_region("76", "Occitanie")),
        )
        of_territory, of_region, of_nation, other = (
            make_committee(each)
            for each in (plan, Plan(region=region), Plan(), Plan(territory=elsewhere))
        )
        coordinator = make_user(Role.REGIONAL_COORDINATOR, region=region)
        national = make_user(Role.NATIONAL_TEAM)
        expected = {
            manager: {of_territory, of_region},
            reader: {of_territory, of_region},
            coordinator: {of_territory, of_region, of_nation},
            national: {of_territory, of_region, of_nation, other},
            make_user(): set(),
        }
        for user, committees in expected.items():
            assert set(Committee.objects.visible_to(user)) == committees
            subjects = Subject.objects.filter(kind="committee").visible_to(user)
            assert {each.pk for each in subjects} == {each.subject for each in committees}

    def test_a_region_lists_those_of_its_territories(self, plan):
        region = plan.territory.lead_region
        of_territory, of_region, of_nation = (
            make_committee(each) for each in (plan, Plan(region=region), Plan())
        )
        assert set(committees_of(plan)) == {of_territory}
        assert set(committees_of(Plan(region=region))) == {of_territory, of_region}
        assert set(committees_of(Plan())) == {of_region, of_nation}

    def test_documents_and_notes_of_a_region_are_for_those_who_cover_it(self, plan, manager):
        committee = make_committee(Plan(region=plan.territory.lead_region))
        coordinator = make_user(Role.REGIONAL_COORDINATOR, region=plan.territory.lead_region)
        attach(committee.subject, sent=[MINUTES], by=coordinator)
        add_note(committee.subject, text="À relire", by=coordinator)
        assert Document.objects.visible_to(coordinator).count() == 1
        assert not Document.objects.visible_to(manager).exists()
        for user in (manager, make_user(Role.REGIONAL_COORDINATOR, region=make_region("76", "O"))):
            with pytest.raises(PermissionDenied):
                attach(committee.subject, sent=[MINUTES], by=user)
            with pytest.raises(PermissionDenied):
                add_note(committee.subject, text="Non", by=user)


class TestMembers:
    def test_their_names_name_accounts_and_bodies(self, plan):
        person, body = make_user(), add_body(name="CCI Littoral", by=None)
        backwards = f"{person.last_name} {person.first_name}"
        committee = make_committee(plan, members=[backwards, "CCI Littoral", "Le préfet"])
        assert [(each.person, each.body) for each in committee.members.all()] == [
            (person, None),
            (None, body),
            (None, None),
        ]
        assert [each.names_body for each in committee.members.all()] == [False, True, False]

    def test_a_person_who_is_forgotten_leaves_them(self, plan):
        person, other = make_user(), make_user()
        backwards = f"{person.last_name} {person.first_name}"
        committee = make_committee(plan, members=[str(person), "CCI"])
        change_committee(committee, values={"members": ["CCI", backwards]}, version=1, by=None)
        make_committee(plan, on=date(2025, 4, 1), members=["CCI"])
        assert list(payloads_naming(person)) == [committee.subject]
        assert len(payloads_naming(person)[committee.subject]) == 2
        assert payloads_naming(other) == {}
        name = person.last_name
        assert name in str(facts(committee))
        forget(person, by=None, reason="À sa demande")
        assert member_names(committee) == ["CCI"]
        assert name not in str(facts(committee))

    def test_one_begins_with_those_of_the_last_committee(self, plan, manager, reader):
        coordinator = make_user(Role.REGIONAL_COORDINATOR, region=plan.territory.lead_region)
        people = [str(each) for each in (manager, reader, coordinator)]
        assert usual_values(plan) == {"name": "Comité de projet", "members": people}
        region = Plan(region=plan.territory.lead_region)
        assert usual_values(region) == {"name": "Comité régional", "members": people[2:]}
        assert usual_values(Plan()) == {"name": "Comité national", "members": []}
        make_committee(plan, name="Copil", members=["CCI"])
        assert usual_values(plan) == {"name": "Copil", "members": ["CCI"]}


def test_the_one_before_stood_and_is_of_the_same_plan(plan):
    first = make_committee(plan, on=date(2025, 1, 10))
    cancelled = make_committee(plan, on=date(2025, 3, 10))
    step_committee(cancelled, "cancel", by=None)
    make_committee(Plan(region=plan.territory.lead_region), on=date(2025, 3, 11))
    last = make_committee(plan)
    assert before(last, last.on) == first
    assert before(last, first.on) is None
    assert before(first, first.on) is None


def test_those_of_some_places_are_listed_again(plan):
    region = plan.territory.lead_region
    of_territory, of_region, of_nation = (
        make_committee(each) for each in (plan, Plan(region=region), Plan())
    )
    for places, committees in (
        ([plan.territory.place], [of_territory, of_region]),
        ([outside(region.pk)], [of_region]),
        (None, [of_territory, of_region, of_nation]),
    ):
        assert [each.key for each in listings(places)] == [each.subject for each in committees]
