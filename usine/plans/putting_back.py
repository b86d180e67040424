"""A removed detail, put back on the sheet of its action as it was."""

from collections.abc import Iterator, Mapping
from typing import Any

from usine.ledger.refusals import operation, save
from usine.values.errors import Refused

from . import bulk
from .details import DetailKind, about, keep_confirmed, values_of
from .funding import LINE
from .funding_dates import again_refusal
from .gate import check_right, hold, locked
from .links import LINK
from .models import Action, Detail
from .results import INDICATOR, RESULT
from .steps import STEP
from .writing import record_of, refuse_if

KINDS: Mapping[type[Detail], DetailKind] = {
    kind.model: kind for kind in (STEP, LINE, RESULT, INDICATOR, LINK)
}


@operation
def put_back(detail: Detail, *, by) -> Detail:
    """Undo the removal of a detail: its values, and its amounts at their dates, hold again.

    Raises Refused when the detail is there, and when it may not be any more: one that files name
    alike was written since, the financing would pass the budget on some day.
    """
    kind = KINDS[type(detail)]
    check_right(detail.action.territory, by=by)
    # Both ends of a link are held, in the order of all writers.
    ends = {detail.action.pk, getattr(detail, "other_id", detail.action.pk)}
    locked(Action.objects.filter(pk__in=ends))
    action = hold(detail.action, by=by)
    detail = kind.model._default_manager.get(pk=detail.pk)
    detail.action = action
    if detail.removed_at is None:
        raise Refused(f"«\u00a0{detail}\u00a0» est déjà sur la fiche.")
    amounts = list(_amounts(detail, by=by)) if kind.model.dated else []
    refuse_if(kind.refusal(detail) or kind.among(detail))
    if kind is LINE:
        refuse_if(again_refusal(action, amounts))
    detail.removed_at = None
    detail.version += 1
    save(detail)
    if amounts:
        bulk.insert(amounts)
    keep_confirmed(action)
    told = about(kind, detail, None, values_of(kind, detail))
    record_of("put_back", action, by=by, payload={"details": [told]})
    return detail


def _amounts(detail: Any, *, by) -> Iterator[Any]:
    """The dated values that the removal of the detail superseded, to be written again."""
    removed = detail.amounts.filter(superseded_at=detail.removed_at).order_by("effective_on", "pk")
    # Of two of one day, the last one holds.
    last = {(amount.name, amount.effective_on): amount for amount in removed}
    for amount in last.values():
        copied = {
            field.attname: getattr(amount, field.attname)
            for field in amount._meta.concrete_fields
            if field.name not in ("id", "recorded_at", "superseded_at", "by", "detail")
        }
        yield type(amount)(detail=detail, by=by, **copied)
