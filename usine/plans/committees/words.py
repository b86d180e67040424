"""The names of the members of committees, and how they are forgotten."""

import json
from collections import defaultdict

from usine.ledger.models import Payload
from usine.people.models import User
from usine.people.naming import is_named

from ..models import CommitteeMember
from .values import MEMBERS

# The keys of payloads that hold free text.
FREE = ("name", "venue", "agenda", "foreword", MEMBERS, "decision", "reason", "file", "note")


def forget(user: User) -> None:
    """Take a person off the committees that name them; the other words are their territory's."""
    members = CommitteeMember.objects.only("pk", "name", "person")
    theirs = [each.pk for each in members if each.person_id == user.pk or is_named(each.name, user)]
    CommitteeMember.objects.filter(pk__in=theirs).delete()


def payloads_naming(user: User) -> dict[str, list[int]]:
    """The payloads that give the person as a member: {subject: [event]}."""
    naming: dict[str, list[int]] = defaultdict(list)
    payloads = Payload.objects.filter(
        subject__startswith="committee:", content__contains=f'"{MEMBERS}"'
    )
    for subject, event, content in payloads.values_list("subject", "event", "content"):
        if any(is_named(name, user) for name in _names(json.loads(content or "{}"))):
            naming[subject].append(event)
    return naming


def _names(content: dict) -> list[str]:
    """The names of members in a payload: the first ones, or the former and the new ones."""
    changed = content.get("changes", {}).get(MEMBERS, ())
    return [
        *content.get("values", {}).get(MEMBERS, ()),
        *(name for each in changed for name in each),
    ]
