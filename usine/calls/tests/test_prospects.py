"""Who could apply: what one follows, with reasons, filters, and a file of exactly that."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from usine.calls.tests.factories import make_call
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.plans.tests.factories import make_action
from usine.values import clock

from .documents import example
from .eligibility.terms import spaced

pytestmark = pytest.mark.django_db
MARCH = datetime(2025, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day():
    with clock.set_to(MARCH):
        yield


@pytest.fixture
def plans():
    """Two territories of two régions; one action of each, that pays too little, or enough."""
    here = make_territory("Audomarois", make_region("32", "Hauts-de-France"))
    there = make_territory("Béarn", make_region("75", "Nouvelle-Aquitaine"))
    make_action(here, reference="A3", title="Atelier", planned_budget=1_600_00)
    make_action(there, reference="B1", title="Visites", planned_budget=9_000_00)
    make_action(there, reference="B2", title="Secrète", restricted=True, planned_budget=1_00)
    return here, there


def call_for(subject="action"):
    document = example()
    document["call"]["subject"] = subject
    if subject != "action":
        document["facts"][0]["from"] = ["answer:cout"]
    return make_call(document, stage="open")


def listed(client, call, **asked):
    page = client.get(reverse("calls:prospects", args=[call.pk]), asked)
    return [
        (str(each.action or each.territory), str(each.verdict.verdict))
        for each in page.context["page"]
    ]


@pytest.fixture
def nation(client):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    return client


ATELIER, VISITS, SECRET = (
    ("A3 Atelier", "unmet"),
    ("B1 Visites", "unknown"),
    ("B2 Secrète", "unmet"),
)


def test_those_who_may_apply_come_first(nation, plans):
    assert listed(nation, call_for()) == [VISITS, ATELIER, SECRET]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"verdict": "unmet"}, [ATELIER, SECRET]),
        ({"verdict": "met"}, []),
        ({"region": "region-75"}, [VISITS, SECRET]),
        ({"q": "beam atel"}, []),
        ({"q": "audo ATEL"}, [ATELIER]),
        ({"q": "béarn", "verdict": "unknown"}, [VISITS]),
    ],
)
def test_filters_narrow_the_list(nation, plans, asked, rows):
    assert listed(nation, call_for(), **asked) == rows


def test_reasons_are_told(nation, plans):
    call = call_for()
    page = nation.get(reverse("calls:prospects", args=[call.pk]))
    html = spaced(page.content.decode().replace("&nbsp;", " "))[0]
    assert "Il manque 400 €" in html
    assert "3 actions" in html
    assert "aucune valeur publiée à cette date : Taux d’aide le plus haut" in html


def test_one_sees_the_territories_that_one_follows(client, plans):
    here, _ = plans
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=here))
    assert listed(client, call_for()) == [ATELIER]


def test_a_region_sees_its_own(client, plans):
    _, there = plans
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=there.lead_region))
    assert listed(client, call_for()) == [VISITS, SECRET]


def test_a_call_for_territories_lists_them(nation, plans):
    rows = listed(nation, call_for("territory"), q="bear")
    assert rows == [("Béarn", "unknown")]


def test_who_follows_no_territory_is_refused(client, plans):
    client.force_login(make_user())
    assert client.get(reverse("calls:prospects", args=[call_for().pk])).status_code == 403


def test_a_call_that_was_never_published_lists_nobody(nation, plans):
    call = make_call()
    type(call).objects.filter(pk=call.pk).update(version=None)
    assert nation.get(reverse("calls:prospects", args=[call.pk])).status_code == 404


def test_the_file_holds_exactly_what_is_listed(nation, plans):
    call = call_for()
    address = reverse("calls:prospects_export", args=[call.pk, "csv"])
    lines = nation.get(address, {"verdict": "unmet"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Hauts-de-France" in lines[1]
    assert "il manque 400" in spaced(lines[1])[0]
    book = reverse("calls:prospects_export", args=[call.pk, "xlsx"])
    assert nation.get(book).content[:2] == b"PK"
    assert nation.get(reverse("calls:prospects_export", args=[call.pk, "pdf"])).status_code == 404
    territories = make_call(of_territories(), code="territoires", stage="open")
    file = nation.get(reverse("calls:prospects_export", args=[territories.pk, "csv"]))
    assert "Audomarois" in file.content.decode()


def of_territories():
    document = example()
    document["call"]["subject"] = "territory"
    return document


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(nation, count, django_assert_num_queries):
    call = call_for()
    for number in range(count):
        make_action(make_territory(), reference=f"A{number}", planned_budget=1)
    listed(nation, call)
    with django_assert_num_queries(11):
        assert len(listed(nation, call)) == count
