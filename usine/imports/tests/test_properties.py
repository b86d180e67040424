"""For any plan and any file: applied twice is applied once, and undone is as never applied."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.imports import operations, undoing
from usine.imports.intake import Intake
from usine.imports.models import ImportRow, PlanImport
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans.fields import FIELDS
from usine.plans.models import Action
from usine.plans.rules import ends_before_it_starts
from usine.plans.states import Priority, Status
from usine.plans.tests.factories import AXES, make_action, make_territory
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate, Precision

pytestmark = [pytest.mark.django_db, pytest.mark.uncovered]

TODAY = date(2025, 5, 27)
DAYS = [TODAY - timedelta(days=n) for n in (0, 1, 30, 60, 90, 91)]

references = st.sampled_from(["A 1", "a-1", "B2", "C3", "D4", "§"])
titles = st.sampled_from(["Friche", "Étude", "étude !", "École", "Fret", "Réhabiliter la friche"])
days = st.sampled_from(DAYS)
periods = st.builds(
    PartialDate, st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.sampled_from(Precision)
)
known = st.fixed_dictionaries(
    {"title": titles, "axis": st.sampled_from([*AXES])},
    optional={
        "lead": st.sampled_from(["CCI", "EPF"]),
        "partners": st.lists(st.sampled_from(["Région", "ADEME"]), unique=True, min_size=1),
        "planned_budget": st.integers(0, 10**12),
        "start": periods,
        "end": periods,
        "priority": st.sampled_from(Priority),
        "comment": st.sampled_from(["Vu", "À revoir"]),
    },
)
rows = st.tuples(known, st.sampled_from(["", *Status]).filter(lambda s: s != Status.UNKNOWN))


def named(each):
    """Some rows with a reference, no two with the same, the others without."""
    return st.tuples(st.dictionaries(references, each, max_size=4), st.lists(each, max_size=3)).map(
        lambda both: [*both[0].items(), *(("", unnamed) for unnamed in both[1])]
    )


plans = named(st.tuples(known, st.sampled_from(Status), days))
files = named(rows)


def intake_of(file) -> Intake:
    """What the reader gives of such a file."""
    return Intake(
        sheets=[],
        ignored=[],
        rows=[
            ImportRow(
                position=position,
                number=position + 2,
                values=FIELDS.encode_values(
                    {"reference": reference} | values if reference else values
                ),
                status=status,
                is_sound=not ends_before_it_starts(values.get("start"), values.get("end")),
            )
            for position, (reference, (values, status)) in enumerate(file)
        ],
    )


def bring(territory: Territory, file, on: date) -> PlanImport:
    with patch.object(operations, "take_in", lambda *_, day: intake_of(file)):
        preview = operations.receive(
            territory=territory, filename="plan.csv", content=b"", effective_on=on, by=None
        )
    return operations.apply(preview, by=None)


def values_of(territory: Territory) -> dict[int, dict]:
    return {
        action.pk: FIELDS.values_of(action)
        | {"status": action.status, "status_on": action.status_on, "found": action.search_text}
        for action in Action.objects.live().filter(territory=territory)
    }


def figures(territory: Territory) -> list[dict]:
    where = {"place": territory.place}
    return [balance("actions", as_of=day, by=["axis", "state"], where=where) for day in DAYS]


def written(plan_import: PlanImport) -> int:
    return plan_import.counts["created"] + plan_import.counts["updated"]


@given(plan=plans, file=files, on=days)
def test_applied_twice_is_applied_once_and_undone_is_as_never_applied(plan, file, on):
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        territory = make_territory()
        for reference, (values, status, day) in plan:
            values = {name: value for name, value in values.items() if name != "end"}
            make_action(territory, reference=reference, status=status, effective_on=day, **values)
        before, counted = values_of(territory), figures(territory)

        applied = bring(territory, file, on)
        after, recounted = values_of(territory), figures(territory)
        assert len(after) == len(before) + applied.counts["created"]
        assert verify() == []

        events = Event.objects.count()
        again = bring(territory, file, on)
        assert (written(again), Event.objects.count()) == (0, events)
        assert again.counts["rejected_rows"] == applied.counts["rejected_rows"]
        assert (values_of(territory), figures(territory)) == (after, recounted)

        if written(applied):
            undoing.undo(applied, by=None)
        assert (values_of(territory), figures(territory)) == (before, counted)
        assert verify() == []
