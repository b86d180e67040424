"""Labels come from an official list, loaded on the machine itself; periods are settled by pages."""

from tests.calls import Arguments, Call, taking
from tests.world import Actor, World
from usine.territories import operations, periods, sectors, sources
from usine.territories.models import Axis, Period, Sector
from usine.territories.tests.factories import THIRD
from usine.values import clock

NATION = frozenset({Actor.NATIONAL})


def another_end(world: World) -> Arguments:
    period = Period.objects.get(pk="T2")
    return taking(period, name=period.name, ends_on=period.ends_on.replace(month=11, day=1))


def another_axis(world: World) -> Arguments:
    return taking(Period.objects.get(pk="T1"), words=THIRD["axes"][0])


def an_axis(world: World) -> Arguments:
    return taking(Axis.objects.get(code="recruter"))


def a_sector() -> Sector:
    return sectors.add_sector(label="Horlogerie", by=None)


def a_retired_sector() -> Sector:
    return Sector.objects.create(code="montres", label="Montres", retired_at=clock.now())


CALLS = [
    Call(periods.open_period, NATION, lambda world: taking(**THIRD)),
    Call(periods.change_period, NATION, another_end),
    Call(periods.add_axis, NATION, another_axis),
    Call(
        periods.change_axis,
        NATION,
        lambda world: taking(*an_axis(world)[0], label="Former", short="Former", goal=""),
    ),
    Call(periods.remove_axis, NATION, an_axis),
    Call(sectors.add_sector, NATION, lambda world: taking(label="Horlogerie")),
    Call(sectors.change_sector, NATION, lambda world: taking(a_sector(), label="Montres")),
    Call(sectors.restore_sector, NATION, lambda world: taking(a_retired_sector())),
    Call(sectors.remove_sector, NATION, lambda world: taking(a_sector())),
]

UNASKED = {
    operations.load_territories: "is a command of the machine",
    periods.open_official_periods: "is a step of load_territories",
    periods.record_opening: "is the event of open_period",
    sources.load_available: "is a command of the machine",
    sources.load_demonstration: "is a command of the machine",
}
