"""The gates of a call that decisions judge: a second person, and how many files a place has."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from usine.values.formats import format_counted

from ..candidacies.gates import GateOutcome, register
from ..format.procedure import GateSpec
from ..labels import QUOTA_PLACES
from ..models import Candidacy, CandidacyDecision
from ..states import CandidacyState, DecisionOutcome

S = CandidacyState

# The files that a place keeps: once it is decided, those that were awarded.
_KEPT = (S.SHORTLISTED, S.PROPOSED, S.AWARDED, S.CLOSED)
_DECIDED = (S.AWARDED, S.CLOSED)
_PLACE = {
    "region": "region",
    "territory": "territory",
    "departement": "commune__departement",
}


def _second_person(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
    """Who proposed it is known: `approve` refuses the same person, whatever the call lists."""
    proposal = _proposal(candidacy)
    if proposal is None or proposal.proposed_by is None:
        return GateOutcome(gate.gate, False, "Personne n’a signé la proposition.")
    return GateOutcome(
        gate.gate, True, f"Proposée par {proposal.proposed_by}\u00a0: une autre personne approuve."
    )


def _quota(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
    """How many files of its place are kept, with this one; one that is refused takes no place."""
    proposal = _proposal(candidacy)
    where = QUOTA_PLACES[gate.place]
    if proposal and proposal.outcome == DecisionOutcome.REFUSED:
        return GateOutcome(gate.gate, True, f"Nombre de dossiers {where}\u00a0: non retenu.")
    others = _others(candidacy, gate.place)
    if others is None:
        return GateOutcome(
            gate.gate, False, f"Nombre de dossiers {where}\u00a0: le lieu n’est pas connu."
        )
    count = others.count() + 1
    return GateOutcome(
        gate.gate,
        (gate.min or 0) <= count and (gate.max is None or count <= gate.max),
        f"Nombre de dossiers {where}\u00a0: {format_counted(count, 'dossier', 'dossiers')} avec "
        f"celui-ci, {_bounds(gate)}.",
    )


def _bounds(gate: GateSpec) -> str:
    least = f"{gate.min} au moins" if gate.min is not None else ""
    most = f"{gate.max} au plus" if gate.max is not None else ""
    return " et ".join(each for each in (least, most) if each)


def _others(candidacy: Candidacy, place: str) -> QuerySet[Candidacy] | None:
    """The other files that its place keeps in its call; None when it has no such place."""
    own = Candidacy.objects.filter(pk=candidacy.pk).values_list(_PLACE[place], flat=True).get()
    if not own:
        return None
    kept = _DECIDED if candidacy.state == S.PROPOSED else _KEPT
    last = CandidacyDecision.objects.filter(candidacy=OuterRef("pk")).order_by("-pk")
    rows = Candidacy.objects.filter(call=candidacy.call_id, is_test=candidacy.is_test)
    rows = rows.annotate(proposed_outcome=Subquery(last.values("outcome")[:1]))
    refused = Q(state=S.PROPOSED, proposed_outcome=DecisionOutcome.REFUSED)
    rows = rows.filter(**{_PLACE[place]: own}, state__in=kept).exclude(refused)
    return rows.exclude(pk=candidacy.pk)


def _proposal(candidacy: Candidacy) -> CandidacyDecision | None:
    """What is proposed and neither approved nor sent back."""
    rows = candidacy.decisions.filter(approved_at=None, proposed_at__gte=candidacy.state_since)
    return rows.select_related("proposed_by").order_by("pk").last()


def register_gates() -> None:
    register("second_person", _second_person)
    register("quota", _quota)
