"""What the views of an import share: what its pages show, where each of its steps leads."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from usine.pages.answers import Undo, acted, as_refusal
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.plans.rights import EDIT
from usine.values.errors import Refused

from .. import operations, settling
from ..dispatch import carry_on
from ..models import PlanImport
from ..previews import nearest
from ..typed import Carried, Typed

form_methods = require_http_methods(["GET", "HEAD", "POST"])

# The anchors of the page of an import: its questions, what was answered, its rows.
QUESTIONS, REPLIES, ROWS = "questions", "reponses", "lignes"


def of_import(request: SignedInRequest, plan_import: PlanImport) -> dict[str, Any]:
    """What every page of an import shows."""
    return {
        "import": plan_import,
        "territory": plan_import.territory,
        "may_edit": may(request.user, EDIT, plan_import.territory),
        "is_stalled": operations.is_stalled(plan_import),
    }


def go_on(
    request: SignedInRequest,
    plan_import: PlanImport,
    operation: Callable[..., PlanImport],
    done: str,
    *,
    at: str = "",
    near: int | None = None,
    undo: Callable[[PlanImport], Undo | None] | None = None,
    typed: Typed | None = None,
    spends: Collection[str] = (),
    **arguments: Any,
) -> HttpResponse:
    """Run an operation on the import, say how it went, and go back to its page, on the tab that
    the address names, at the anchor `at`, or at the row whose position is the nearest. What is
    ticked and typed for several rows is there again, but for what the operation `spends`; what else
    is `typed`, and that the operation keeps too, is kept alone when it is refused."""
    carried = Carried(request, plan_import, spends)
    told = f"{done} {typed.sentence}".strip() if typed else done

    def address(after: PlanImport) -> str:
        anchor = at if near is None else nearest(request, after, near)
        return _address(after, carried.query(after), anchor)

    def refused(why: Refused) -> HttpResponse:
        # The notice of the import says why the plan moved.
        if isinstance(why, operations.PlanMoved):
            return redirect(_address(plan_import, request.GET, at))
        return go_back(request, plan_import, str(why), at=at, typed=typed)

    return acted(
        request,
        lambda: carry_on(operation(plan_import, by=request.user, **arguments), by=request.user),
        message=lambda after: "" if after.is_busy else told,
        to=address,
        undo=undo,
        otherwise={Refused: refused},
    )


def go_back(
    request: SignedInRequest,
    plan_import: PlanImport,
    why: str,
    *,
    at: str,
    typed: Typed | None = None,
) -> HttpResponse:
    """Do nothing but keep what is `typed`, say why, and go back to the page of the import at an
    anchor, with the rest as it was sent."""
    messages.error(request, why)
    if typed and typed.sentence:
        return go_on(request, plan_import, typed.before(settling.settle), typed.sentence, at=at)
    query = Carried(request, plan_import).query(plan_import)
    return as_refusal(redirect(_address(plan_import, query, at)))


def _address(plan_import: PlanImport, query: QueryDict, at: str) -> str:
    """The page of the import, on the tab that a query names, at an anchor of that page."""
    asked = f"?{query.urlencode()}" if query else ""
    return f"{plan_import.get_absolute_url()}{asked}{at and f'#{at}'}"
