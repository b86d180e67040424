"""An import that is undone leaves nothing to confirm: a campaign asks for nothing more there."""

from datetime import date, timedelta

import pytest

from usine.imports import undoing
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans.campaigns.operations import send_campaign
from usine.plans.doing import NOTHING_LEFT
from usine.plans.queries import Plan
from usine.plans.tests.campaigning import DAY
from usine.plans.tests.factories import make_user
from usine.subjects import operations as subjects

from .imports import ECOLE, FRICHE, bring, csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_it_is_withdrawn_and_says_why(territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    subjects.rebuild()
    plan_import = bring(territory, csv(FRICHE, ECOLE), on=date(2025, 1, 10))
    campaign = send_campaign(
        Plan(region=territory.lead_region),
        territories=[territory],
        opens_on=DAY,
        due_on=DAY + timedelta(days=14),
        text="Vos plans, merci.",
        by=None,
    )
    undoing.undo(plan_import, by=manager)
    ask = campaign.plans.get().ask
    assert (ask.state, ask.words, ask.closed_by) == ("withdrawn", NOTHING_LEFT, manager)
    assert verify() == []
