"""Deputyships given for more than a year before a year was the most: the clock has them end a year
from the day when it reads them, as any other, and tells whom that concerns."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from usine.values import clock

from . import leaving
from .holding import hold_known
from .models import Mandate, MandateQuerySet, User
from .roles import Role
from .rules import DEPUTYSHIP
from .standing_in import move_end, seats

WHY = "Une suppléance va jusqu’à un an d’ici au plus."


def too_long(today: date) -> MandateQuerySet:
    """Those that run past the last day that one may give today."""
    latest = today + DEPUTYSHIP
    lasting = Mandate.objects.filter(role=Role.DEPUTY, cancelled_at=None, starts_on__lte=latest)
    return lasting.filter(Q(ends_on=None) | Q(ends_on__gt=latest), user__forgotten_at=None)


@transaction.atomic
def shorten(mandate: Mandate) -> bool:
    """Have one end within a year; False when somebody did meanwhile."""
    today = clock.today()
    person = hold_known(mandate.user)
    current = too_long(today).filter(pk=mandate.pk, user=person).first()
    if current:
        move_end(current, today + DEPUTYSHIP, by=None, reason=WHY)
    return current is not None


def concerned(mandate: Mandate) -> QuerySet[User]:
    """The deputy, and who may put its last day off: who holds the seat, else who follows them."""
    holding = seats(mandate).held_on(clock.today()).values("user")
    holders = User.objects.filter(pk__in=holding, is_active=True)
    others = holders if holders.exists() else leaving.warned(mandate)
    return User.objects.filter(
        Q(pk=mandate.user_id, is_active=True) | Q(pk__in=others.values("pk"))
    )
