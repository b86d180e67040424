"""The free text that people sign about actions, and how it is forgotten."""

import json
from collections import defaultdict
from collections.abc import Iterator

from usine.exchanges.models import Note
from usine.ledger.models import Event, Payload
from usine.people.models import User
from usine.people.naming import is_named

from .models import (
    Action,
    Blockage,
    CalendarFeed,
    FundingAmount,
    PlannedBudget,
    ResultValue,
    SavedView,
    StatusChange,
)

ERASED = "Motif effacé."
# The keys of payloads that hold free text, the name of a file included.
FREE = (
    *("reason", "description", "comment", "note", "file"),
    *("objectives", "expected_results", "referent"),
)


def forget(user: User) -> None:
    """Empty the reasons and notes that a person gave, and their name where they are the referent;
    delete their own views and links of calendars.

    The other present words of the plan are its territory's.
    """
    for model in (StatusChange, PlannedBudget, Blockage, FundingAmount, ResultValue):
        model.objects.filter(by=user).exclude(reason="").update(reason=ERASED)
    for kept in (SavedView, CalendarFeed):
        kept.objects.filter(owner=user).delete()
    Blockage.objects.filter(by=user).exclude(words="").update(words=ERASED)
    withdrawals = Event.objects.filter(actor_id=user.pk, verb="plans.withdraw")
    subjects = withdrawals.values_list("subject", flat=True)
    withdrawn = [int(subject.partition(":")[2]) for subject in subjects]
    reasoned = Action.objects.filter(pk__in=withdrawn).exclude(withdrawal_reason="")
    reasoned.update(withdrawal_reason=ERASED)
    _forget_comments(user)
    referred = Action.objects.exclude(referent="").only("pk", "referent", "referent_account")
    of_them = [
        each.pk
        for each in referred
        if each.referent_account_id == user.pk or is_named(each.referent, user)
    ]
    Action.objects.filter(pk__in=of_them).update(referent="", referent_account=None)


def _forget_comments(user: User) -> None:
    """Empty the comments of the actions that the person noted, save those that repeat the note of
    somebody else."""
    signed = Note.objects.filter(by=user, subject__kind="action").values("subject")
    others = Note.objects.standing().filter(subject__in=signed).exclude(by=user)
    of_others = set(others.values_list("subject", "text"))
    numbers = [int(key.partition(":")[2]) for key in signed.values_list("subject", flat=True)]
    noted = Action.objects.filter(pk__in=numbers).only("pk", "comment")
    theirs = [a.pk for a in noted if (a.subject, a.comment.strip()) not in of_others]
    Action.objects.filter(pk__in=theirs).update(comment="")


def payloads_naming(user: User) -> dict[str, list[int]]:
    """The payloads that give the person as the referent of an action: {subject: [event]}."""
    naming: dict[str, list[int]] = defaultdict(list)
    payloads = Payload.objects.filter(subject__startswith="action:", content__contains='"referent"')
    for subject, event, content in payloads.values_list("subject", "event", "content"):
        if any(is_named(name, user) for name in _referents(json.loads(content or "{}"))):
            naming[subject].append(event)
    return naming


def _referents(content: dict) -> Iterator[str]:
    """The names of referents in a payload: the first one, or the former and the new one."""
    if first := content.get("values", {}).get("referent"):
        yield first
    yield from filter(None, content.get("changes", {}).get("referent", ()))
