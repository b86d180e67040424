"""How each operation of people is called, and who may."""

from datetime import date, timedelta

from django.apps import apps

from tests.calls import Arguments, Call, taking
from tests.world import ANY_MANAGERS, MANAGERS, Actor, World
from usine.people import bodies, enlistment, leaving, operations, standing_in
from usine.people.models import Mandate, Membership, Organisation, User
from usine.people.roles import Role
from usine.values import clock

from .factories import make_user

# The project manager names deputies too.
DEPUTISERS = MANAGERS | {Actor.MANAGER}
NATION = frozenset({Actor.NATIONAL})
NAMED = {"email": "nouvelle@exemple.fr", "first_name": "N", "last_name": "N"}


def place(world: World, kind: str) -> dict:
    match kind:
        case "territory":
            return {"place": world.here.territory}
        case "region":
            return {"place": world.here.territory.lead_region}
    return {}


def here(world: World) -> dict:
    return place(world, "territory")


def a_period() -> dict:
    return {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=30)}


def a_deputy(world: World) -> Mandate:
    """The mandate of a deputy who begins today."""
    given = {**a_period(), **here(world)}
    there = Mandate.objects.on(world.here.territory).filter(role=Role.DEPUTY, cancelled_at=None)
    running = there.filter(starts_on=clock.today()).first()
    return running or operations.grant_mandate(make_user(), Role.DEPUTY, **given, by=None)


def a_leaver(world: World) -> Mandate:
    """The mandate of somebody who follows an action here."""
    person, filled = world.here.person, world.here.filled
    plain = type(filled).objects.filter(linked__action=filled)
    plain.update(referent=str(person), referent_account=person)
    return person.mandates.get()


def a_parting(world: World) -> Mandate:
    """The last day of a deputy who kept a view of the plan for themselves."""
    territory = world.here.territory
    deputy = make_user(Role.DEPUTY, territory=territory, ends_on=clock.today())
    views = apps.get_model("plans", "SavedView").objects
    views.create(owner=deputy, territory=territory, name="Les miennes", folded="les miennes")
    return deputy.mandates.get()


def a_passing_on(world: World) -> int:
    """The event by which somebody else follows the action."""
    to = world.users[Actor.MANAGER]
    return leaving.hand_over(a_leaver(world), to=to, by=None).number


def a_mandate(kind: str):
    def mandate(world: World) -> Arguments:
        return taking(
            world.here.manager, Role.READER, starts_on=clock.today(), **place(world, kind)
        )

    return mandate


def an_invitation(world: World) -> Arguments:
    starts = {"role": Role.READER, "starts_on": clock.today()}
    return taking(**NAMED, **starts, **place(world, "territory"))


def a_list(kind: str):
    def newcomers(world: World) -> Arguments:
        starts = {"role": Role.READER, "starts_on": clock.today()}
        return taking([enlistment.Newcomer(**NAMED, **starts, **place(world, kind))])

    return newcomers


def a_mandate_held(world: World) -> Arguments:
    return taking(world.here.person.mandates.get())


def the_mandate(world: World) -> Arguments:
    return taking(world.here.person.mandates.get(), on=clock.today())


def a_mandate_of_today(world: World) -> Arguments:
    world.here.person.mandates.update(starts_on=clock.today())
    return a_mandate_held(world)


def somebody_without_mandate(world: World) -> Arguments:
    return taking(world.users[Actor.NOBODY], reason="Demande de la personne.")


def body() -> Organisation:
    named = Organisation.objects.filter(name="Un organisme").first()
    return named or bodies.add_body(name="Un organisme", by=None)


def membership(person: User, start: date = date(2023, 1, 2)) -> Membership:
    running = person.memberships.filter(starts_on=start).first()
    return running or bodies.join_body(person, body(), starts_on=start, by=None)


CALLS = [
    Call(operations.create_user, ANY_MANAGERS, lambda world: taking(**NAMED)),
    Call(operations.invite, MANAGERS, an_invitation),
    Call(operations.deactivate, NATION, lambda world: taking(world.here.person)),
    Call(operations.forget, NATION, somebody_without_mandate),
    Call(operations.reactivate, NATION, lambda world: taking(world.here.closed)),
    Call(operations.grant_mandate, MANAGERS, a_mandate("territory"), note="on a territory"),
    Call(operations.grant_mandate, NATION, a_mandate("region"), note="on a region"),
    Call(operations.grant_mandate, NATION, a_mandate("nation"), note="on the nation"),
    Call(
        operations.grant_mandate,
        DEPUTISERS,
        lambda world: taking(world.here.person, Role.DEPUTY, **a_period(), **here(world)),
        note="of a deputy",
    ),
    Call(
        operations.invite,
        DEPUTISERS,
        lambda world: taking(**NAMED, role=Role.DEPUTY, **a_period(), **here(world)),
        note="a deputy",
    ),
    Call(
        operations.end_mandate,
        DEPUTISERS,
        lambda world: taking(a_deputy(world), on=clock.today()),
        note="of a deputy",
    ),
    Call(
        operations.cancel_mandate,
        DEPUTISERS,
        lambda world: taking(a_deputy(world)),
        note="of a deputy",
    ),
    Call(operations.welcome_again, MANAGERS, a_mandate_held),
    Call(operations.end_mandate, MANAGERS, the_mandate),
    Call(operations.cancel_mandate, MANAGERS, a_mandate_of_today),
    Call(enlistment.enlist, MANAGERS, a_list("territory"), note="on a territory"),
    Call(enlistment.enlist, NATION, a_list("region"), note="on a region"),
]

CALLS += [
    Call(
        leaving.hand_over,
        DEPUTISERS,
        lambda world: taking(a_leaver(world), to=world.users[Actor.MANAGER]),
    ),
    Call(leaving.leave_to_place, DEPUTISERS, lambda world: taking(a_parting(world))),
    Call(
        leaving.take_back_over,
        DEPUTISERS,
        lambda world: taking(a_leaver(world), event=a_passing_on(world)),
    ),
]

CALLS += [
    Call(bodies.add_body, NATION, lambda world: taking(name="Un organisme")),
    Call(bodies.change_body, NATION, lambda world: taking(body(), name="Un nom", siren="")),
    Call(
        bodies.join_body,
        NATION,
        lambda world: taking(world.here.person, body(), starts_on=clock.today()),
    ),
    Call(
        bodies.leave_body,
        NATION,
        lambda world: taking(membership(world.here.person), on=clock.today()),
    ),
]

UNASKED: dict = {
    bodies.body_given: "called inside operations that have asked who may give a mandate",
    bodies.body_numbered: "called inside operations that have asked who may apply to a call",
    standing_in.check_named: "refuses on top of the right, which the operation has asked",
    standing_in.move_end: "called inside operations that have asked who may end the mandate",
    standing_in.take_back: "called inside operations that have asked who may end the mandate",
    standing_in.end_with_seat: "called inside operations that have asked who may end the seat",
}
