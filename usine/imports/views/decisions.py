"""What users answer to rows that wait, before the import is applied."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from usine.pages.answers import Undo
from usine.people.requests import SignedInRequest
from usine.values.formats import format_counted

from .. import deciding
from ..gate import import_to_edit
from ..previews import DECISION, first_position, rows_decided
from ..states import Decision
from .answers import MOVED
from .going import ROWS, go_back, go_on

_DONE = {
    Decision.SAME: ("met à jour l’action du plan", "mettent à jour les actions du plan"),
    Decision.OTHER: ("crée une nouvelle action", "créent de nouvelles actions"),
    Decision.CONFIRMED: ("donne son statut au plan", "donnent leur statut au plan"),
    Decision.AGAIN: ("attend votre réponse", "attendent votre réponse"),
}


@require_POST
def decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    decision, rows = rows_decided(request, plan_import)
    if decision is None or not rows:
        return go_back(request, plan_import, MOVED, at=ROWS)
    one, several = _DONE[decision]
    keys = ",".join(map(str, rows))
    return go_on(
        request,
        plan_import,
        deciding.decide,
        f"{format_counted(len(rows), f'ligne {one}', f'lignes {several}')}.",
        undo=lambda after: Undo(
            f"{after.get_absolute_url()}trancher/?{request.GET.urlencode()}",
            {DECISION: f"{Decision.AGAIN}:{keys}"},
        ),
        at=ROWS,
        near=first_position(plan_import, rows),
        rows=rows,
        decision=decision,
    )
