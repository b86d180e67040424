"""The desk of who follows territories, of a region and of the nation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.tests.factories import COUNT, asked
from usine.people.models import User, Visit
from usine.people.operations import end_mandate
from usine.people.roles import Role
from usine.plans import blocking, funding, operations
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_region, make_territory, make_user
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate

pytestmark = pytest.mark.django_db

LONG_AGO = date(2025, 1, 10)
VISIT = date(2025, 5, 20)
TODAY = date(2025, 5, 27)
PAST = PartialDate(date(2025, 3, 1))


def at(day: date, hour: int = 10):
    return clock.set_to(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def region():
    """Three territories: one silent, one without project manager, one where things move."""
    region, elsewhere = make_region("32", "Hauts-de-France"), make_region("44", "Grand Est")
    with at(LONG_AGO):
        silent = make_territory("Thiérache", region, slug="thierache")
        vacant = make_territory("Compiégnois", region, slug="compiegnois")
        moving = make_territory("Audomarois", region, slug="audomarois")
        there = make_territory("Vosges", elsewhere, slug="vosges")
        for territory in (silent, moving, there):
            make_user(Role.PROJECT_MANAGER, territory=territory)
        left = make_user(Role.PROJECT_MANAGER, territory=vacant)
        end_mandate(left.mandates.get(), on=LONG_AGO, by=None)
        for territory in (silent, moving, there):
            make_action(territory, title=f"Halle, {territory.name}", end=PAST)
            make_action(territory, status=Status.IN_PROGRESS)
            make_action(territory, status=Status.DONE)
    with at(VISIT):
        started, going, _ = Action.objects.filter(territory=moving).order_by("pk")
        operations.step(started, "start", by=None)
        blocking.block(going, kind="land", words="Terrain", by=None)
        line = {"funder": "region", "asked": 500_000_00, "granted": 300_000_00}
        funding.add_funding(going, values=line, by=None)
    return region


@pytest.fixture
def coordinator(region) -> User:
    with at(VISIT):
        return make_user(Role.REGIONAL_COORDINATOR, region=region)


def open_desk(client, name: str = "region_desk", *args: str, query: str = "", on: date = TODAY):
    with at(on):
        return client.get(reverse(f"portal:{name}", args=args) + query)


@pytest.fixture
def desk(client, coordinator):
    """Opens the desk of the region as its coordinator, who has never come."""
    client.force_login(coordinator)
    return lambda **options: open_desk(client, "region_desk", "region-32", **options)


def told(response) -> dict[str, tuple]:
    return {
        line.plan.name: (
            line.progress.actions,
            line.moved,
            line.late,
            line.blocked,
            line.stale,
            line.days,
            len(line.vacancies),
            line.granted,
        )
        for line in response.context["lines"]
    }


def test_each_territory_says_what_moves_and_what_is_stuck(desk):
    assert told(desk()) == {
        "Thiérache": (3, 0, 1, 0, 2, 137, 0, 0),
        "Compiégnois": (0, 0, 0, 0, 0, None, 1, 0),
        "Audomarois": (3, 2, 1, 1, 0, 7, 0, 300_000_00),
    }
    whole = desk().context["whole"]
    assert (whole.moved, whole.late, whole.blocked, whole.stale, whole.granted) == (
        2,
        2,
        1,
        2,
        300_000_00,
    )
    assert whole.progress.share == 83


def test_the_most_urgent_comes_first_unless_asked_otherwise(desk):
    def order(query: str = "") -> list[str]:
        return [line.plan.name for line in desk(query=query).context["lines"]]

    # Two are silent; of them, the one whose plan is not written yet counts no day.
    assert order() == ["Thiérache", "Compiégnois", "Audomarois"]
    assert order("?tri=nom") == ["Audomarois", "Compiégnois", "Thiérache"]
    assert order("?tri=-bouge")[0] == "Audomarois"
    assert order("?tri=-maj") == ["Compiégnois", "Thiérache", "Audomarois"]
    assert order("?tri=-postes")[0] == "Compiégnois"
    for column in ("actions", "avancement", "retard"):
        assert order(f"?tri=-{column}")[-1] == "Compiégnois"
    for column, first in (("bloquees", "Audomarois"), ("confirmer", "Thiérache")):
        assert order(f"?tri=-{column}")[0] == first
    assert order("?tri=-accorde")[0] == order("?tri=-silencieux")[2] == "Audomarois"


def test_each_number_opens_on_as_many_actions(desk, client):
    lines = {line.plan.name: line for line in desk().context["lines"]}
    audomarois, thierache = lines["Audomarois"], lines["Thiérache"]
    for url, count in (
        (audomarois.late_url, 1),
        (audomarois.blocked_url, 1),
        (thierache.stale_url, 2),
        (audomarois.moved_url, 2),
        (desk().context["whole"].stale_url, 2),
    ):
        with at(TODAY):
            assert client.get(url).context["count"] == count
    with at(TODAY):
        evidence = client.get(audomarois.granted_url)
    assert evidence.context["written_total"] == "300\u00a0000\u00a0€"


def test_it_tells_what_moved_since_the_visit_before(desk, coordinator):
    assert desk(on=VISIT).context["desk"].since == VISIT - timedelta(days=30)
    response = desk()
    assert response.context["desk"].since == VISIT
    assert "depuis votre visite du" in response.content.decode()
    # The same visit, reloaded; then another day.
    assert desk().context["desk"].since == VISIT
    later = desk(on=date(2025, 6, 2))
    assert (later.context["desk"].since, later.context["whole"].moved) == (TODAY, 0)
    chosen = desk(query="?depuis=2025-01-01")
    assert chosen.context["desk"].since == date(2025, 1, 1)
    assert chosen.context["whole"].moved == 6
    assert "depuis votre visite du" not in chosen.content.decode()
    assert Visit.objects.get().person == coordinator


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("hier", "Saisissez une date valide, par exemple 27/05/2025."),
        ("2030-01-01", "Ce jour est à venir\u00a0: donnez aujourd’hui ou un jour passé."),
    ],
)
def test_a_day_that_is_not_understood_or_to_come_is_told_and_replaced(desk, typed, why):
    page = desk(query=f"?depuis={typed}")
    assert page.context["form"].errors == {"depuis": [why]}
    assert page.context["desk"].since == TODAY - timedelta(days=30)
    assert why in page.content.decode()
    assert "comptent depuis le 27 avril 2025" in page.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("card", "only", "names"),
    [
        ("silent", "2\u00a0territoires silencieux", {"Thiérache", "Compiégnois"}),
        ("vacant", "1\u00a0territoire sans chef de projet", {"Compiégnois"}),
    ],
)
def test_who_is_silent_and_where_a_post_is_vacant_open_on_themselves_alone(
    client, desk, region, card, only, names
):
    """From the desk of the region, from that of the nation by region, and from its cards."""
    own = desk().context["whole"]
    with at(VISIT):
        silent_elsewhere = {"Vosges"} if card == "silent" else set()
        team = make_user(Role.NATIONAL_TEAM)
    client.force_login(team)
    nation = open_desk(client, "national_desk")
    [line] = [line for line in nation.context["lines"] if line.plan.slug == region.slug]
    for each, expected in (
        (own, names),
        (line, names),
        (nation.context["whole"], names | silent_elsewhere),
    ):
        with at(TODAY):
            opened = client.get(getattr(each, f"{card}_url"))
        assert {listed.plan.name for listed in opened.context["lines"]} == expected
        assert opened.context["is_by_territory"]
    assert opened.context["only"].split("\u00a0")[0] == str(len(expected))
    address = getattr(own, f"{card}_url")
    with at(TODAY):
        assert client.get(address).context["only"] == only
        rows = (
            client.get(address.replace("/suivi/", "/suivi/export.csv"))
            .content.decode("utf-8-sig")
            .splitlines()[1:]
        )
    assert {row.split(";")[0] for row in rows} == names


def test_all_the_silent_are_asked_at_once(client, desk, region, coordinator):
    """From the desk of the region, whose silent include a vacant post, and that of the nation."""
    with at(TODAY):
        page = client.get(desk().context["whole"].silent_url)
        assert "Relancer 2\u00a0territoires" in page.text
        form = client.get(page.context["chase_url"])
        assert client.get(page.context["whole"].vacant_url).context["chase_url"] == ""
    assert (form.context["asked"], form.context["territories"]) == (1, 1)
    assert [each.territory.name for each in form.context["vacant"]] == ["Compiégnois"]
    with at(VISIT):
        team = make_user(Role.NATIONAL_TEAM)
    client.force_login(team)
    nation = open_desk(client, "national_desk")
    assert nation.context["chase_url"] == ""
    with at(TODAY):
        silent = client.get(nation.context["whole"].silent_url)
        assert "Relancer 3\u00a0territoires" in silent.text
        form = client.get(silent.context["chase_url"])
    assert (form.context["asked"], form.context["vacant"]) == (3, [])
    labels = dict(form.context["form"].fields["subjects"].choices).values()
    assert [each for each in labels if "Compiégnois" in each] == [
        f"Compiégnois\u00a0: {coordinator} (coordinateur régional, poste vacant)"
    ]


def test_who_only_reads_a_desk_asks_nobody(client, desk, region):
    with at(VISIT):
        reader = make_user(Role.READER, region=region)
    client.force_login(reader)
    page = open_desk(client, "region_desk", region.slug, query="?seuls=silencieux")
    assert page.context["chase_url"] == ""


def test_cards_sum_up(desk):
    context = desk().context
    assert context["moved_words"] == [
        "1\u00a0avancée",
        "1\u00a0bloquée",
        "1\u00a0budget ou financement",
    ]
    assert context["blocked_words"] == ["foncier\u00a0: 1"]
    assert [each.territory.name for each in context["silent"]] == ["Compiégnois", "Thiérache"]
    assert [(each.territory.name, each.days) for each in context["vacancies"]] == [
        ("Compiégnois", 136)
    ]


def test_what_is_asked_and_waits_is_counted_and_opens_itself(desk, client, coordinator):
    territory, other = Territory.objects.filter(name__in=["Audomarois", "Thiérache"])
    with at(VISIT):
        asked(territory, by=coordinator, due_on=VISIT + timedelta(days=2))
        asked(territory, COUNT, by=coordinator, due_on=TODAY)
        nation = make_user(Role.NATIONAL_TEAM)
        # What others asked is theirs to follow, unless whoever may ask it follows it.
        asked(territory, by=nation, to=a_person(coordinator))
        asked(other, UPDATE, by=nation)
    page = desk()
    lines = {line.plan.name: line.waiting for line in page.context["lines"]}
    assert lines == {territory.name: (2, 1), other.name: (1, 0), "Compiégnois": (0, 0)}
    for line in page.context["lines"]:
        there = client.get(line.waiting_url)
        assert len(there.context["rows"]) == line.waiting.total
        assert (line.waiting_url in page.text) == bool(line.waiting.total)
    client.force_login(nation)
    national = open_desk(client, "national_desk").context["lines"]
    [line] = [line for line in national if line.plan.region == territory.lead_region]
    assert (line.waiting, line.waiting_url) == ((2, 0), "/a-faire/regions/region-32/")
    assert len(client.get(line.waiting_url).context["rows"]) == 2
    client.force_login(coordinator)
    assert desk(query="?tri=-demandes").context["lines"][0].plan.name == territory.name


def test_who_keeps_a_plan_that_waits_is_asked_in_one_gesture(desk, client, region):
    page = desk()
    assert {line.plan.name: bool(line.to_chase) for line in page.context["lines"]} == {
        "Thiérache": True,
        "Compiégnois": False,  # nobody holds the post
        "Audomarois": False,
    }
    [line] = [line for line in page.context["lines"] if line.to_chase]
    address = reverse("asks:new", args=["plans.update", line.to_chase])
    assert address in page.content.decode()
    assert client.get(address).status_code == 200
    assert page.context["campaigns_url"] == reverse("plans:region_campaigns", args=["region-32"])
    client.force_login(make_user(Role.READER, region=region))
    assert address not in open_desk(client, "region_desk", "region-32").content.decode()


def test_the_files_hold_the_lines_as_they_are_sorted(desk, client):
    desk()
    text = open_desk(client, "region_desk_export", "region-32", "csv", query="?tri=nom")
    header, *rows = [line.split(";") for line in text.content.decode("utf-8-sig").splitlines()]
    assert header[:2] == ["Territoire", "Actions"]
    assert rows[0] == [
        *("Audomarois", "3", "1", "2", "0", "0", "0", "0"),
        *("2", "1", "1", "0", "20/05/2025", "En poste", "300000,00", "0", "0"),
    ]
    assert rows[1][-4] == "Poste vacant"
    book = open_desk(client, "region_desk_export", "region-32", "xlsx")
    assert book.content.startswith(b"PK")
    assert open_desk(client, "region_desk_export", "region-32", "pdf").status_code == 404


def test_the_nation_is_told_by_region(client, region):
    with at(VISIT):
        team = make_user(Role.NATIONAL_TEAM)
    client.force_login(team)
    response = open_desk(client, "national_desk")
    assert told(response) == {
        "Hauts-de-France": (6, 2, 2, 1, 2, None, 1, 300_000_00),
        "Grand Est": (3, 0, 1, 0, 2, 137, 0, 0),
    }
    first = response.context["lines"][0]
    assert first.url == "/regions/region-32/suivi/"
    assert [each.territory.name for each in first.silent] == ["Compiégnois", "Thiérache"]
    below = open_desk(client, "region_desk", "region-32")
    assert below.context["nation_url"] == reverse("portal:national_desk")
    text = open_desk(client, "national_desk_export", "csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].split(";")[0] == "Hauts-de-France"


def test_a_region_without_territory_says_so(client):
    region = make_region("94", "Corse")
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=region))
    page = client.get(reverse("portal:region_desk", args=[region.slug]))
    assert "Aucun territoire labellisé" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "name"), [("coordinator", "region"), ("team", "national")])
def test_it_costs_the_same_whatever_it_lists(
    client, region, count, role, name, django_assert_num_queries
):
    with at(VISIT):
        users = {
            "coordinator": make_user(Role.REGIONAL_COORDINATOR, region=region),
            "team": make_user(Role.NATIONAL_TEAM),
        }
        for number in range(count):
            made = make_territory(f"Autre {number}", region)
            make_action(made, end=PAST)
    client.force_login(users[role])
    args = [region.slug] if name == "region" else []
    open_desk(client, f"{name}_desk", *args)
    with at(TODAY), django_assert_num_queries(19 if name == "region" else 18):
        client.get(reverse(f"portal:{name}_desk", args=args))
    assert Territory.objects.count() == 4 + count
