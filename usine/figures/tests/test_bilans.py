"""The bilan of a day: sums over the ledger that close, at any date, as known at any moment."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import transaction

from usine.figures.bilans import bilan, bilans
from usine.figures.exports import as_json
from usine.figures.indicators import INDICATORS
from usine.figures.moments import Known
from usine.figures.scopes import NATION, of_region
from usine.ledger.operations import record, settle
from usine.ledger.timelines import Posting
from usine.people.operations import end_mandate
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import LABELLED_ON, make_territory, make_user
from usine.values import clock
from usine.values.errors import Refused

from .conftest import LAUNCH, label, plan

TODAY = date(2025, 6, 30)


def test_the_bilan_of_the_nation(programme):
    figures = bilan(TODAY)
    assert figures.territories == 3
    assert figures.actions == 5
    assert figures.actions_by_status == {
        "to_start": 1,
        "under_review": 0,
        "in_progress": 1,
        "done": 2,
        "abandoned": 0,
        "unknown": 1,
    }
    assert figures.actions_by_axis == {
        "transition": 1,
        "innovation": 2,
        "competences": 0,
        "foncier": 2,
    }
    assert figures.cells["done", "foncier"] == 1
    assert figures.share_done_or_in_progress == Fraction(3, 5)
    assert (figures.project_managers, figures.regional_coordinators, figures.vacancies) == (1, 1, 2)


def test_the_bilan_of_a_region_counts_the_territories_it_leads(programme):
    figures = bilan(TODAY, region=programme.hauts)
    assert (figures.territories, figures.actions, figures.project_managers) == (1, 4, 1)
    assert (figures.regional_coordinators, figures.vacancies) == (1, 0)
    other = bilan(TODAY, region=programme.grand_est)
    assert (other.territories, other.actions, other.project_managers) == (2, 1, 0)
    assert (other.regional_coordinators, other.vacancies) == (0, 2)


def test_the_bilan_of_a_territory(programme):
    figures = bilan(TODAY, territory=programme.vosges)
    assert (figures.territories, figures.actions, figures.vacancies) == (1, 1, 1)
    assert figures.share_done_or_in_progress == 0
    assert bilan(TODAY, territory=programme.vacant).share_done_or_in_progress is None


def test_a_deputy_is_in_no_published_figure(programme):
    before = {scope: as_json(bilan(TODAY, **scope_of)) for scope, scope_of in _scopes(programme)}
    for place in (programme.audomarois, programme.vacant):
        make_user(Role.DEPUTY, territory=place, ends_on=TODAY)
    after = {scope: as_json(bilan(TODAY, **scope_of)) for scope, scope_of in _scopes(programme)}
    assert after == before


def _scopes(programme) -> list[tuple[str, dict]]:
    return [
        ("nation", {}),
        ("region", {"region": programme.hauts}),
        ("territory", {"territory": programme.vacant}),
    ]


def test_the_parts_of_the_nation_are_the_bilans_of_its_regions(programme):
    regions = [of_region(programme.hauts), of_region(programme.grand_est)]
    for part, alone in zip(
        bilan(TODAY).divided(regions),
        (bilan(TODAY, region=region) for region in (programme.hauts, programme.grand_est)),
        strict=True,
    ):
        assert part.scope == alone.scope
        assert part.books == alone.books
        values = {slug: each.formula.value(part.books) for slug, each in INDICATORS.items()}
        assert values["actions"] == alone.actions


def test_nothing_counts_before_the_label(programme):
    figures = bilan(LABELLED_ON - timedelta(days=1))
    assert (figures.territories, figures.actions, figures.project_managers) == (0, 0, 0)
    assert figures.share_done_or_in_progress is None
    assert bilan(LABELLED_ON).actions == 5


def test_a_territory_of_the_first_period_counts_until_its_end(programme):
    with clock.set_to(LAUNCH):
        former = make_territory("Ancien", programme.hauts, unlabelled_on=date(2024, 12, 31))
        label(former)
    assert bilan(date(2024, 12, 31)).territories == 4
    assert bilan(date(2024, 12, 31), region=programme.hauts).territories == 2
    assert bilan(date(2025, 1, 1)).territories == 3


def test_a_vacancy_begins_the_day_after_the_mandate_ends(programme):
    mandate = programme.manager.mandates.get()
    end_mandate(mandate, on=date(2025, 3, 31), by=None)
    assert bilan(date(2025, 3, 31)).vacancies == 2
    assert bilan(date(2025, 4, 1)).vacancies == 3


def test_a_manager_whose_territory_is_no_longer_labelled_leaves_no_vacancy(programme):
    """A mandate may run longer than the label of its territory."""
    before = bilan(TODAY)
    former = make_territory("Ancien", programme.hauts, unlabelled_on=date(2024, 12, 31))
    label(former)
    make_user(Role.PROJECT_MANAGER, territory=former)
    after = bilan(TODAY)
    assert after.territories == before.territories
    assert after.project_managers == before.project_managers + 1
    assert after.vacancies == before.vacancies


def test_what_was_known_then_and_what_is_known_now(programme):
    action = Action.objects.get(title="Halle de prototypage")
    with clock.set_to(datetime(2025, 6, 2, 9, tzinfo=UTC)):
        operations.step(action, "complete", by=None, effective_on=date(2025, 5, 20))
    may = date(2025, 5, 27)
    known = bilan(may, Known.by(datetime(2025, 5, 27, 22, tzinfo=UTC)))
    assert known.actions_by_status["done"] == 2
    assert known.known_at == datetime(2025, 5, 27, 22, tzinfo=UTC)
    assert bilan(may).actions_by_status["done"] == 3
    assert bilan(may).known_at == clock.now()


def test_a_breakdown_that_does_not_add_up_is_refused(programme):
    with transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        line = Posting("actions", place="T2-001", axis="foncier", state="stopped")
        settle("test:1", {LABELLED_ON: [line]}, event=event)
    with pytest.raises(Refused, match="par statut fait 5, pour un total de 6"):
        bilan(TODAY)
    with transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        line = Posting("actions", place="T2-001", axis="autre", state=Status.DONE)
        settle("test:1", {LABELLED_ON: [line]}, event=event)
    with pytest.raises(Refused, match="fait 5, pour un total de 6"):
        bilan(TODAY)


def test_the_future_is_refused(programme):
    with pytest.raises(Refused, match="1er\N{NO-BREAK SPACE}juillet 2025 est dans le futur"):
        bilan(date(2025, 7, 1))
    with pytest.raises(Refused, match="on ne sait pas encore"):
        bilan(TODAY, Known.by(datetime(2025, 7, 1, 10, tzinfo=UTC)))
    assert bilan(TODAY, Known.by(datetime(2025, 6, 30, 21, 59, tzinfo=UTC))).actions == 5


def test_it_costs_the_same_whatever_there_is(programme, django_assert_num_queries):
    known = Known.by(datetime(2024, 1, 1, tzinfo=UTC))
    plan(programme.vosges, (Status.DONE, "foncier", "Connue aujourd’hui"))
    bilan(TODAY)  # reads the accounts once
    with django_assert_num_queries(12):
        bilan(TODAY)
    with django_assert_num_queries(22):
        bilan(TODAY, known)
    with django_assert_num_queries(12):
        days = [TODAY - timedelta(days=30 * n) for n in range(12)]
        assert [each.as_of for each in bilans(days, None, NATION)] == days
    for n in range(3):
        territory = make_territory(f"Autre {n}", programme.hauts)
        label(territory)
        plan(territory, (Status.DONE, "foncier", "Une"), (Status.DONE, "foncier", "Deux"))
        make_user(Role.PROJECT_MANAGER, territory=territory)
    bilan(TODAY)
    with django_assert_num_queries(12):
        assert bilan(TODAY).actions == 12
