"""What users answer to rows that wait, before the import is applied."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from usine.pages.answers import Undo
from usine.people.requests import SignedInRequest
from usine.values.formats import format_counted

from .. import deciding
from ..choosing import DECISION, RowsDecided, rows_decided
from ..gate import import_to_edit
from ..previews import first_position
from ..states import Decision
from .answers import MOVED, NONE_TICKED
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
    sent = rows_decided(request, plan_import)
    if sent.decision is None:
        return go_back(request, plan_import, MOVED, at=ROWS)
    if not sent.rows:
        return go_back(request, plan_import, NONE_AWAITS if sent.named else NONE_TICKED, at=ROWS)
    keys = ",".join(map(str, sent.rows))
    return go_on(
        request,
        plan_import,
        deciding.decide,
        _told(sent, sent.decision),
        undo=lambda after: Undo(
            f"{after.get_absolute_url()}trancher/?{request.GET.urlencode()}",
            {DECISION: f"{Decision.AGAIN}:{keys}"},
        ),
        at=ROWS,
        near=first_position(plan_import, sent.rows),
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
