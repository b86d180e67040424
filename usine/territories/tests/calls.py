"""Labels come from an official list, loaded on the machine itself: nobody asks for it by a page."""

from usine.territories import operations, sources

CALLS: list = []

UNASKED = {
    operations.load_territories: "is a command of the machine",
    sources.load_available: "is a command of the machine",
    sources.load_demonstration: "is a command of the machine",
}
