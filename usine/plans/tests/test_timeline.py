"""The timeline of a plan: bars as precise as their dates, scales, what has no date."""

from datetime import UTC, date, datetime, time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse

from usine.people.roles import Role
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.paper_timeline import paper_timeline
from usine.plans.queries import Plan
from usine.plans.rows import marked, rows_of
from usine.plans.states import Status
from usine.plans.table import with_details
from usine.plans.timeline import Scale, Timeline
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory, make_user
from .pages import plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
YEAR, QUARTER, MONTH = Precision.YEAR, Precision.QUARTER, Precision.MONTH


def partial(year: int, month: int = 1, day: int = 1, precision=Precision.DAY) -> PartialDate:
    return PartialDate(date(year, month, day), precision)


def drawn(action: Action, today: date, asked: str = ""):
    """The bar of an action on the timeline of its plan."""
    actions = marked(with_details(Action.objects.filter(pk=action.pk)), today)
    timeline = Timeline.of(QueryDict(asked), actions, today)
    [row] = rows_of(actions, AnonymousUser(), today)
    return timeline.bar(row)


def pieces(bar) -> list[tuple[str, str, bool]]:
    return [(piece.x, piece.width, piece.is_sure) for piece in bar.pieces]


# Two years from 1 January 2025: 365 days each.
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # To the day: sure from one end to the other, its last day included.
        (partial(2025), partial(2025, 12, 31), [("0.00%", "50.00%", True)]),
        # A year: it ends anywhere in it.
        (
            partial(2025),
            partial(2026, precision=YEAR),
            [("0.00%", "50.00%", True), ("50.00%", "50.00%", False)],
        ),
        # Quarters at both ends.
        (
            partial(2025, precision=QUARTER),
            partial(2026, precision=QUARTER),
            [("0.00%", "12.33%", False), ("12.33%", "37.67%", True), ("50.00%", "12.33%", False)],
        ),
        # Both in the same year: nothing is sure.
        (partial(2025, precision=YEAR), partial(2025, 5, 1), [("0.00%", "50.00%", False)]),
        # One end alone: only where it may be.
        (None, partial(2026, 1, precision=MONTH), [("50.00%", "4.25%", False)]),
        (partial(2026, 1, 1), None, [("50.00%", "0.14%", True)]),
    ],
)
def test_a_bar_is_as_precise_as_its_dates(territory, today, start, end, expected):
    action = make_action(territory, start=start, end=end)
    assert pieces(drawn(action, today, "echelle=trimestre")) == expected


def test_an_action_in_progress_without_an_end_goes_on_until_today(territory, today):
    begun = partial(2025, precision=QUARTER)
    running = make_action(territory, start=begun, status=Status.IN_PROGRESS)
    # From January to March, then until 27 May, included.
    assert pieces(drawn(running, today, "echelle=trimestre")) == [
        ("0.00%", "12.33%", False),
        ("12.33%", "7.81%", True),
    ]
    waiting = make_action(territory, start=begun, status=Status.TO_START)
    assert len(pieces(drawn(waiting, today, "echelle=trimestre"))) == 1
    to_come = make_action(territory, start=partial(2026), status=Status.IN_PROGRESS)
    assert len(pieces(drawn(to_come, today, "echelle=trimestre"))) == 1


def test_a_late_bar_goes_on_until_today(territory, today):
    action = make_action(territory, end=partial(2025, 3, precision=MONTH))
    overrun = drawn(action, today, "echelle=trimestre").overrun
    # From 1 April to 26 May.
    assert (overrun.x, overrun.width) == ("12.33%", "7.67%")
    done = make_action(territory, end=partial(2025, 3, precision=MONTH), status=Status.DONE)
    assert drawn(done, today).overrun is None


def test_a_bar_outside_the_scale_says_on_which_side(territory, today):
    action = make_action(territory, start=partial(2024), end=partial(2024, 12, 31))
    action_url = "echelle=trimestre&annee="
    sides = [
        (len(bar.pieces), bar.before, bar.after)
        for year in (2025, 2024, 2022)
        for bar in [drawn(action, today, f"{action_url}{year}")]
    ]
    assert sides == [(0, True, False), (1, False, False), (0, False, True)]


def test_years_are_those_of_the_actions_and_of_today(territory, today):
    make_action(territory, start=partial(2023, precision=YEAR), end=partial(2027, 6, 1))
    # A year typed by mistake does not flatten the others.
    make_action(territory, end=partial(2205, 6, 1))
    scale = Scale.of(QueryDict(""), Action.objects.all(), today)
    assert (scale.first_year, scale.last_year) == (2023, 2040)
    named = [tick.name for tick in scale.ticks]
    assert named[:7] == ["2023", "", "", "2026", "", "", "2029"]
    alone = Scale.of(QueryDict(""), Action.objects.none(), today)
    assert [tick.name for tick in alone.ticks] == ["2025"]


@pytest.mark.parametrize("asked", ["", "&annee=12", "&annee=demain", "&annee=20250"])
def test_quarters_are_those_of_two_years(today, asked):
    scale = Scale.of(QueryDict(f"echelle=trimestre{asked}"), Action.objects.all(), today)
    names = ["2025", "T2", "T3", "T4", "2026", "T2", "T3", "T4"]
    assert [tick.name for tick in scale.ticks] == names


def test_today_is_drawn_when_it_is_there(today):
    none = Action.objects.none()
    timelines = [
        Timeline.of(QueryDict(f"echelle=trimestre&annee={year}"), none, today)
        for year in (2024, 2025, 2027)
    ]
    assert [(each.now, each.years) for each in timelines] == [
        ("70.04%", "2024 à 2025"),
        ("20.00%", "2025 à 2026"),
        ("", "2027 à 2028"),
    ]
    assert Timeline.of(QueryDict(""), none, today).years == "2025"


def test_a_timeline_lists_what_the_table_lists(signed_in, various):
    make_action(make_territory(), title="D’ailleurs", end=partial(2025, 6))
    make_action(various, title="Sans date", axis="foncier")
    response = signed_in.get(plan_url(various, "?vue=frise&axe=foncier"))
    assert titles(response) == ["Étude de sol"]
    assert [str(each) for each in response.context["timeline"].undated] == ["Sans date"]
    assert response.context["count"] == 2
    assert response.context["kept"] == [("vue", "frise")]


def test_what_has_no_date_is_listed_to_a_hundred(territory, today, monkeypatch):
    monkeypatch.setattr("usine.plans.timeline._LISTED", 2)
    for _ in range(3):
        make_action(territory)
    plan = Plan(territory=territory)
    timeline = Timeline.of(QueryDict(""), plan.actions().order_by("pk"), today)
    assert (len(timeline.undated), timeline.undated_count, timeline.unlisted) == (2, 3, 1)


@pytest.mark.parametrize("query", ["?vue=frise", "?vue=frise&echelle=trimestre&annee=2023"])
def test_scales_keep_the_rest_of_the_address(signed_in, various, query):
    response = signed_in.get(plan_url(various, f"{query}&statut=done&page=1"))
    current = [each["label"] for each in response.context["scales"] if each["is_current"]]
    urls = {each["label"]: each["url"] for each in response.context["scales"]}
    if "echelle" not in query:
        assert current == ["Années"]
        assert urls == {
            "Années": "?vue=frise&statut=done",
            "Trimestres": "?vue=frise&statut=done&echelle=trimestre",
        }
    else:
        assert current == ["Trimestres"]
        there = "?vue=frise&echelle=trimestre&annee={}&statut=done"
        assert urls == {
            "Années": "?vue=frise&annee=2023&statut=done",
            "Trimestres": there.format(2023),
            "Depuis 2022": there.format(2022),
            "Depuis 2024": there.format(2024),
        }


@pytest.mark.parametrize("vue", ["frise", "autre"])
def test_an_unknown_display_is_the_table(signed_in, various, vue):
    response = signed_in.get(plan_url(various, f"?vue={vue}"))
    current = [each["label"] for each in response.context["displays"] if each["is_current"]]
    assert current == ["Frise" if vue == "frise" else "Tableau"]


def test_a_timeline_of_the_past_tells_its_statuses(signed_in, territory):
    make_action(territory, end=partial(2025), status=Status.DONE, effective_on=date(2025, 4, 1))
    response = signed_in.get(plan_url(territory, "?vue=frise&au=2025-04-02"))
    assert [row.action.status for row in response.context["rows"]] == [Status.DONE]
    assert not any(row.may_edit for row in response.context["rows"])


@pytest.mark.parametrize("count", [1, 3, 120])
def test_a_timeline_costs_the_same_whatever_its_length(
    signed_in, territory, count, django_assert_num_queries
):
    make_action(territory, title="Sans date")
    made = make_action(territory, start=partial(2025), end=partial(2026))
    copies = [Action.objects.get(pk=made.pk) for _ in range(count - 1)]
    for copy in copies:
        copy.pk, copy._state.adding = None, True
    Action.objects.bulk_create(copies)
    with django_assert_num_queries(23):
        response = signed_in.get(plan_url(territory, "?vue=frise"))
    assert response.context["page"].paginator.count == count


@pytest.mark.parametrize("vue", ["frise", "statuts"])
def test_a_region_names_the_territories(client, territory, vue):
    make_action(territory, title="Dans le temps", end=partial(2025, 6))
    make_action(territory, title="Sans date")
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    url = reverse("plans:region_plan", args=[territory.lead_region.slug])
    response = client.get(f"{url}?vue={vue}")
    # In the filter, then beside each of the two actions.
    assert response.content.decode().count("Pays de Saint-Omer") == 3


@pytest.mark.parametrize("vue", ["frise", "statuts"])
def test_actions_that_left_the_plan_are_displayed_too(signed_in, territory, manager, vue):
    action = make_action(territory, end=partial(2025, 6))
    operations.withdraw(action, reason="Doublon", by=manager)
    response = signed_in.get(plan_url(territory, f"?vue={vue}&suivi=retirees"))
    # A withdrawn action is done nothing of.
    assert response.context["count"] == 1
    assert response.context["may_step"] is False


def test_clearing_the_filters_keeps_the_display(signed_in, various):
    response = signed_in.get(plan_url(various, "?vue=frise&echelle=trimestre&statut=done"))
    cleared = '<a class="fr-link" href="?vue=frise&amp;echelle=trimestre">Effacer</a>'
    assert response.content.decode().count(cleared) == 1


def closed(territory, status: Status, on: date, **values) -> Action:
    """An action that entered the plan on 10 January 2024, and was closed a day."""
    action = make_action(territory, effective_on=date(2024, 1, 10), **values)
    with clock.set_to(datetime.combine(on, time(12), UTC)):
        for verb in ("start", "complete") if status == Status.DONE else ("abandon",):
            action = operations.step(action, verb, by=None)
    return action


MAY_1 = date(2025, 5, 1)


# From 1 January 2025 to 1 May, included: 121 days of the 730 of two years.
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # Done before the end that was planned, or after it.
        (partial(2025), partial(2030, precision=YEAR), [("0.00%", "16.58%", True)]),
        (partial(2025), partial(2025, 2, 1), [("0.00%", "16.58%", True)]),
        (partial(2025), None, [("0.00%", "16.58%", True)]),
        (
            partial(2025, precision=QUARTER),
            partial(2030, precision=YEAR),
            [("0.00%", "12.33%", False), ("12.33%", "4.25%", True)],
        ),
        (partial(2025, precision=YEAR), None, [("0.00%", "16.58%", False)]),
        # Without a start: where it may have ended, then until the day when it did.
        (None, partial(2025, precision=YEAR), [("0.00%", "16.58%", False)]),
        (
            None,
            partial(2025, precision=QUARTER),
            [("0.00%", "12.33%", False), ("12.33%", "4.25%", True)],
        ),
        # All that was planned comes after: that day.
        (partial(2026), partial(2030), [("16.44%", "0.14%", True)]),
        (None, partial(2030, precision=YEAR), [("16.44%", "0.14%", True)]),
    ],
)
def test_the_bar_of_a_finished_action_ends_the_day_it_was_done(
    territory, today, start, end, expected
):
    action = closed(territory, Status.DONE, MAY_1, start=start, end=end)
    assert pieces(drawn(action, today, "echelle=trimestre")) == expected


def test_the_bar_of_an_abandoned_action_ends_no_later(territory, today):
    running = closed(territory, Status.ABANDONED, MAY_1, start=partial(2025), end=partial(2030))
    assert pieces(drawn(running, today, "echelle=trimestre")) == [("0.00%", "16.58%", True)]
    over = closed(
        territory, Status.ABANDONED, MAY_1, start=partial(2025), end=partial(2025, 12, 31)
    )
    assert pieces(drawn(over, today, "echelle=trimestre")) == [("0.00%", "16.58%", True)]
    ended = closed(
        territory, Status.ABANDONED, MAY_1, start=partial(2025), end=partial(2025, 1, 31)
    )
    assert pieces(drawn(ended, today, "echelle=trimestre")) == [("0.00%", "4.25%", True)]


def test_what_entered_the_plan_done_ended_when_it_was_planned(territory, today):
    action = make_action(
        territory,
        status=Status.DONE,
        effective_on=MAY_1,
        start=partial(2025),
        end=partial(2025, 1, 31),
    )
    assert pieces(drawn(action, today, "echelle=trimestre")) == [("0.00%", "4.25%", True)]


def test_years_stop_with_the_bars_of_finished_actions(territory, today):
    closed(territory, Status.DONE, MAY_1, start=partial(2026), end=partial(2034))
    closed(territory, Status.ABANDONED, date(2024, 3, 1), end=partial(2030))
    scale = Scale.of(QueryDict(""), Action.objects.all(), today)
    assert (scale.first_year, scale.last_year) == (2024, 2025)
    paper = paper_timeline("", list(Action.objects.all()), today)
    assert [name for _, name in paper.graduations] == ["2024", "2025"]
