"""Who opens the pages that mix rooms."""

from tests.routes import Route, everyone, file_of, here, only, signed_in
from tests.world import MANAGERS, READERS, Actor, World
from usine.territories.models import Axis, Period, Sector

NATION = frozenset({Actor.NATIONAL})
THIRD = {
    "code": "T3",
    "name": "Temps III (2028-2032)",
    "starts_on": "2028-01-01",
    "ends_on": "2032-12-31",
    "code_1": "relocaliser",
    "label_1": "Relocaliser",
    "short_1": "Relocaliser",
    "goal_1": "faire revenir",
}
AXIS = {"label": "Former", "short": "Former"}


def first_period(world: World) -> list:
    return ["T1"]


def axis(world: World) -> list:
    return [Axis.objects.get(code="recruter").pk]


ROUTES = [
    Route("portal:home", get=everyone()),
    Route("portal:landing", get=signed_in(302)),
    Route("portal:national_desk", get=only(NATION)),
    Route("portal:national_desk_export", get=only(NATION), at=lambda world: ["csv"]),
    Route("portal:region_desk", get=only(MANAGERS), at=here("region")),
    Route("portal:region_desk_export", get=only(MANAGERS), at=file_of("region")),
    Route("portal:territory_desk", get=only(READERS), at=here("territory")),
    Route("portal:search", get=everyone(), query="?lieu=ici"),
    Route("portal:suggestions", get=everyone(), query="?lieu=ici"),
    Route("portal:territories", get=everyone()),
    Route("portal:territories_csv", get=everyone()),
    Route("portal:territory", get=everyone(), at=here("territory")),
    Route("portal:settings", get=only(NATION)),
    Route("portal:periods", get=only(NATION)),
    Route(
        "portal:open_period",
        get=only(NATION),
        post=only(NATION, 302),
        data=lambda world: THIRD,
        once=lambda world: Period.objects.filter(pk="T3"),
    ),
    Route(
        "portal:change_period",
        get=only(NATION),
        post=only(NATION, 302),
        at=first_period,
        data=lambda world: {"name": "Temps I", "ends_on": "2022-12-30", "reason": "Avenant"},
    ),
    Route(
        "portal:add_axis",
        get=only(NATION),
        post=only(NATION, 302),
        at=first_period,
        data=lambda world: {"code": "former", **AXIS},
        once=lambda world: Axis.objects.filter(code="former"),
    ),
    Route(
        "portal:change_axis",
        get=only(NATION),
        post=only(NATION, 302),
        at=axis,
        data=lambda world: AXIS,
    ),
    Route("portal:remove_axis", get=only(NATION), post=only(NATION, 302), at=axis),
    Route("portal:sectors", get=only(NATION)),
    Route(
        "portal:add_sector",
        get=only(NATION),
        post=only(NATION, 302),
        data=lambda world: {"label": "Horlogerie"},
        once=lambda world: Sector.objects.filter(label="Horlogerie"),
    ),
    Route(
        "portal:change_sector",
        get=only(NATION),
        post=only(NATION, 302),
        at=lambda world: ["bois"],
        data=lambda world: {"label": "Bois et meubles"},
    ),
    Route(
        "portal:remove_sector",
        get=only(NATION),
        post=only(NATION, 302),
        at=lambda world: ["bois"],
    ),
    Route(
        "portal:restore_sector",
        post=only(NATION, 302),
        at=lambda world: ["chimie"],
    ),
    Route("portal:guides", get=everyone()),
    Route("portal:guide", get=everyone(), at=lambda world: ["coordinateur"]),
    Route("portal:site_map", get=everyone()),
    Route("portal:accessibility", get=everyone()),
    Route("portal:legal", get=everyone()),
    Route("portal:healthz", get=everyone()),
    Route("portal:robots", get=everyone()),
    Route("portal:favicon", get=everyone(301)),
]
