"""What users answer to rows that wait, before the import is applied."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from usine.pages.answers import Undo
from usine.people.requests import SignedInRequest
from usine.values.formats import format_counted

from .. import deciding
from ..choosing import DECISION, RowsDecided, rows_decided
from ..gate import import_to_edit
from ..models import PlanImport
from ..previews import first_position
from ..states import Decision
from ..typed import typed_in
from .answers import MOVED, NONE_TICKED, OF_TICKED
from .going import ROWS, go_back, go_on

NONE_AWAITS = "Aucune des lignes cochées n’attend cette réponse."
_DONE = {
    Decision.SAME: ("met à jour l’action du plan", "mettent à jour les actions du plan"),
    Decision.OTHER: ("crée une nouvelle action", "créent de nouvelles actions"),
    Decision.CONFIRMED: ("donne son statut au plan", "donnent leur statut au plan"),
    Decision.AGAIN: ("attend votre réponse", "attendent votre réponse"),
}


@require_POST
def decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    sent, typed = rows_decided(request, plan_import), typed_in(request, plan_import)
    if sent.decision is None:
        return go_back(request, plan_import, MOVED, at=ROWS, typed=typed)
    if not sent.rows:
        why = NONE_AWAITS if sent.named else NONE_TICKED
        return go_back(request, plan_import, why, at=ROWS, typed=typed)
    keys = ",".join(map(str, sent.rows))

    def undo(after: PlanImport) -> Undo:
        """Only where the rows keep their keys: a new reading gives them others."""
        address = f"{after.get_absolute_url()}trancher/?{request.GET.urlencode()}"
        return Undo(address, {DECISION: f"{Decision.AGAIN}:{keys}"})

    return go_on(
        request,
        plan_import,
        typed.after(deciding.decide),
        _told(sent, sent.decision),
        undo=None if typed.is_to_read else undo,
        at=ROWS,
        near=first_position(plan_import, sent.rows),
        typed=typed,
        spends=() if sent.is_of_row else OF_TICKED,
        rows=sent.rows,
        decision=sent.decision,
    )


def _told(sent: RowsDecided, decision: Decision) -> str:
    """What the answer does, and that the other rows that were ticked stay as they were."""
    one, several = _DONE[decision]
    done = f"{format_counted(len(sent.rows), f'ligne {one}', f'lignes {several}')}."
    others = format_counted(
        len(sent.named) - len(sent.rows),
        "autre ligne cochée n’attendait pas cette réponse",
        "autres lignes cochées n’attendaient pas cette réponse",
    )
    return done if len(sent.named) == len(sent.rows) else f"{done} {others}."
