"""Several people write to a plan at the same moment: each thing is done once, or refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from usine.exchanges.operations import add_note, undo_note
from usine.ledger.verification import verify
from usine.people.leaving import leave_to_place
from usine.people.roles import Role
from usine.plans import details, funding, operations, results, reviews, steps, together
from usine.plans.committees.operations import change_committee, plan_committee
from usine.plans.models import Action, Committee, SavedView
from usine.plans.queries import Plan
from usine.plans.reviews import Draft, Step
from usine.plans.saved_views import save_view, update_view
from usine.plans.states import Status
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user

TODAY = datetime(2025, 5, 27, 10, tzinfo=UTC)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Why each act was refused, "" for those that were done."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            with clock.set_to(TODAY):
                start.wait(timeout=30)
                act()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(do, acts))


VALUES = {"title": "Une halle", "axis": "foncier", "reference": "F1"}


def create(territory: Territory) -> None:
    operations.create(territory=territory, values=VALUES, by=None)


def create_many(territory: Territory) -> None:
    draft = Draft(VALUES, Status.TO_START, date(2025, 1, 10))
    reviews.create_many(territory, drafts=[draft], by=None)


def rename(territory: Territory) -> None:
    action = Action.objects.filter(reference="").earliest("pk")
    operations.change(action, values={"reference": "F1"}, version=action.version, by=None)


@pytest.mark.parametrize("other", [create, create_many, rename])
def test_a_reference_is_given_once(other):
    territory = make_territory()
    make_action(territory)
    done, refused = at_once(lambda: create(territory), lambda: other(territory))
    assert done == ""
    assert "référence" in refused
    assert Action.objects.filter(reference="F1").count() == 1
    assert verify() == []


def test_a_plan_is_confirmed_while_its_actions_move():
    territory = make_territory()
    actions = [make_action(territory) for _ in range(20)]
    steps = [Step(action.pk, "start", date(2025, 5, 2)) for action in reversed(actions)]
    done = at_once(
        lambda: operations.confirm_plan(territory, by=None),
        lambda: reviews.step_many(territory, steps=steps, by=None),
        lambda: operations.step(actions[10], "abandon", by=None),
        lambda: create(territory),
    )
    assert done[:3] == ["", "", ""]
    assert verify() == []


def test_steps_taken_together_are_undone_once():
    territory = make_territory()
    with clock.set_to(TODAY):
        steps = [Step(make_action(territory).pk, "start", date(2025, 5, 2)) for _ in range(5)]
        event = reviews.step_many(territory, steps=steps, by=None).number
    undo = partial(reviews.undo_step_many, territory, event=event, by=None)
    done, refused = at_once(undo, undo)
    assert done == ""
    assert "autre chose s’est passé depuis" in refused
    assert {each.status for each in Action.objects.all()} == {"to_start"}
    assert verify() == []


def test_a_note_is_taken_back_once():
    with clock.set_to(TODAY):
        action = make_action(make_territory(), comment="Étude lancée")
        note = add_note(action.subject, text="Étude rendue", by=None)
    undo = partial(undo_note, action.subject, event=note.event_id, by=None)
    done, refused = at_once(undo, undo)
    assert done == ""
    assert "ne peut plus être annulée" in refused
    assert Action.objects.get().comment == "Étude lancée"


STEP_ONCE = "La fiche a déjà cette étape\u00a0: modifiez-la."
ADDED = [
    (steps.add_step, {"title": "Étude"}, {"title": "ETUDE "}, STEP_ONCE),
    (
        *(results.add_indicator, {"name": "Élèves"}, {"name": "eleves"}),
        "La fiche a déjà cet indicateur\u00a0: modifiez-le.",
    ),
    (
        funding.add_funding,
        {"funder": "etat", "label": "Fonds Vert", "year": 2025},
        {"funder": "etat", "label": "fonds vert", "year": 2025},
        "La fiche a déjà ce financement\u00a0: modifiez-le.",
    ),
]


def look_away(monkeypatch) -> None:
    """Operations neither hold the action nor look for twins."""
    monkeypatch.setattr(details, "hold", lambda action, by: Action.objects.get(pk=action.pk))
    for module in (steps, results, funding):
        monkeypatch.setattr(module, "twin_refusal", lambda kind, detail: None)


@pytest.mark.parametrize(("add", "first", "twin", "why"), ADDED)
def test_a_name_is_written_once_whatever_its_case(monkeypatch, add, first, twin, why):
    action = make_action(make_territory())
    look_away(monkeypatch)
    done, refused = at_once(
        lambda: add(action, values=first, by=None), lambda: add(action, values=twin, by=None)
    )
    assert (done, refused) == ("", why)
    assert verify() == []


def test_a_pasted_column_and_a_cell_of_one_moment_do_not_overwrite_each_other():
    territory = make_territory()
    actions = [make_action(territory) for _ in range(3)]
    values = {action.pk: ("", "CCI") for action in actions}
    done, refused = at_once(
        lambda: together.change_each(territory, name="lead", values=values, by=None),
        lambda: operations.change_field(actions[1], name="lead", value="Région", read="", by=None),
    )
    assert done == ""
    assert refused
    assert set(Action.objects.values_list("lead", flat=True)) in ({"CCI"}, {"", "Région"})
    assert verify() == []


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_view_is_kept_once_under_a_name(is_shared):
    territory = make_territory()
    user = make_user(Role.PROJECT_MANAGER, territory=territory)
    keep = partial(
        save_view, Plan(territory=territory), name="À voir", query="", is_shared=is_shared, by=user
    )
    assert at_once(keep, keep) == ["", "Une autre vue porte déjà ce nom."]
    assert SavedView.objects.count() == 1


def test_the_views_of_who_leaves_are_given_once():
    territory = make_territory()
    leaver = make_user(Role.PROJECT_MANAGER, territory=territory)
    save_view(Plan(territory=territory), name="À voir", query="", is_shared=False, by=leaver)
    give = partial(leave_to_place, leaver.mandates.get(), by=leaver)
    assert at_once(give, give) == ["", "Cette personne ne tient plus rien d’ouvert ici."]
    assert SavedView.objects.filter(owner=None).count() == 1


def test_a_committee_is_planned_once_a_day():
    territory = make_territory()
    for plan in (Plan(territory=territory), Plan(region=territory.lead_region), Plan()):
        values = {"name": "Comité", "on": date(2025, 6, 12)}
        planned = partial(plan_committee, plan, values=values, by=None)
        why = "Un comité de ce nom est déjà prévu ce jour-là."
        assert at_once(planned, planned) == ["", why]
    assert Committee.objects.count() == 3


def test_the_first_of_two_writers_of_a_committee_is_kept():
    values = {"name": "Comité", "on": date(2025, 5, 20)}
    committee = plan_committee(Plan(territory=make_territory()), values=values, by=None)
    writes = [
        partial(change_committee, committee, values={"venue": venue}, version=1, by=None)
        for venue in ("Mairie", "Préfecture")
    ]
    done, why = at_once(*writes)
    assert (done, why.startswith("Quelqu’un a modifié ce comité")) == ("", True)
    committee.refresh_from_db()
    assert committee.version == 2


def test_of_two_who_update_a_view_one_is_refused():
    plan = Plan(territory=make_territory())
    view = save_view(plan, name="À voir", query="axe=foncier", is_shared=True, by=None)
    lists = ("tri=action", "tri=-budget")
    done = at_once(
        *(partial(update_view, view, query=each, read=view.query, by=None) for each in lists)
    )
    assert [bool(why) for why in done] == [False, True]
    view.refresh_from_db()
    assert view.query in lists
