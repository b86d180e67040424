"""What blocks an action: beside its status, since a day, until it is lifted."""

from datetime import date

import pytest

from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import blocking, operations
from usine.plans.history import history
from usine.values.errors import Refused

from .counted import TODAY
from .factories import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


@pytest.fixture
def action(territory):
    return make_action(territory)


def blocked(day: date = TODAY) -> int:
    return balance("blocked", as_of=day).get((), 0)


def test_an_action_is_blocked_then_no_longer(action, manager):
    fact = blocking.block(
        action, kind="land", words=" Terrain pollué ", effective_on=APRIL, by=manager
    )
    assert str(fact) == "Foncier au 01/04/2025"
    action.refresh_from_db()
    assert (action.blocked, action.is_blocked) == ("land", True)
    lifted = blocking.lift_block(action, words="Dépollué", effective_on=MAY, by=manager)
    assert str(lifted) == "levé au 01/05/2025"
    action.refresh_from_db()
    assert (action.blocked, action.is_blocked) == ("", False)
    assert [blocked(day) for day in (date(2025, 3, 31), APRIL, date(2025, 4, 30), MAY)] == [
        *(0, 1, 1, 0)
    ]
    lifting, blockage, _ = history(action)
    assert (lifting.what, blockage.what) == ("Blocage levé", "Action bloquée")
    assert lifting.lines[0][:] == (
        "Blocage",
        "Foncier\u00a0: Terrain pollué",
        "levé\u00a0: Dépollué",
    )
    assert blockage.lines[0][:] == ("Blocage", "–", "Foncier\u00a0: Terrain pollué")
    assert verify() == []


def test_another_nature_replaces_the_first(action, manager):
    blocking.block(action, kind="land", words="Terrain pollué", by=manager)
    blocking.block(action, kind="funding", words="Budget à boucler", by=manager)
    assert [each.kind for each in action.blockages.standing()] == ["funding"]
    assert blocked() == 1


def test_what_is_done_is_no_longer_blocked(action, manager):
    blocking.block(action, kind="land", words="Terrain pollué", by=manager)
    operations.step(action, "start", by=manager)
    assert blocked() == 1
    operations.step(action, "complete", by=manager)
    assert blocked() == 0
    action.refresh_from_db()
    assert (action.blocked, action.is_blocked) == ("land", False)
    assert verify() == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "land", "words": " "}, "Dites ce qui bloque"),
        ({"kind": "meteo", "words": "Pluie"}, "la nature du blocage"),
        ({"kind": "land", "words": "x", "effective_on": date(2025, 6, 1)}, "futur"),
        ({"kind": "land", "words": "x", "effective_on": date(2020, 1, 1)}, "labellisé"),
    ],
)
def test_a_blockage_that_does_not_hold_is_refused(action, manager, given, why):
    with pytest.raises(Refused, match=why):
        blocking.block(action, by=manager, **given)


def test_a_lift_says_how_and_after_what_was_blocked(action, manager):
    with pytest.raises(Refused, match="n’est pas bloquée"):
        blocking.lift_block(action, words="Réglé", by=manager)
    blocking.block(action, kind="other", words="Grève", effective_on=MAY, by=manager)
    with pytest.raises(Refused, match="comment le blocage a été levé"):
        blocking.lift_block(action, words=" ", by=manager)
    with pytest.raises(Refused, match="date du 1er\u00a0mai 2025"):
        blocking.lift_block(action, words="Réglé", effective_on=APRIL, by=manager)
