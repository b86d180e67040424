"""The secret links of calendar programs to the steps of a list: opened, revoked, followed.

The secret of a link is our signature of its number: nothing of it is kept, so that whoever reads
the database opens nothing, and a made-up one costs no query. What its owner may read is asked again
each time that it serves.
"""

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from usine.ledger.operations import record
from usine.ledger.refusals import operation, save
from usine.pages.links import whole
from usine.people.backends import Backend
from usine.people.holding import hold_known
from usine.people.models import User
from usine.values import clock
from usine.values.errors import Refused

from .filters import PlanFilter
from .listing import PlanListing
from .models import CalendarFeed
from .queries import AS_OF, WITHDRAWN, Plan

_SIGNER = signing.Signer(salt="plans.feed", sep=".")
# What narrows a list; how it is displayed, and its day of the past, are nothing to a calendar.
_FILTERS = tuple(name for name in PlanFilter.base_fields if name != AS_OF)


def filters_of(query: QueryDict) -> str:
    """The filters of an address, always in the same order."""
    kept = QueryDict(mutable=True)
    for name in _FILTERS:
        if value := query.get(name):
            kept[name] = value
    return kept.urlencode()


def plan_followed(feed: CalendarFeed) -> Plan:
    return Plan(territory=feed.territory, region=feed.region)


def feeds_of(user, plan: Plan) -> QuerySet[CalendarFeed]:
    """The links that a person has to lists of a plan, the latest first."""
    return CalendarFeed.objects.standing().filter(
        owner=user.pk, territory=plan.territory, region=plan.region
    )


def address(feed: CalendarFeed) -> str:
    """The whole address of a link, with its secret."""
    return whole(reverse("plans:feed", args=[f"{_SIGNER.sign(str(feed.pk))}.ics"]))


@operation
def open_feed(plan: Plan, *, query: str, owner: User, by) -> CalendarFeed:
    """The link of its owner to a list of the plan: the one that they have, else a new one.

    Raises Refused for the actions that left the plan: nothing of them is to come.
    """
    _check_owner(owner, by=by)
    if not plan.readable_by(owner):
        raise PermissionDenied("Votre mandat ne couvre pas ce plan.")
    hold_known(owner)
    filters = filters_of(QueryDict(query))
    if QueryDict(filters).get("suivi") == WITHDRAWN:
        raise Refused("Les actions retirées du plan n’ont pas d’agenda.")
    if there := feeds_of(owner, plan).filter(query=filters).first():
        return there
    feed = CalendarFeed(owner=owner, territory=plan.territory, region=plan.region, query=filters)
    save(feed)
    return _recorded("open_feed", feed, by=by)


@operation
def revoke_feed(feed: CalendarFeed, *, by) -> CalendarFeed:
    """Close a link for ever. Raises Refused when it is closed already."""
    _check_owner(feed.owner, by=by)
    hold_known(feed.owner)
    feed.refresh_from_db()
    if feed.revoked_at:
        raise Refused("Ce lien d’agenda est déjà révoqué.")
    feed.revoked_at = clock.now()
    feed.save(update_fields=["revoked_at"])
    return _recorded("revoke_feed", feed, by=by)


def _check_owner(owner: User, *, by) -> None:
    """None is the system itself."""
    if by is not None and by.pk != owner.pk:
        raise PermissionDenied("Ce lien d’agenda est celui de quelqu’un d’autre.")


def _recorded(verb: str, feed: CalendarFeed, *, by) -> CalendarFeed:
    subject = f"user:{feed.owner_id}"
    payload = {"feed": feed.pk, "plan": plan_followed(feed).name}
    record(f"plans.{verb}", subject=subject, by=by, payload=payload)
    return feed


def feed_at(token: str) -> CalendarFeed | None:
    """The link that bears a token, revoked or not; None when we gave no such link."""
    try:
        number = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    feeds = CalendarFeed.objects.select_related("territory__lead_region", "region")
    return feeds.filter(pk=number).first()


def followed(feed: CalendarFeed) -> PlanListing | None:
    """The list that a link follows; None once it is revoked, or its owner may not read the plan."""
    owner = None if feed.revoked_at else Backend().get_user(feed.owner_id)
    plan = plan_followed(feed)
    if owner is None or not plan.readable_by(owner):
        return None
    return PlanListing.of(QueryDict(feed.query), plan, today=clock.today())
