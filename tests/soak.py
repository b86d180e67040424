"""What `make soak` repeats, and what `make test` prints of its time: a plugin of pytest.

Chance decides of some tests: of races (marked `race`, as threads meet) and of properties (of
hypothesis). `make test` runs each once, or on a few examples; `pytest --soak` runs these alone,
many times. What is marked `soak` is for it only.
"""

from collections import defaultdict
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, is_hypothesis_test
from hypothesis import settings as hypothesis

TURNS = 50
POSTS, POSTS_OF_ONE_CHANGE = 100, 5
# A room may take this on an engine, on one core; those of before the rule are told, not failed.
SECONDS_A_ROOM = 25

# A machine that is busy is not a failing test.
PATIENT = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
hypothesis.register_profile("usine", max_examples=15, **PATIENT)
hypothesis.register_profile("soak", max_examples=1000, **PATIENT)

seconds: defaultdict[str, float] = defaultdict(float)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="repeat what chance decides, and only it")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.load_profile("soak" if config.getoption("soak") else "usine")


@pytest.fixture
def posts(request: pytest.FixtureRequest) -> int:
    """How many times a form is posted at the same moment."""
    return POSTS if request.config.getoption("soak") else POSTS_OF_ONE_CHANGE


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("race") and metafunc.config.getoption("soak"):
        metafunc.fixturenames.append("_turn")
        metafunc.parametrize("_turn", range(TURNS))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = of_chance if config.getoption("soak") else of_one_change
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = filter(wanted, items)


def of_chance(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("race", "soak"))
    many = "posts" in getattr(item, "fixturenames", ())
    return marked or many or is_hypothesis_test(getattr(item, "obj", None))


def of_one_change(item: pytest.Item) -> bool:
    return item.get_closest_marker("soak") is None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    seconds[room_of(report.nodeid)] += report.duration


def room_of(nodeid: str) -> str:
    """usine/plans/tests/test_reviews.py::test_… → plans; tests/… → what crosses rooms."""
    top, room, *_ = nodeid.split("/")
    return room if top == "usine" else "across rooms"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.config.getoption("soak"):
        return
    rows = [
        f"{room} {count:.0f}{' (!)' if count > SECONDS_A_ROOM else ''}"
        for room, count in sorted(seconds.items(), key=itemgetter(1), reverse=True)
        if count >= 1
    ]
    if rows:
        terminalreporter.write_line(f"Seconds, {SECONDS_A_ROOM} at most a room: {', '.join(rows)}")
