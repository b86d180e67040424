"""What an action can get: the verdict of each call that is open, on the page of the action."""

from typing import Any, NamedTuple

from usine.plans.models import Action
from usine.plans.panels import Panel
from usine.values import clock

from .candidacies.gate import may_apply_for
from .eligibility.verdicts import WHOLE, Verdict
from .gathering.actions import action_books
from .gathering.names import CodeNames
from .gathering.vantage import Vantage
from .judging import Inquiry
from .models import Call
from .stages import Stage


class CallAnswer(NamedTuple):
    """What a call says of an action."""

    call: Call
    verdict: Verdict


def answers(action: Action, reader: Any) -> list[CallAnswer]:
    """What the calls for actions that are open say, those that may suit first; as far as the
    reader may read the action."""
    vantage, names = Vantage(clock.today()), CodeNames()
    calls = Call.objects.filter(stage=Stage.OPEN, applies_for="action").select_related("version")
    inquiries = [Inquiry.of(call, vantage, names) for call in calls]
    inquiries = [each for each in inquiries if each.terms.window]
    if not inquiries:
        return []
    book = action_books([action], vantage, reader=reader)[action.pk]
    judged = [CallAnswer(each.call, each.judge(book)) for each in inquiries]
    return sorted(judged, key=lambda each: list(WHOLE).index(each.verdict.verdict))


def _context(action: Action, reader: Any) -> dict[str, Any]:
    judged = [] if action.withdrawn_on else answers(action, reader)
    if not judged:
        return {}
    applies = may_apply_for(action.territory, reader)
    return {"answers": judged, "about": action.subject, "applies": applies}


PANEL = Panel("aides", "Ce qu’elle peut obtenir", "calls/panel.html", _context)
