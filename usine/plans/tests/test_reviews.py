"""A plan brought up to date in one go: all of it or nothing, told by one event."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from usine.exchanges.models import Note
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations, reviews
from usine.plans.models import Action, StatusChange
from usine.plans.reviews import Draft, Step
from usine.plans.states import Status
from usine.values import clock
from usine.values.errors import Refused

from .counted import TODAY, by_status
from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

JANUARY, MARCH = date(2025, 1, 10), date(2025, 3, 10)


def draft(title: str, status: Status = Status.TO_START, on: date = JANUARY, **values) -> Draft:
    return Draft({"title": title, "axis": "foncier", **values}, status, on)


def test_several_actions_are_created_by_one_event():
    territory = make_territory()
    user = make_user(Role.PROJECT_MANAGER, territory=territory)
    before = Event.objects.count()

    actions = reviews.create_many(
        territory,
        drafts=[draft("Requalifier la friche", reference="1"), draft("École", Status.DONE, MARCH)],
        by=user,
    )

    event = Event.objects.get(number=before + 1)
    assert (event.verb, event.subject) == ("plans.create_many", f"territory:{territory.pk}")
    assert event.payload == {"actions": 2}
    titles = [event.payload_about(a.subject)["values"]["title"] for a in actions]
    assert titles == ["Requalifier la friche", "École"]
    assert by_status(JANUARY) == {"to_start": 1}
    assert by_status() == {"to_start": 1, "done": 1}
    assert actions[0].search_text == "requalifier la friche 1"
    assert list(StatusChange.objects.values_list("action", "status", "effective_on", "by")) == [
        (actions[0].pk, "to_start", JANUARY, user.pk),
        (actions[1].pk, "done", MARCH, user.pk),
    ]
    assert verify() == []


def test_comments_of_actions_that_are_created_become_their_notes():
    user = make_user(Role.PROJECT_MANAGER, territory=(territory := make_territory()))
    drafts = [draft("Friche", comment="La friche est libre."), draft("École")]
    friche, _ = reviews.create_many(territory, drafts=drafts, by=user)
    assert list(Note.objects.values_list("subject", "text", "by")) == [
        (friche.subject, "La friche est libre.", user.pk)
    ]


@pytest.mark.parametrize(
    ("drafts", "why"),
    [
        ([draft("Une"), draft("")], "L’intitulé manque."),
        ([draft("Une"), draft("Deux", on=date(2025, 5, 28))], "La date d’effet est dans le futur"),
        ([draft("Une", reference="1"), draft("Deux", reference="1")], "même référence : 1"),
        ([draft("Une", reference="prise")], "même référence : prise"),
        ([draft("x" * 301)], "300 caractères"),
    ],
)
def test_one_that_is_refused_refuses_all(drafts, why):
    territory = make_territory()
    make_action(territory, reference="prise")
    with pytest.raises(Refused, match=why):
        reviews.create_many(territory, drafts=drafts, by=None)
    assert Action.objects.count() == 1


def test_several_steps_are_taken_by_one_event():
    territory = make_territory()
    user = make_user(Role.PROJECT_MANAGER, territory=territory)
    with clock.set_to(datetime(2025, 1, 10, 10, tzinfo=UTC)):
        one, two, left = (make_action(territory) for _ in range(3))
    before = Event.objects.count()

    reviews.step_many(
        territory,
        steps=[
            Step(one.pk, "start", MARCH),
            Step(two.pk, "abandon", MARCH),
            Step(one.pk, "complete", TODAY),
        ],
        by=user,
    )

    event = Event.objects.get(number=before + 1)
    assert event.verb == "plans.step_many"
    assert event.payload_about(one.subject)["steps"][1] == {
        "verb": "complete",
        "effective_on": "2025-05-27",
        "status": ["in_progress", "done"],
    }
    assert by_status(MARCH) == {"in_progress": 1, "abandoned": 1, "to_start": 1}
    assert by_status() == {"done": 1, "abandoned": 1, "to_start": 1}
    one.refresh_from_db()
    left.refresh_from_db()
    assert (one.status, one.status_on, one.version) == ("done", TODAY, 3)
    # A step says that the action is known today; what did not move is not confirmed.
    assert (one.confirmed_on, left.confirmed_on) == (TODAY, JANUARY)
    assert left.version == 1
    assert verify() == []


def test_one_step_that_is_refused_refuses_all():
    territory = make_territory()
    one, two, gone, elsewhere = (
        make_action(where) for where in (territory, territory, territory, make_territory())
    )
    operations.withdraw(gone, reason="Doublon", by=None)
    for step, why in (
        (Step(two.pk, "complete", TODAY), "ne s’applique pas"),
        (Step(two.pk, "start", date(2025, 5, 28)), "dans le futur"),
        (Step(gone.pk, "start", TODAY), "pas dans le plan"),
        (Step(elsewhere.pk, "start", TODAY), "pas dans le plan"),
    ):
        with pytest.raises(Refused, match=why):
            reviews.step_many(territory, steps=[Step(one.pk, "start", TODAY), step], by=None)
    assert by_status() == {"to_start": 3}


def test_both_ask_for_the_right_to_edit():
    territory = make_territory()
    stranger = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    action = make_action(territory)
    with pytest.raises(PermissionDenied):
        reviews.create_many(territory, drafts=[draft("Une")], by=stranger)
    for steps in ([], [Step(action.pk, "start", TODAY)]):
        with pytest.raises(PermissionDenied):
            reviews.step_many(territory, steps=steps, by=stranger)
