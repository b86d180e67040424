"""Who opens and sends the pages of accounts and mandates."""

from datetime import date

from tests.routes import Answers, Route, everyone, here, only, signed_in, these
from tests.world import ANY_MANAGERS, MANAGERS, OUT, SIGNED_IN, Actor, World
from usine.people.models import Mandate, Membership, Organisation
from usine.values import clock

from .calls import (
    DEPUTISERS,
    a_deputy,
    a_leaver,
    a_parting,
    a_passing_on,
    a_period,
    body,
    membership,
)


def mandate_here(world: World) -> dict:
    """Of a role that several may have: a seat that is taken is asked about first."""
    return {
        "role": "deputy",
        "territory": world.here.territory.pk,
        "starts_on": "2023-12-01",
        "ends_on": "2023-12-31",
        "reason": "Nommée plus tôt.",
    }


def a_mandate(world: World) -> list:
    return [world.here.person.mandates.get().pk]


ALREADY_IN: Answers = these(SIGNED_IN, 302) | these(OUT, 200)


def a_body(world: World) -> list:
    return [body().pk]


def a_membership(world: World) -> list:
    return [membership(world.there.person, date(2025, 1, 2)).pk]


NATION = frozenset({Actor.NATIONAL})

ROUTES = [
    Route("people:sign_in", get=ALREADY_IN, post=ALREADY_IN),
    Route("people:sign_out", post=signed_in(302)),
    Route("people:account", get=signed_in()),
    Route("people:change_password", get=signed_in(), post=signed_in()),
    Route("people:forgotten_password", get=everyone(), post=everyone()),
    Route("people:forgotten_password_sent", get=everyone()),
    Route(
        "people:choose_password",
        get=everyone(),
        post=everyone(),
        at=lambda world: ["inconnu", "jeton"],
    ),
    Route("people:people", get=only(ANY_MANAGERS)),
    Route(
        "people:invite",
        get=only(ANY_MANAGERS),
        # Who manages elsewhere is not offered the places that are here.
        post=only(ANY_MANAGERS) | these(MANAGERS, 302),
        data=lambda world: {
            "email": "nouvelle@exemple.fr",
            "first_name": "N",
            "last_name": "N",
            **mandate_here(world),
        },
        once=lambda world: Mandate.objects.filter(user__email="nouvelle@exemple.fr"),
        mails=1,
    ),
    Route(
        "people:person",
        get=only(MANAGERS) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=here("person"),
    ),
    Route(
        "people:grant_mandate",
        get=only(MANAGERS) | {Actor.COORDINATOR_ELSEWHERE: 404},
        post=only(MANAGERS, 302) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=here("person"),
        data=mandate_here,
        once=lambda world: world.here.person.mandates.filter(role="deputy"),
        mails=1,
    ),
    Route(
        "people:send_invitation",
        post=only(MANAGERS, 302) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=here("person"),
    ),
    Route(
        "people:deactivate",
        get=only(frozenset({Actor.NATIONAL})),
        post=only(frozenset({Actor.NATIONAL}), 302),
        at=here("person"),
    ),
    Route(
        "people:forget",
        get=only(NATION),
        post=only(NATION, 302),
        at=lambda world: [world.users[Actor.NOBODY].pk],
        data=lambda world: {"reason": "Demande de la personne."},
    ),
    Route("people:reactivate", post=only(frozenset({Actor.NATIONAL}), 302), at=here("closed")),
    Route(
        "people:end_mandate",
        get=only(MANAGERS) | {Actor.COORDINATOR_ELSEWHERE: 404},
        post=only(MANAGERS, 302) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=a_mandate,
        data=lambda world: {"on": clock.today().isoformat()},
    ),
    Route(
        "people:deputies",
        get=only(DEPUTISERS),
        post=only(DEPUTISERS, 302),
        at=here("territory"),
        data=lambda world: {
            "email": "nouvelle@exemple.fr",
            "first_name": "N",
            "last_name": "N",
            **{name: day.isoformat() for name, day in a_period().items()},
        },
        once=lambda world: Mandate.objects.filter(user__email="nouvelle@exemple.fr"),
        mails=1,
    ),
    Route(
        "people:end_deputy",
        get=only(DEPUTISERS),
        post=only(DEPUTISERS, 302),
        at=lambda world: [a_deputy(world).pk],
        data=lambda world: {"on": clock.today().isoformat()},
    ),
    Route(
        "people:take_back_deputy",
        post=only(DEPUTISERS, 302),
        at=lambda world: [a_deputy(world).pk],
    ),
    Route(
        "people:hand_over",
        get=only(DEPUTISERS),
        post=only(DEPUTISERS, 302),
        at=lambda world: [a_leaver(world).pk],
        data=lambda world: {"to": world.users[Actor.MANAGER].pk},
    ),
    Route(
        "people:leave_to_place",
        post=only(DEPUTISERS, 302),
        at=lambda world: [a_parting(world).pk],
    ),
    Route(
        "people:take_back_over",
        post=only(DEPUTISERS, 302),
        at=lambda world: [a_mandate(world)[0], a_passing_on(world)],
    ),
    Route(
        "people:join_body",
        get=only(NATION),
        post=only(NATION, 302),
        at=here("person"),
        data=lambda world: {"body": a_body(world)[0], "starts_on": "2025-01-02"},
        once=lambda world: Membership.objects.filter(user=world.here.person),
    ),
    Route(
        "people:leave_body",
        get=only(NATION),
        post=only(NATION, 302),
        at=a_membership,
        data=lambda world: {"on": "2025-12-31", "reason": "Partie."},
    ),
    Route("people:bodies", get=only(NATION)),
    Route(
        "people:add_body",
        get=only(NATION),
        post=only(NATION, 302),
        data=lambda world: {"name": "Un nouvel organisme"},
        once=lambda world: Organisation.objects.filter(name="Un nouvel organisme"),
    ),
    Route(
        "people:change_body",
        get=only(NATION),
        post=only(NATION, 302),
        at=a_body,
        data=lambda world: {"name": "Un autre nom"},
    ),
    Route(
        "people:cancel_mandate",
        post=only(MANAGERS, 302) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=a_mandate,
    ),
]
