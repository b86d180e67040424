"""Several people write about people at the same moment: each thing is done once, or refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people import bodies, operations
from usine.people.enlistment import Newcomer, enlist
from usine.people.models import Mandate, Organisation, User
from usine.people.rights import MANAGE
from usine.people.roles import Role
from usine.people.standing_in import OWN_SEAT, STANDS_IN
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_territory, make_user

TODAY = datetime(2025, 5, 27, 10, tzinfo=UTC)


def end(user: User, by: User) -> None:
    operations.end_mandate(user.mandates.get(), on=TODAY.date(), by=by)


def deactivate(user: User, by: User) -> None:
    operations.deactivate(user, by=by)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("remove", [end, deactivate])
def test_of_two_who_remove_each_other_one_stays(remove):
    one, other = make_user(Role.NATIONAL_TEAM), make_user(Role.NATIONAL_TEAM)
    start = Barrier(2)

    def try_to(user: User, by: User) -> str:
        try:
            with clock.set_to(TODAY):
                # What each may do is read before either has written.
                assert by.grants.nation(MANAGE)
                start.wait(timeout=30)
                remove(user, by)
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        done, refused = sorted(pool.map(try_to, (one, other), (other, one)))

    assert done == ""
    assert "Plus personne ne gérerait durablement les comptes" in refused


def at_once(*writes) -> list[str]:
    """Each write at the same moment, in a thread of its own; the sentences of those refused."""
    start = Barrier(len(writes))

    def attempt(write) -> str:
        try:
            with clock.set_to(TODAY):
                start.wait(timeout=30)
                write()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(writes)) as pool:
        return sorted(sentence for sentence in pool.map(attempt, writes) if sentence)


def events(verb: str) -> int:
    return Event.objects.filter(verb=f"people.{verb}").count()


NEWCOMER = {"email": "ada@exemple.fr", "first_name": "Ada", "last_name": "L"}
TAKEN = "Un compte existe déjà avec cette adresse."
TODAY_READER = {"role": Role.READER, "starts_on": TODAY.date()}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_is_asked_many_times_at_once_is_done_once():
    """Of three who do the same, one does it, and the others are told why not."""
    make_user(Role.NATIONAL_TEAM)
    someone, closed = make_user(), make_user()
    operations.deactivate(closed, by=None)
    ended = operations.grant_mandate(make_user(), **TODAY_READER, by=None)
    cancelled = operations.grant_mandate(make_user(), **TODAY_READER, by=None)
    last_day = date(2025, 12, 31)
    listed = [Newcomer("bob@exemple.fr", "Bob", "B", Role.READER, TODAY.date())]
    already = "Cette personne a déjà ce mandat à ces dates."
    listed_twice = "Adresses qui ont déjà un compte, ou données deux fois\u00a0: bob@exemple.fr."

    for write, sentences in (
        (lambda: operations.create_user(**NEWCOMER, by=None), {TAKEN}),
        (lambda: operations.grant_mandate(someone, **TODAY_READER, by=None), {already}),
        (
            lambda: operations.end_mandate(ended, on=last_day, by=None),
            {"Ce mandat prend déjà fin ce jour-là."},
        ),
        (lambda: operations.cancel_mandate(cancelled, by=None), {"Ce mandat a été retiré."}),
        (lambda: operations.deactivate(someone, by=None), {"Ce compte est déjà désactivé."}),
        (lambda: operations.reactivate(closed, by=None), {"Ce compte est déjà actif."}),
        (lambda: enlist(listed, by=None), {TAKEN, listed_twice}),
    ):
        refused = at_once(write, write, write)
        assert len(refused) == 2
        assert set(refused) <= sentences

    assert User.objects.filter(email__in=["ada@exemple.fr", "bob@exemple.fr"]).count() == 2
    assert someone.mandates.count() == 1
    done = ("enlist", "end_mandate", "cancel_mandate", "reactivate")
    assert [events(verb) for verb in done] == [1, 1, 1, 1]
    assert verify() == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_invitation_sent_many_times_at_once_opens_one_account():
    refused = at_once(*[lambda: operations.invite(**NEWCOMER, **TODAY_READER, by=None)] * 3)
    assert len(refused) == 2
    assert set(refused) <= {TAKEN, "Cette personne a déjà ce mandat à ces dates."}
    assert User.objects.get(email="ada@exemple.fr").mandates.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_seat_given_to_two_people_at_once_is_given_to_one():
    place = make_territory()
    grants = [
        partial(
            operations.grant_mandate,
            make_user(),
            Role.PROJECT_MANAGER,
            place=place,
            starts_on=TODAY.date(),
            beside=[],
            by=None,
        )
        for _ in range(2)
    ]
    [refused] = at_once(*grants)
    assert "vient d’être donné à quelqu’un d’autre" in refused
    assert Mandate.objects.on(place).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_mandate_is_not_given_to_an_account_that_closes_meanwhile():
    someone = make_user()
    refused = at_once(
        lambda: operations.deactivate(someone, by=None),
        lambda: operations.grant_mandate(someone, **TODAY_READER, by=None),
    )
    verbs = ["people.deactivate", "people.grant_mandate"]
    order = list(Event.objects.filter(verb__in=verbs).values_list("verb", flat=True))
    if refused:
        assert (order, someone.mandates.count()) == (verbs[:1], 0)
    else:
        assert order == verbs[::-1]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_body_typed_twice_at_once_is_one_body():
    """Two people are given a mandate for the same body, which nobody knew."""
    people = [make_user(), make_user()]
    grants = [
        partial(operations.grant_mandate, each, **TODAY_READER, organisation=name, by=None)
        for each, name in zip(people, ("CA du Pays", "ca du  pays"), strict=True)
    ]
    assert at_once(*grants) == []
    body = Organisation.objects.get()
    assert [each.mandates.get().organisation for each in people] == [body, body]
    assert events("add_body") == 1

    join = partial(bodies.join_body, people[0], body, starts_on=TODAY.date(), by=None)
    assert at_once(join, join) == ["Cette personne appartient déjà à cet organisme à ces dates."]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_seat_and_its_deputyship_at_once():
    person, place = make_user(), make_territory()
    days = {"starts_on": TODAY.date(), "ends_on": date(2025, 12, 31)}
    [refused] = at_once(
        *(
            partial(operations.grant_mandate, person, role, place=place, by=None, **days)
            for role in (Role.PROJECT_MANAGER, Role.DEPUTY)
        )
    )
    assert refused in {OWN_SEAT, STANDS_IN}
    assert person.mandates.count() == 1
