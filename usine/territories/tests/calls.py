"""Labels come from an official list, loaded on the machine itself: nobody asks for it by a page."""

from usine.territories import operations, periods, sources

CALLS: list = []

UNASKED = {
    periods.open_period: "",
    periods.record_opening: "is part of open_period and of the demonstration",
    periods.open_official_periods: "is part of load_territories",
    periods.change_period: "",
    periods.add_axis: "",
    periods.change_axis: "",
    periods.remove_axis: "",
    operations.load_territories: "is a command of the machine",
    sources.load_available: "is a command of the machine",
    sources.load_demonstration: "is a command of the machine",
}
