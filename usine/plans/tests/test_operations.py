"""Creating and changing actions: what is written, refused and recorded, and who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.changes import decode, decode_values
from usine.plans.corrections import correct_status
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .counted import TODAY, by_status, last_event
from .factories import make_action, make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_create_counts_from_its_date():
    territory = make_territory()
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    start = PartialDate(date(2025, 7, 1), Precision.QUARTER)
    action = operations.create(
        territory=territory,
        values={"title": "Usine-école", "axis": "competences", "start": start},
        status=Status.TO_START,
        effective_on=date(2025, 5, 1),
        by=manager,
    )

    action.refresh_from_db()
    assert (action.title, action.start, action.status) == ("Usine-école", start, "to_start")
    assert by_status(date(2025, 4, 30)) == {}
    assert by_status() == {"to_start": 1}
    assert balance("actions", as_of=TODAY, by=["place", "axis"]) == {
        (territory.place, "competences"): 1
    }
    payload = last_event().payload
    assert (last_event().verb, last_event().actor_id) == ("plans.create", manager.pk)
    assert decode_values(payload["values"])["start"] == start
    assert verify() == []


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"title": " "}, "L’intitulé manque."),
        ({"title": "Étude", "planned_budget": -1}, "Le budget ne peut pas être négatif."),
        (
            {
                "title": "Étude",
                "start": PartialDate(date(2025, 1, 1)),
                "end": PartialDate(date(2024, 1, 1), Precision.YEAR),
            },
            "La fin précède le début.",
        ),
    ],
)
def test_create_refuses_what_does_not_hold(values, why):
    with pytest.raises(Refused, match=why):
        operations.create(territory=make_territory(), values={"axis": "foncier", **values}, by=None)
    assert Action.objects.count() == 0


def test_an_action_may_take_one_day():
    day = PartialDate(TODAY)
    action = make_action(make_territory(), start=day, end=day)
    assert action.end.last == action.start.first


def test_create_refuses_a_status_of_the_future():
    with pytest.raises(Refused, match="dans le futur"):
        make_action(make_territory(), effective_on=date(2025, 5, 28))


def test_create_refuses_a_reference_already_taken():
    territory = make_territory()
    make_action(territory, reference="A1")
    make_action(make_territory(), reference="A1")
    with pytest.raises(Refused, match="Une autre action du plan porte déjà cette référence"):
        make_action(territory, reference="A1")


def test_every_reason_why_is_told_at_once():
    territory = make_territory()
    make_action(territory, reference="A1")
    with pytest.raises(Refused) as refusal:
        make_action(territory, title=" ", reference="A1", planned_budget=-5)
    assert str(refusal.value) == (
        "L’intitulé manque. Le budget ne peut pas être négatif. "
        "Une autre action du plan porte déjà cette référence."
    )


def test_change_records_old_and_new():
    action = make_action(make_territory(), title="Étude")
    changed = operations.change(
        action, values={"title": "Étude de sol", "axis": "foncier"}, version=1, by=None
    )

    assert (changed.title, changed.version) == ("Étude de sol", 2)
    assert decode(last_event().payload["changes"]) == {"title": ("Étude", "Étude de sol")}


def test_change_of_nothing_records_nothing():
    action = make_action(make_territory(), title="Étude")
    events = Event.objects.count()
    operations.change(action, values={"title": "Étude"}, version=1, by=None)
    assert Event.objects.count() == events


def test_change_of_axis_moves_the_past_too():
    action = make_action(make_territory(), axis="foncier")
    operations.change(action, values={"axis": "innovation"}, version=1, by=None)
    assert balance("actions", as_of=date(2024, 1, 10), by=["axis"]) == {("innovation",): 1}
    assert verify() == []


def test_the_second_of_two_writers_is_told():
    action = make_action(make_territory(), title="Étude")
    operations.change(action, values={"title": "Première"}, version=1, by=None)
    with pytest.raises(operations.Conflict) as conflict:
        operations.change(action, values={"title": "Seconde"}, version=1, by=None)
    assert conflict.value.current.title == "Première"


def test_change_refuses_what_may_not_be_set():
    with pytest.raises(ValueError, match="status"):
        operations.change(
            make_action(make_territory()), values={"status": "done"}, version=1, by=None
        )


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.PROJECT_MANAGER, True),
        (Role.REGIONAL_COORDINATOR, True),
        (Role.NATIONAL_TEAM, True),
        (Role.ELECTED_OFFICIAL, False),
        (Role.INDUSTRIALIST, False),
        (Role.READER, False),
        (None, False),
    ],
)
def test_who_may_write(role, allowed):
    territory = make_territory()
    match role:
        case Role.NATIONAL_TEAM | None:
            user = make_user(role)
        case Role.REGIONAL_COORDINATOR:
            user = make_user(role, region=territory.lead_region)
        case _:
            user = make_user(role, territory=territory)
    action = make_action(territory)

    def write():
        return operations.step(action, "start", by=user)

    if allowed:
        assert write().status == Status.IN_PROGRESS
    else:
        with pytest.raises(PermissionDenied):
            write()


def test_rights_stop_at_the_border_and_end_with_the_mandate():
    territory = make_territory(region=make_region("84"))
    action = make_action(territory)
    elsewhere = make_territory(region=make_region("76", "Occitanie"))
    strangers = [
        make_user(Role.PROJECT_MANAGER, territory=elsewhere),
        make_user(Role.REGIONAL_COORDINATOR, region=elsewhere.lead_region),
        make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=date(2025, 5, 26)),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            operations.withdraw(action, reason="Pour nuire", by=stranger)
        assert not Action.objects.editable_by(stranger).exists()
    last_day = make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=TODAY)
    assert list(Action.objects.editable_by(last_day)) == [action]


def test_nothing_counts_before_the_label():
    territory = make_territory()
    before = territory.labelled_on - timedelta(days=1)
    with pytest.raises(Refused, match="labellisé depuis le 09/11/2023"):
        make_action(territory, effective_on=before)
    action = make_action(territory, effective_on=territory.labelled_on)
    with pytest.raises(Refused, match="aucune action ne compte avant cette date"):
        correct_status(
            action.status_changes.get(),
            status=Status.DONE,
            effective_on=before,
            reason="Erreur",
            by=None,
        )


def test_an_action_may_last_one_day():
    day = PartialDate(date(2025, 5, 2))
    assert make_action(make_territory(), start=day, end=day).end == day
