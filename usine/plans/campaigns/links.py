"""The signed link by which whoever is asked confirms the actions of their plan without a password.

It is tied to an ask and to a person, for 14 days, and opens nothing else: it dies with the mandate,
and only tells that the ask is closed once it is. Actions of restricted access are left to those who
sign in.
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from usine.asks.models import Ask
from usine.asks.queries import whole
from usine.pages import links
from usine.pages.links import Link
from usine.people.backends import Backend
from usine.people.models import User
from usine.values.formats import format_counted

from ..blocking import latest_blockages
from ..models import Action, Blockage
from ..queries import late
from ..table import in_plan_order
from ..updating import CODE, opened_on, unconfirmed

SALT = "plans.confirming"
LASTS = timedelta(days=14)


class ToConfirm(NamedTuple):
    """An action to confirm, with what of it asks to be read again: what blocks it, and whether it
    is late. It is not ticked then: whoever confirms it says so of what the plan tells of that."""

    action: Action
    blockage: Blockage | None
    is_late: bool

    @property
    def is_ticked(self) -> bool:
        return not (self.blockage or self.is_late)


class Opened(NamedTuple):
    """What a link opens: the ask, which may be closed, for the person of whom it is asked."""

    ask: Ask
    person: User


def shortcut(ask: Ask, person: User) -> Link:
    """The link, as a mail shows it."""
    token = signing.dumps([ask.pk, person.pk], salt=SALT)
    lasts = format_counted(LASTS.days, "jour", "jours")
    label = f"Confirmer mes actions sans mot de passe (lien personnel, {lasts})"
    return Link(label, links.whole(reverse("plans:confirm_by_mail", args=[token])))


def is_ours(token: str) -> bool:
    """Whether we signed a link, however long ago."""
    try:
        signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    return True


def opened(token: str) -> Opened | None:
    """What a link opens today; None once it is dead."""
    try:
        pk, person = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = Backend().get_user(person)
    asks = Ask.objects.asked_of(user).filter(kind=CODE) if user else Ask.objects.none()
    ask = whole(asks).filter(pk=pk).first()
    return Opened(ask, user) if ask and user else None


def to_confirm(ask: Ask) -> QuerySet[Action]:
    """The open actions that nobody confirmed since the campaign opened and that a link confirms, as
    the plan orders them."""
    return _left(ask).filter(restricted=False).order_by(*in_plan_order(), "pk")


def rows_to_confirm(ask: Ask, today: date) -> list[ToConfirm]:
    """`to_confirm`, as the page of the link shows them; one query more for what blocks them."""
    actions = list(to_confirm(ask).annotate(is_late=late(today)))
    blockages = latest_blockages([each for each in actions if each.is_blocked])
    return [ToConfirm(each, blockages.get(each.pk), bool(each.is_late)) for each in actions]


def restricted_left(ask: Ask) -> int:
    """How many more are of restricted access."""
    return _left(ask).filter(restricted=True).count()


def _left(ask: Ask) -> QuerySet[Action]:
    return unconfirmed(opened_on(ask)).filter(territory__place=ask.subject.place)
