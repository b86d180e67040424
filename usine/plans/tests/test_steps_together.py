"""Several actions of a plan that take a step in one event, from their lines, and that undone."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.ledger.queries import balance, head_number
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations, reviews
from usine.plans.history import history
from usine.plans.measures import ACTIONS
from usine.plans.models import Action
from usine.plans.paste_forms import typed_status
from usine.plans.pasting import refusals
from usine.plans.reviews import Step
from usine.plans.states import LEADING_TO, TRANSITIONS, Status
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 5, 27)
BEFORE = date(2025, 5, 2)


@pytest.fixture
def actions(territory) -> list[Action]:
    actions = [make_action(territory, title=f"Action {n}") for n in range(3)]
    Action.objects.update(confirmed_on=BEFORE)
    return actions


def columns(actions, *names: str) -> list[tuple]:
    rows = Action.objects.in_bulk([each.pk for each in actions])
    return [tuple(getattr(rows[each.pk], name) for name in names) for each in actions]


def started(territory, actions, by=None, **more):
    steps = [Step(each.pk, "start", TODAY, **more) for each in actions]
    return reviews.step_many(territory, steps=steps, by=by)


def by_status() -> dict[str, int]:
    return {
        status: count
        for (status,), count in balance(ACTIONS.code, as_of=TODAY, by=("state",)).items()
    }


def test_one_step_leads_to_each_status():
    assert len(LEADING_TO) == len(TRANSITIONS)


def test_steps_taken_together_are_undone_together(territory, manager, actions):
    old = columns(actions, "status", "status_on", "confirmed_on")
    event = started(territory, actions[:2], by=manager)
    assert (
        columns(actions[:2], "status", "status_on", "confirmed_on")
        == [("in_progress", TODAY, TODAY)] * 2
    )
    undone = reviews.undo_step_many(territory, event=event.number, by=manager)
    assert undone.number == head_number() == event.number + 1
    assert columns(actions, "status", "status_on", "confirmed_on") == old
    assert by_status() == {"to_start": 3}
    [fact, *_] = history(actions[0])
    assert fact.what == "Étape annulée, avec celles d’autres actions"
    assert fact.lines[0][1:] == ("En cours de réalisation", "À initier")
    assert verify() == []


def test_two_steps_of_one_action_are_undone_at_once(territory, manager, actions):
    steps = [Step(actions[0].pk, verb, TODAY) for verb in ("start", "complete")]
    event = reviews.step_many(territory, steps=steps, by=manager)
    reviews.undo_step_many(territory, event=event.number, by=manager)
    assert columns(actions, "status") == [("to_start",)] * 3
    assert verify() == []


def test_what_happened_since_keeps_all_of_them_as_they_are(territory, manager, actions):
    event = started(territory, actions)
    operations.confirm(actions[1], by=manager)
    with pytest.raises(Refused, match=r"passé depuis \(«\u00a0Action 1\u00a0»\)"):
        reviews.undo_step_many(territory, event=event.number, by=manager)
    assert columns(actions, "status") == [("in_progress",)] * 3


def test_only_steps_taken_together_are_undone(territory, manager, actions):
    operations.step(actions[0], "start", by=manager)
    with pytest.raises(Refused, match="ne peuvent plus être annulées"):
        reviews.undo_step_many(territory, event=head_number(), by=manager)


def test_a_status_that_changed_since_it_was_read_is_left(territory, manager, actions):
    operations.step(actions[1], "review", by=manager)
    with pytest.raises(Refused, match=r"depuis l’aperçu \(«\u00a0Action 1\u00a0»\)"):
        started(territory, actions, read=Status.TO_START)
    assert columns(actions, "status") == [("to_start",), ("under_review",), ("to_start",)]


def test_the_cost_is_the_same_whatever_the_actions(territory, actions):
    costs = []
    # The first time opens accounts.
    for lines in (actions[:1], actions[:1], actions):
        with CaptureQueriesContext(connection) as taking:
            event = started(territory, lines)
        with CaptureQueriesContext(connection) as undoing:
            reviews.undo_step_many(territory, event=event.number, by=None)
        costs.append((len(taking), len(undoing)))
    assert costs[1] == costs[2]
    assert max(costs[2]) < 50


def test_statuses_are_refused_action_by_action(actions, django_assert_num_queries):
    values = dict(zip(actions, (Status.IN_PROGRESS, Status.DONE, Status.UNKNOWN), strict=True))
    with django_assert_num_queries(0):
        reasons = refusals("status", values)
    assert [*reasons] == [actions[1].pk, actions[2].pk]
    assert "ne s’applique pas à une action" in reasons[actions[1].pk]
    assert "Aucune étape ne mène à «\u00a0Non renseignée\u00a0»" in reasons[actions[2].pk]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.UNKNOWN])
def test_the_label_of_a_status_is_read_as_that_status(status):
    assert typed_status(status.label) == status


@pytest.mark.parametrize("typed", ["bloqué", "en cours, bloqué", "2", "n/a", "en cours ou réalisé"])
def test_what_is_not_one_status_alone_is_refused(typed):
    with pytest.raises(Refused):
        typed_status(typed)


class TestThePage:
    @pytest.fixture
    def post(self, signed_in, territory, actions):
        there = plan_url(territory, "?axe=foncier")

        def post(status: str, *lines: Action):
            sent = {"ligne": [each.pk for each in lines], "retour": there, "vers": status}
            return signed_in.post(reverse("plans:step_chosen", args=[territory.slug]), sent)

        return post

    def test_lines_take_a_step_which_is_undone(self, post, signed_in, actions):
        response = post("En cours de réalisation", *actions[:2])
        assert last_message(response) == "2\u00a0actions sont modifiées\u00a0: statut."
        assert columns(actions, "status") == [("in_progress",), ("in_progress",), ("to_start",)]
        listed = signed_in.get(response.url).content.decode()
        [undo] = re.findall(r'action="([^"]*/lignes/\d+/annuler/)"', listed)
        undone = signed_in.post(undo, {"retour": response.url})
        assert last_message(undone).startswith("C’est annulé")
        assert columns(actions, "status") == [("to_start",)] * 3

    def test_what_is_refused_is_shown_line_by_line_first(self, post, signed_in, territory, actions):
        operations.step(actions[0], "start", by=None)
        page = post("En cours d’instruction", *actions)
        told = [page.context[name] for name in ("written", "refused", "is_step")]
        assert told == [2, 1, True]
        assert "ne s’applique pas" in page.context["lines"][0].why
        assert columns(actions, "status")[1:] == [("to_start",)] * 2
        written = signed_in.post(
            reverse("plans:paste", args=[territory.slug]),
            {
                "ligne": [each.pk for each in actions],
                "retour": plan_url(territory),
                **page.context["form"].data,
                "apercu": page.context["sealed"],
                "ecrire": "",
            },
        )
        assert last_message(written) == "2\u00a0actions sont modifiées\u00a0: statut."
        assert columns(actions, "status")[1:] == [("under_review",)] * 2

    def test_what_closes_actions_is_shown_first(self, post, actions):
        page = post("Abandonnée", *actions)
        assert [page.context[name] for name in ("written", "refused")] == [3, 0]
        assert columns(actions, "status") == [("to_start",)] * 3

    def test_a_line_that_has_the_status_already_is_told(self, post, actions):
        page = post("À initier", actions[0])
        assert [page.context[name] for name in ("written", "refused")] == [0, 0]
        assert page.context["lines"][0].outcome == "déjà ainsi"

    def test_a_word_that_is_no_status_writes_nothing(self, post, actions):
        page = post("", *actions)
        assert page.context["lines"] == []

    def test_without_lines_there_is_nothing_to_move(self, post):
        assert last_message(post("Réalisée")) == "Cochez d’abord des lignes."

    def test_who_only_reads_moves_nothing(self, client, territory, actions):
        client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
        address = reverse("plans:step_chosen", args=[territory.slug])
        assert client.post(address, {"ligne": [actions[0].pk]}).status_code == 403


def test_those_of_another_plan_are_not_undone(territory, manager, actions):
    event = started(territory, actions)
    with pytest.raises(Refused, match="pas dans le plan"):
        reviews.undo_step_many(make_territory(), event=event.number, by=None)
