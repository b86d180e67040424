"""« Ma semaine »: what its reader should look at, each action by one gesture."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.people.access import grants_of
from usine.people.requests import SignedInRequest
from usine.values import clock

from ..rights import CONFIRM
from ..rows import marked
from ..week import AT_ONCE, to_look_at, week_rows


@require_safe
def week(request: SignedInRequest) -> HttpResponse:
    today = clock.today()
    actions = to_look_at(request.user, today)
    rows = list(week_rows(marked(actions, today)[:AT_ONCE], request.user, today))
    count = actions.count() if len(rows) == AT_ONCE else len(rows)
    context = {
        "rows": rows,
        "count": count,
        "rest": count - len(rows),
        "keeps_some": bool(grants_of(request.user).territories(CONFIRM)),
        "has_places": len({each.row.action.territory_id for each in rows}) > 1,
    }
    return render(request, "plans/week.html", context)
