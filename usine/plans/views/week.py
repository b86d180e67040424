"""« Ma semaine »: what its reader should look at, each action by one gesture."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.people.access import grants_of
from usine.people.models import User
from usine.people.queries import bodies_of
from usine.people.requests import SignedInRequest
from usine.values import clock

from ..rights import CONFIRM, EDIT
from ..rows import marked
from ..rules import LOOKED_AT_AFTER
from ..week import AT_ONCE, to_look_at, week_rows

# Why there is nothing to look at: a title, and what to do.
UP_TO_DATE = (
    "Tout est à jour",
    "Chaque action ouverte que vous suivez a été confirmée, ou modifiée, depuis moins de "
    f"{LOOKED_AT_AFTER.days}\u00a0jours, et personne n’attend que vous en confirmiez d’autres.",
)
WITHOUT_BODY = (
    "Votre organisme n’est pas connu",
    "Demandez à votre chef de projet ou à votre coordinateur de l’inscrire sur votre compte\u00a0: "
    "les actions qu’il porte viendront ici.",
)
NOT_CONCERNED = (
    "Rien à regarder ici",
    "Cette page est pour ceux qui tiennent un plan, ou dont l’organisme porte une action.",
)


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
        "nothing": None if rows else _nothing(request.user, today),
        "has_places": len({each.row.action.territory_id for each in rows}) > 1,
    }
    return render(request, "plans/week.html", context)


def _nothing(user: User, today: date) -> tuple[str, str]:
    grants = grants_of(user)
    if grants.territories(EDIT):
        return UP_TO_DATE
    if grants.territories(CONFIRM):
        return UP_TO_DATE if bodies_of(user, today).exists() else WITHOUT_BODY
    return NOT_CONCERNED
