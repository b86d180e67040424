"""A decision that is asked of several: one ask each, told as one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from usine.asks.addressing import Addressee, a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, redirect, resume, withdraw
from usine.asks.queries import to_do
from usine.ledger.models import Event
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.committees.decisions import decide, withdraw_decision
from usine.plans.committees.followed import decisions_of
from usine.plans.committees.paper import paper_of
from usine.plans.committees.rules import MOST_MEMBERS, addressees_refusal
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.values.errors import Refused

from .factories import make_territory, make_user
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DUE = date(2025, 6, 30)
FRICHE = "Acheter la friche"


@pytest.fixture
def committee(territory) -> Committee:
    return make_committee(Plan(territory=territory))


@pytest.fixture
def elected(territory) -> User:
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


@pytest.fixture
def industrialist(territory) -> User:
    return make_user(Role.INDUSTRIALIST, territory=territory)


def decided(committee, *to: Addressee, text=FRICHE, by=None):
    return decide(committee, text=text, to=to, due_on=DUE, by=by)


def told(committee, reader=None) -> dict[str, list[str]]:
    decisions = decisions_of(committee, reader=reader)
    return {str(each.decision): list(map(str, each.follow_ups)) for each in decisions}


def test_each_is_asked_and_answers_alone(committee, manager, elected, industrialist):
    role = a_role(Role.INDUSTRIALIST, committee.territory)
    decided(committee, a_person(elected), role, by=manager)
    assert Event.objects.filter(verb="plans.decide").count() == 1
    [ask] = to_do(elected)
    assert [each.text for each in to_do(industrialist)] == [FRICHE]
    answer(ask, outcome="done", by=elected)
    assert told(committee) == {
        FRICHE: [f"{elected}\xa0: C’est fait", "Industriel du binôme\xa0: attendue"],
    }
    assert to_do(industrialist).count() == 1


def test_nobody_is_asked_twice_and_somebody_is(committee, elected):
    decided(committee, a_person(elected), a_person(elected))
    assert told(committee) == {FRICHE: [f"{elected}\xa0: attendue"]}
    with pytest.raises(Refused, match="Choisissez à qui"):
        decided(committee, text="Vendre")


@pytest.mark.parametrize(
    ("count", "refused"), [(0, True), (1, False), (MOST_MEMBERS, False), (MOST_MEMBERS + 1, True)]
)
def test_of_how_many_one_is_asked(count, refused):
    assert bool(addressees_refusal(count)) is refused


def test_one_who_cannot_answer_leaves_nothing(committee, elected):
    with pytest.raises(Refused):
        decided(committee, a_person(elected), a_person(make_user(Role.READER)))
    assert (told(committee), Ask.objects.count()) == ({}, 0)


def test_what_one_passes_on_is_told_of_whoever_has_it(committee, manager, elected, industrialist):
    decided(committee, a_person(elected), a_person(manager))
    [ask] = to_do(elected)
    redirect(ask, to=a_person(industrialist), by=elected)
    others = [f"{manager}\xa0: attendue"]
    assert told(committee) == {FRICHE: [f"{industrialist}\xa0: attendue", *others]}
    resume(ask, by=elected)
    assert told(committee) == {FRICHE: [f"{elected}\xa0: attendue", *others]}
    [ask] = to_do(elected)
    withdraw(ask, by=None)
    assert told(committee) == {FRICHE: [f"{elected}\xa0: Retirée", *others]}


def test_taking_it_back_takes_all_of_it(committee, manager, elected, industrialist):
    decision = decided(committee, a_person(elected), a_person(industrialist), by=manager)
    withdraw_decision(decision, by=manager)
    assert (told(committee), to_do(elected).count(), to_do(industrialist).count()) == ({}, 0, 0)


def test_the_form_asks_those_that_are_ticked(client, committee, manager, elected, industrialist):
    client.force_login(manager)
    address = f"/comites/{committee.pk}/decisions/ajouter/"
    roles = [
        a_role(role, committee.territory) for role in (Role.ELECTED_OFFICIAL, Role.INDUSTRIALIST)
    ]
    sent = {"text": FRICHE, "to": [each.key for each in roles], "due_on": "2025-06-30"}
    page = client.post(address, sent, follow=True).content.decode()
    for ask, role in zip(Ask.objects.order_by("pk"), roles, strict=True):
        assert f'{role.who}&nbsp;: <a href="/a-faire/{ask.pk}/">attendue' in page
    assert page.count("Retirer") == 1
    nobody = client.post(address, {**sent, "text": "Vendre", "to": []})
    assert nobody.context["form"].errors == {"to": ["Cochez au moins une ligne."]}


def test_the_next_file_tells_the_state_of_each(committee, elected, manager):
    decided(committee, a_person(elected), a_person(manager))
    following = make_committee(Plan(territory=committee.territory), on=date(2025, 5, 27))
    table, _ = paper_of(following, day=date(2025, 5, 27)).sections[1].blocks
    assert [[cell.text for cell in row] for row in table.rows] == [
        [FRICHE, f"{elected}\xa0: attendue\n{manager}\xa0: attendue", "30\xa0juin 2025"]
    ]


class TestParts:
    """A region decides, and asks several of its territories."""

    @pytest.fixture
    def other(self, territory):
        return make_territory("Calaisis", region=territory.lead_region)

    @pytest.fixture
    def there(self, other) -> User:
        return make_user(Role.PROJECT_MANAGER, territory=other)

    @pytest.fixture
    def regional(self, territory) -> Committee:
        return make_committee(Plan(region=territory.lead_region))

    @pytest.fixture
    def seats(self, territory, other, manager, there) -> list[Addressee]:
        return [a_role(Role.PROJECT_MANAGER, place) for place in (territory, other)]

    def test_who_holds_it_reads_it_as_one(self, regional, seats, there):
        decided(regional, *seats)
        [ask] = to_do(there)
        answer(ask, outcome="done", by=there)
        assert told(regional) == {
            FRICHE: [f"{seats[0]}\xa0: attendue", f"{seats[1]}\xa0: C’est fait"]
        }

    def test_each_territory_reads_its_own(self, client, regional, seats, manager, there):
        decided(regional, *seats)
        for user, seat in zip((manager, there), seats, strict=True):
            assert told(regional, reader=user) == {FRICHE: [f"{seat}\xa0: attendue"]}
            [ask] = to_do(user)
            client.force_login(user)
            page = client.get(ask.subject.path).content.decode()
            assert page.count(FRICHE) == 2  # once for those who hear pages
            anchor = ask.subject.path.partition("#")[2]
            assert f'id="{anchor}"' in page

    def test_its_page_has_the_place_of_each(self, client, regional, seats):
        decided(regional, *seats)
        client.force_login(make_user(Role.NATIONAL_TEAM))
        page = client.get(regional.get_absolute_url()).content.decode()
        for each in regional.decisions.all():
            assert page.count(f'id="decision-{each.pk}"') == 1

    def test_it_is_decided_once_and_taken_back_whole(self, regional, seats):
        decision = decided(regional, *seats)
        assert regional.decisions.count() == 2
        with pytest.raises(Refused, match="déjà prise"):
            decided(regional, seats[1])
        last = regional.decisions.last()
        withdraw_decision(last, by=None)
        assert told(regional) == {}
        with pytest.raises(Refused, match="déjà retirée"):
            withdraw_decision(decision, by=None)

    def test_many_cost_as_many_queries(self, client, regional, seats, territory):
        client.force_login(make_user(Role.NATIONAL_TEAM))

        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(regional.get_absolute_url())
            return len(queries)

        decided(regional, seats[0])
        count()  # the first one reads what the process keeps
        few = count()
        decided(regional, *seats, text="Vendre")
        assert count() == few
