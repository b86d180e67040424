"""Actions that leave their plan, and come back to it."""

from datetime import date

import pytest

from usine.ledger.verification import verify
from usine.plans import operations
from usine.plans.models import Action
from usine.values.errors import Refused

from .counted import TODAY, by_status
from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.mark.parametrize(
    ("reason", "on", "why"), [(" ", TODAY, "motive"), ("Erreur", date(2025, 6, 1), "futur")]
)
def test_a_withdrawal_that_does_not_hold_is_refused(reason, on, why):
    action = make_action(make_territory())
    with pytest.raises(Refused, match=why):
        operations.withdraw(action, reason=reason, on=on, by=None)


def test_a_withdrawn_action_counts_until_it_is_withdrawn():
    action = make_action(make_territory(), reference="A1")
    operations.withdraw(action, reason="Doublon", on=date(2025, 2, 1), by=None)

    assert by_status(date(2025, 1, 31)) == {"to_start": 1}
    assert by_status() == {}
    assert list(Action.objects.live()) == []
    with pytest.raises(Refused, match="retirée du plan"):
        operations.step(action, "start", by=None)

    assert operations.reinstate(action, by=None).version == 3
    assert by_status() == {"to_start": 1}
    assert verify() == []
    with pytest.raises(Refused, match="est dans le plan"):
        operations.reinstate(action, by=None)


def test_an_action_withdrawn_on_its_first_day_never_counted():
    action = make_action(make_territory(), effective_on=date(2025, 2, 1))
    operations.withdraw(action, reason="Erreur", on=date(2025, 2, 1), by=None)
    assert by_status() == {}
    assert verify() == []


def test_reinstate_refuses_a_reference_taken_meanwhile():
    territory = make_territory()
    action = make_action(territory, reference="A1")
    operations.withdraw(action, reason="Doublon", by=None)
    other = make_action(territory, reference="A1", title="Forum")
    with pytest.raises(Refused, match="«\u00a0Forum\u00a0» porte maintenant la référence A1"):
        operations.reinstate(action, by=None)
    operations.change(other, values={"reference": "A2"}, version=1, by=None)
    assert operations.reinstate(action, by=None).withdrawn_on is None
