"""Every route, where it leads in the world of the tests of access, and who is answered what.

To add a route, add a line: its name, the arguments of its address, what each actor is answered to a
GET, and to a POST with which data. A route that is not here fails `tests/test_access.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from usine.values import clock

from .world import (
    ANY_MANAGERS,
    EDITORS,
    EVERYONE,
    MANAGERS,
    OUT,
    READERS,
    SIGNED_IN,
    Actor,
    World,
)

SIGN_IN = "sign in"
Outcome = int | str
Answers = dict[Actor, Outcome]


def these(actors: frozenset[Actor], outcome: Outcome) -> Answers:
    return dict.fromkeys(actors, outcome)


def everyone(status: int = 200) -> Answers:
    return these(EVERYONE, status)


def only(actors: frozenset[Actor], status: int = 200, others: int = 403) -> Answers:
    """These are answered so, the others otherwise, those who are out are asked to sign in."""
    return these(SIGNED_IN, others) | these(actors, status) | these(OUT, SIGN_IN)


def signed_in(status: int = 200) -> Answers:
    return only(SIGNED_IN, status)


NOT_ALLOWED = 405


@dataclass(frozen=True)
class Route:
    """`at` gives the arguments of its address, `data` what a POST sends; both know the world."""

    name: str
    get: Answers | None = None
    post: Answers | None = None
    at: Callable[[World], list] = lambda world: []
    query: str = ""
    data: Callable[[World], dict] = lambda world: {}
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.note}".strip()

    def answers(self, method: str) -> Answers:
        asked, other = (self.get, self.post) if method == "GET" else (self.post, self.get)
        if asked is None:
            # A method that is not there: told so, unless one is asked to sign in first.
            asked = {
                actor: SIGN_IN if outcome == SIGN_IN else NOT_ALLOWED
                for actor, outcome in (other or {}).items()
            }
        if method == "POST":
            # What was sent is not lost by going to the page where one signs in.
            asked = {who: 403 if what == SIGN_IN else what for who, what in asked.items()}
        return asked


def here(name: str) -> Callable[[World], list]:
    """The address of something that is here: "territory", "region", "action", "person"…"""

    def address(world: World) -> list:
        match name:
            case "territory":
                return [world.here.territory.slug]
            case "region":
                return [world.here.territory.lead_region.slug]
        return [getattr(world.here, name).pk]

    return address


def file_of(name: str) -> Callable[[World], list]:
    return lambda world: [*here(name)(world), "csv"]


TYPED_ACTION = {"title": "Une action", "axis": "foncier", "priority": "normal"}
TODAY = {"effective_on": clock.today().isoformat()}


def mandate_here(world: World) -> dict:
    """Before anybody held it: a seat that is taken is asked about first."""
    return {
        "role": "elected_official",
        "territory": world.here.territory.pk,
        "starts_on": "2023-01-02",
        "ends_on": "2023-06-30",
    }


def a_mandate(world: World) -> list:
    return [world.here.person.mandates.get().pk]


PORTAL = [
    Route("portal:home", get=everyone()),
    Route("portal:landing", get=signed_in(302)),
    Route("portal:search", get=everyone(), query="?lieu=ici"),
    Route("portal:suggestions", get=everyone(), query="?lieu=ici"),
    Route("portal:territories", get=everyone()),
    Route("portal:territories_csv", get=everyone()),
    Route("portal:territory", get=everyone(), at=here("territory")),
    Route("portal:site_map", get=everyone()),
    Route("portal:accessibility", get=everyone()),
    Route("portal:legal", get=everyone()),
    Route("portal:healthz", get=everyone()),
    Route("portal:robots", get=everyone()),
    Route("portal:favicon", get=everyone(301)),
]

ALREADY_IN: Answers = these(SIGNED_IN, 302) | these(OUT, 200)
PEOPLE = [
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
    Route("people:reactivate", post=only(frozenset({Actor.NATIONAL}), 302), at=here("closed")),
    Route(
        "people:end_mandate",
        get=only(MANAGERS) | {Actor.COORDINATOR_ELSEWHERE: 404},
        post=only(MANAGERS, 302) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=a_mandate,
        data=lambda world: {"on": clock.today().isoformat()},
    ),
    Route(
        "people:cancel_mandate",
        post=only(MANAGERS, 302) | {Actor.COORDINATOR_ELSEWHERE: 404},
        at=a_mandate,
    ),
]

NATION = frozenset({Actor.NATIONAL})
REGION = frozenset({Actor.COORDINATOR, Actor.NATIONAL})
# The one plan of a mandate opens at once; the others are offered a list.
ONE_PLAN = SIGNED_IN - {Actor.NOBODY, Actor.ENDED}
PLANS = [
    Route("plans:mine", get=signed_in() | these(ONE_PLAN, 302)),
    Route("plans:national_plan", get=only(NATION)),
    Route("plans:national_export", get=only(NATION), at=lambda world: ["csv"]),
    Route("plans:region_plan", get=only(REGION), at=here("region")),
    Route("plans:region_export", get=only(REGION), at=file_of("region")),
    Route("plans:territory_plan", get=only(READERS), at=here("territory")),
    Route("plans:territory_export", get=only(READERS), at=file_of("territory")),
    Route(
        "plans:territory_export",
        note="as a workbook",
        get=only(READERS),
        at=lambda world: [world.here.territory.slug, "xlsx"],
    ),
    Route("plans:confirm_plan", get=only(EDITORS), post=only(EDITORS, 302), at=here("territory")),
    Route(
        "plans:create",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("territory"),
        data=lambda world: TYPED_ACTION | TODAY | {"status": "to_start"},
    ),
    Route("plans:action", get=everyone(), at=here("action")),
    Route("plans:action", note="withdrawn", get=everyone(), at=here("withdrawn")),
    Route(
        "plans:action",
        note="restricted",
        get=everyone(404) | these(READERS, 200),
        at=here("restricted"),
    ),
    Route(
        "plans:change",
        get=only(EDITORS),
        post=only(EDITORS),  # with nothing read before: the form again
        at=here("action"),
        data=lambda world: TYPED_ACTION,
    ),
    Route(
        "plans:change",
        note="restricted",
        get=only(EDITORS, others=404) | these(READERS - EDITORS, 403),
        post=only(EDITORS, others=404) | these(READERS - EDITORS, 403),
        at=here("restricted"),
    ),
    Route(
        "plans:step",
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: {"verb": "start"},
    ),
    Route(
        "plans:step",
        note="restricted",
        post=only(EDITORS, 302, others=404) | these(READERS - EDITORS, 403),
        at=here("restricted"),
        data=lambda world: {"verb": "start"},
    ),
    Route(
        "plans:correct_status",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, world.here.status_change.pk],
        data=lambda world: TODAY | {"status": "done", "reason": "Vérifié"},
    ),
    Route("plans:confirm", post=only(EDITORS, 302), at=here("action")),
    Route(
        "plans:withdraw",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: {"reason": "Doublon"},
    ),
    Route("plans:reinstate", post=only(EDITORS, 302), at=here("withdrawn")),
]


def an_import(name: str) -> Callable[[World], list]:
    return lambda world: [world.here.territory.slug, getattr(world.here, name).pk]


# A draft is for those who may apply it; what was applied is the history of the plan.
DRAFT = only(EDITORS, others=404)
DRAFT_WRITTEN = only(EDITORS, 302, others=404)
READ_ONLY: Answers = these(READERS - EDITORS, 403)
IMPORTS = [
    Route(
        "imports:receive",
        get=only(EDITORS),
        post=only(EDITORS),  # without a file: the form again
        at=here("territory"),
        data=lambda world: TODAY,
    ),
    Route("imports:imports", get=only(READERS), at=here("territory")),
    Route("imports:import", get=DRAFT, at=an_import("draft")),
    Route(
        "imports:import",
        note="applied",
        get=only(READERS, others=404),
        at=an_import("applied"),
    ),
    Route(
        "imports:understand",
        get=DRAFT,
        post=DRAFT,  # with nothing said: the form again
        at=an_import("draft"),
    ),
    Route("imports:forget_columns", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:answer", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route(
        "imports:set_aside",
        post=DRAFT_WRITTEN,
        at=an_import("draft"),
        data=lambda world: {"laisser": world.here.draft.rows.earliest("position").pk},
    ),
    Route("imports:apply", get=DRAFT, post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:abandon", get=DRAFT, post=DRAFT_WRITTEN, at=an_import("draft")),
    Route(
        "imports:undo",
        get=DRAFT | READ_ONLY,
        post=DRAFT_WRITTEN | READ_ONLY,
        at=an_import("applied"),
    ),
    Route("imports:restart", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:rejected_rows", get=DRAFT, at=an_import("draft")),
]

FIGURES = [
    Route("figures:bilan", get=everyone()),
    Route("figures:bilan_export", get=everyone(), at=lambda world: ["csv"]),
    Route("figures:region", get=everyone(), at=here("region")),
    Route("figures:region_page", get=everyone(301), at=here("region")),
    Route("figures:region_export", get=everyone(), at=file_of("region")),
    Route("figures:territory", get=everyone(), at=here("territory")),
    Route("figures:territory_export", get=everyone(), at=file_of("territory")),
    Route("figures:evidence", get=everyone(), query="?mesure=actions"),
    Route("figures:evidence_export", get=everyone(), query="?mesure=actions"),
]

ROUTES = [*PORTAL, *PEOPLE, *PLANS, *IMPORTS, *FIGURES]
