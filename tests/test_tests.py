"""The guards of the tests themselves: they hold, so that a test cannot pass by accident."""

import socket

import pytest
from django.conf import settings
from django.template import Context, Engine, Origin, Template

from .covering import is_covered, is_noted_already
from .soak import room_of
from .undefined import ROOMS, UNDEFINED


def rendered(source: str, name: str) -> str:
    engine = Engine(string_if_invalid=UNDEFINED)
    return Template(source, Origin(name), engine=engine).render(Context({"given": "là"}))


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ given.missing }}", "{{ missing|upper }}"])
def test_a_template_of_ours_may_not_show_an_undefined_variable(source):
    with pytest.raises(pytest.fail.Exception, match=r"^portal/templates/a\.html shows "):
        rendered(source, f"{ROOMS}/portal/templates/a.html")


def test_a_template_of_ours_may_ask_whether_a_variable_is_there():
    source = "{% if missing %}oui{% endif %}{{ missing|default:'non' }}"
    with pytest.raises(pytest.fail.Exception):
        rendered(source, f"{ROOMS}/portal/templates/a.html")
    source = "{% if missing %}oui{% endif %}{{ given }}"
    assert rendered(source, f"{ROOMS}/portal/templates/a.html") == "là"


def test_a_template_of_the_design_system_may():
    assert rendered("<{{ missing }}>", "/site-packages/dsfr/templates/a.html") == "<>"


def test_undefined_variables_are_looked_for_in_the_pages_tested():
    assert Engine.get_default().string_if_invalid is UNDEFINED


def test_the_network_is_out_of_reach():
    with socket.socket() as out, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        out.connect(("192.0.2.1", 80))


def test_this_machine_is_within_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_nothing_is_written_beside_the_work():
    assert not settings.VAR_DIR.is_relative_to(settings.BASE_DIR)
    assert not settings.MEDIA_ROOT.is_relative_to(settings.BASE_DIR)


@pytest.mark.parametrize(
    ("nodeid", "room"),
    [
        ("usine/plans/tests/test_reviews.py::test_a", "plans"),
        ("tests/test_access.py::test_a[b/c]", "across rooms"),
        ("tests/e2e/test_pages.py::test_a", "across rooms"),
    ],
)
def test_the_time_of_a_test_is_counted_to_its_room(nodeid, room):
    assert room_of(nodeid) == room


def test_a_test_notes_the_lines_that_run(request):
    assert is_covered(request.node)


@pytest.mark.uncovered
def test_a_test_that_goes_where_others_went_does_not(request):
    assert not is_covered(request.node)


@pytest.fixture
def world_of_one_test() -> None:
    """Asked for by its name."""


def test_a_fixture_notes_the_lines_that_run_once_a_parameter(request):
    world = request._get_active_fixturedef("world_of_one_test")
    assert [is_noted_already(world, parameter) for parameter in (8, 8, 9)] == [False, True, False]


def test_a_fixture_of_others_always_does(request, client):
    given = request._get_active_fixturedef("client")
    assert [is_noted_already(given, 0) for _ in range(2)] == [False, False]
