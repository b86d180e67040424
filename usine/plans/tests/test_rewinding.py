"""What has no date of its own, in a plan of the past: it reads as it did the evening of the day."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse

from usine.ledger.queries import head_number, number_at
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations, together
from usine.plans.as_of import as_of
from usine.plans.listing import PlanListing
from usine.plans.models import Action
from usine.plans.narrowing import referent_key
from usine.plans.printed import paper_of
from usine.plans.queries import Plan
from usine.plans.rewinding import COMMUNES, pairs_of, values_before
from usine.plans.states import Priority
from usine.plans.table import COLUMNS
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate, Precision, end_of_day

from .factories import make_action, make_territory, make_user
from .pages import plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = date(2025, 3, 1)
EVENING = datetime(2025, 3, 1, 22, 30, tzinfo=UTC)
TOLD = [key for key in COLUMNS if key not in ("etape", "note", "confirmation", "retrait")]


def at(month: int, day: int = 1) -> datetime:
    return datetime(2025, month, day, 10, tzinfo=UTC)


@pytest.fixture
def territory() -> Territory:
    """Known from the beginning: events are stamped in their order."""
    with clock.set_to(at(1)):
        return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def manager(territory) -> User:
    with clock.set_to(at(1)):
        return make_user(Role.PROJECT_MANAGER, territory=territory)


def changed(action: Action, on: datetime, **values) -> Action:
    with clock.set_to(on):
        version = Action.objects.get(pk=action.pk).version
        return operations.change(action, values=values, version=version, by=None)


def then(day: date = DAY) -> Action:
    return as_of(Action.objects.all(), day).get()


FIRST = {
    "title": 'Étude « 100 % » d\'un "sol" \\ pollué',
    "reference": "F1",
    "axis": "foncier",
    "lead": "Mairie d’Arques",
    "referent": "Anne",
    "priority": Priority.HIGH,
    "start": PartialDate(date(2025, 1, 1), Precision.QUARTER),
    "end": PartialDate(date(2025, 2, 1), Precision.MONTH),
    "sectors": ["bois", "chimie"],
    "tags": ["sol", "étude"],
    "partners": ["Région"],
    "planned_budget": 100_00,
}
LATER = {
    "title": "Zone d’activité",
    "reference": "Z9",
    "axis": "innovation",
    "lead": "",
    "referent": "",
    "priority": Priority.LOW,
    "start": None,
    "end": PartialDate(date(2030, 1, 1), Precision.YEAR),
    "sectors": ["automobile"],
    "tags": [],
    "partners": ["État", "Europe"],
    "planned_budget": 900_00,
}


@pytest.fixture
def two(territory) -> list[Action]:
    """Two actions written before the day."""
    with clock.set_to(at(2)):
        one = make_action(territory, title="Brouillon", lead="CCI", start=LATER["end"])
        other = make_action(
            territory, title="Bâtiment", reference="B2", lead="Région", axis="foncier"
        )
    return [changed(one, at(2, 15), **FIRST), other]


def everything_changes(actions: list[Action]) -> None:
    for action in actions:
        values = LATER if action.reference == "F1" else {**FIRST, "reference": "B3"}
        changed(action, at(4), **values)
        with clock.set_to(at(5)):
            operations.step(action, "start", by=None)


def files(browser, territory, query: str) -> str:
    address = reverse("plans:territory_export", args=[territory.slug, "csv"])
    columns = ",".join(TOLD)
    return browser.get(f"{address}?colonnes={columns}{query}").getvalue().decode()


QUERIES = [
    *(f"&tri={sign}{key}" for key in TOLD if key != "territoire" for sign in ("", "-")),
    *("&q=étude", "&q=F1", "&q=zone", "&q=mairie", "&axe=foncier", "&axe=innovation"),
    *("&priorite=high", "&porteur=region", "&porteur=arques", "&statut=to_start"),
    *("&suivi=en-retard", "&grouper=porteur", "&grouper=referent", "&grouper=filiere"),
    *("&filiere=bois", "&filiere=seules:bois,chimie", "&filiere=seules:automobile"),
    f"&referent={referent_key('Anne')}",
]


def test_a_day_gives_back_what_was_read_that_evening(signed_in, territory, two):
    """Every column, order and filter, whatever is written after the day."""
    with clock.set_to(EVENING):
        read = {query: files(signed_in, territory, query) for query in QUERIES}
    everything_changes(two)
    again = {query: files(signed_in, territory, f"&au={DAY}{query}") for query in QUERIES}
    assert again == read
    now = {query: files(signed_in, territory, query) for query in QUERIES}
    assert [query for query in QUERIES if now[query] == read[query]] == []


def shown(browser, territory, query: str) -> list:
    """What the other views of a list tell."""
    page = browser.get(plan_url(territory, f"?vue={query}")).context
    groups = [(each.label, each.count, each.budget) for each in page["groups"]]
    sums = [(line.label, line.actions, line.budget) for line in page["sums"]]
    cards = [(column.status, column.count, column.budget) for column, _ in page["board"] or ()]
    timeline = page["timeline"]
    bars = [timeline.bar(row) for row in page["rows"]] if timeline else []
    scale = (timeline.scale, timeline.undated_count) if timeline else ()
    return [titles_of(page), groups, sums, cards, bars, scale, page["leads"], page["count"]]


def titles_of(page) -> list[str]:
    rows = [row.action.title for row in page["rows"]]
    return rows + [row.action.title for column, _ in page["board"] or () for row in column.rows]


VIEWS = [
    *("", "frise", "statuts", "&grouper=statut", "&grouper=porteur", "&grouper=referent"),
    *("&grouper=filiere", "&q=F1", "&axe=innovation", "frise&porteur=arques"),
]


def test_groups_sums_cards_and_bars_are_of_the_evening(signed_in, territory, two):
    with clock.set_to(EVENING):
        read = {query: shown(signed_in, territory, query) for query in VIEWS}
    everything_changes(two)
    # What is late, and what is under way, is so on the day.
    assert {query: shown(signed_in, territory, f"{query}&au={DAY}") for query in VIEWS} == read
    now = {query: shown(signed_in, territory, query) for query in VIEWS}
    assert [query for query in VIEWS if now[query] == read[query]] == []


def test_the_filters_offer_those_of_the_day(signed_in, territory, two):
    everything_changes(two)
    changed(two[1], at(5, 3), referent="Zoé")

    def offered(query: str) -> list[str]:
        form = signed_in.get(plan_url(territory, query)).context["form"]
        return [label for key, label in form.fields["referent"].choices][2:]

    assert offered(f"?au={DAY}") == ["Anne"]
    assert offered(f"?au={DAY}&referent={referent_key('Anne')}") == ["Anne"]
    assert offered("") == ["Zoé"]


def test_the_workbook_and_the_print_of_a_day_are_of_its_view(signed_in, territory, two):
    query = QueryDict(f"colonnes={','.join(TOLD)}&tri=-porteur", mutable=True)
    address = reverse("plans:territory_export", args=[territory.slug, "xlsx"])

    def written() -> tuple:
        content = signed_in.get(address, query).content
        sheet, *_ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        listing = PlanListing.of(query, Plan(territory=territory), today=clock.today())
        return list(sheet.values), paper_of(listing, query).opening

    with clock.set_to(EVENING):
        read = written()
    everything_changes(two)
    query["au"] = str(DAY)
    assert written() == read
    book = openpyxl.load_workbook(io.BytesIO(signed_in.get(address, query).content))
    assert book["Registre"]["C2"].value == str(DAY)


def test_what_was_written_of_an_action_since_the_evening_reads_as_before(territory):
    """Also when it was not there yet: it reads as it was first written."""
    with clock.set_to(at(4)):
        action = make_action(territory, title="Friche", effective_on=date(2025, 2, 1), lead="EPF")
    changed(action, at(5), title="Friche dépolluée")
    changed(action, at(5, 2), title="Parc", lead="")
    assert (then().title, then().lead) == ("Friche", "EPF")
    assert (then(date(2025, 5, 1)).title, then(date(2025, 5, 1)).lead) == (
        "Friche dépolluée",
        "EPF",
    )


# Each line: the day of each event, what the title becomes, or which event is undone.
UNDONE = {
    "a mistake of before, undone since": ([(2, "B"), (4, 0)], "A"),
    "a mistake of since": ([(4, "B"), (5, 0)], "A"),
    "a change of before, kept": ([(2, "B"), (4, "C"), (5, 1)], "B"),
    "both": ([(2, "B"), (4, "C"), (5, 1), (5, 0)], "A"),
    "a mistake of before, under others that came back": (
        [(2, "B"), (4, "C"), (4, "B"), (5, 0)],
        "A",
    ),
    "written again once undone": ([(2, "B"), (4, 0), (5, "B")], "A"),
    "undone since, as it had been": ([(2, "B"), (4, "A"), (4, "B"), (5, 2)], "B"),
}


@pytest.mark.parametrize(("deeds", "expected"), UNDONE.values(), ids=UNDONE)
def test_what_was_undone_since_was_never_written(territory, deeds, expected):
    with clock.set_to(at(1)):
        action = make_action(territory, title="A")
    events: list[int] = []
    for rank, (month, deed) in enumerate(deeds):
        with clock.set_to(at(month, rank + 1)):
            action.refresh_from_db()
            if isinstance(deed, int):
                operations.undo_change(action, event=events[deed], by=None)
            else:
                operations.change(action, values={"title": deed}, version=action.version, by=None)
        events.append(head_number())
    assert then().title == expected


def test_what_was_known_that_evening_keeps_its_mistakes(territory):
    with clock.set_to(at(1)):
        action = make_action(territory, title="A")
    changed(action, at(2), title="B")
    event = head_number()
    with clock.set_to(at(4)):
        operations.undo_change(action, event=event, by=None)
    evening = number_at(end_of_day(DAY))
    actions = Action.objects.all()
    assert values_before(actions, evening, ["title"]) == {action.pk: {"title": "B"}}
    assert values_before(actions, evening, ["title"], corrected=True) == {action.pk: {"title": "A"}}
    assert then().title == "A"
    assert values_before(actions, evening, ["lead", COMMUNES]) == {}


def test_the_changes_of_several_actions_are_undone_too(territory, two):
    with clock.set_to(at(2, 10)):
        pks = [action.pk for action in two]
        event = together.change_many(territory, actions=pks, name="lead", value="SEM", by=None)
    assert event
    with clock.set_to(at(4)):
        together.undo_change_many(territory, event=event.number, by=None)
    leads = as_of(Action.objects.order_by(), DAY).order_by("pk").values_list("lead", flat=True)
    assert list(leads) == ["Mairie d’Arques", "Région"]


def test_other_actions_are_left_alone(territory, two):
    """Nothing of an action of another plan, nor of one that did not move, is read back."""
    elsewhere = make_territory("Ailleurs")
    with clock.set_to(at(2)):
        other = make_action(elsewhere, title="Ailleurs")
    changed(other, at(4), title="Ailleurs encore")
    changed(two[0], at(4), title="Zone")
    told = as_of(Action.objects.filter(territory=territory), DAY)
    assert set(told.values_list("title", flat=True)) == {FIRST["title"], "Bâtiment"}
    named = as_of(Action.objects.all(), DAY).filter(pk__in=told.filter(title=FIRST["title"]))
    assert [each.pk for each in named] == [two[0].pk]


def test_access_is_of_today(client, territory, two):
    changed(two[0], at(4), restricted=True)
    told = as_of(Action.objects.all(), DAY).visible_to(AnonymousUser())
    assert [each.title for each in told] == ["Bâtiment"]


def test_what_an_event_did_is_told_in_the_order_of_time():
    written = {"changes": {"title": ["A", "B"]}, COMMUNES: [{}, {"62040": "Arques"}]}
    moved = {"title": ("A", "B"), COMMUNES: ({}, {"62040": "Arques"})}
    assert dict(pairs_of("plans.import", written)) == moved
    back = {name: (new, old) for name, (old, new) in moved.items()}
    assert dict(pairs_of("plans.undo_import", written)) == back
    # The communes of an action that is new.
    assert dict(pairs_of("plans.import", {"values": {}, COMMUNES: ["62040"]})) == {}
