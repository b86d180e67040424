"""The bodies and the account that the names of an action name, when the platform knows them.

The plan keeps names as they were written. What they name follows from them: it is found again each
time that they, or a body, are written.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction

from usine.people.models import Organisation
from usine.people.naming import Keys, accounts_named, bodies_named, names_one_of
from usine.values.text import fold

from .gate import locked
from .models import Action, Party


@dataclass(frozen=True)
class NamedParty:
    """A name of an action, and the body that it names when the platform knows one."""

    name: str
    body: Organisation | None = None

    @property
    def body_name(self) -> str:
        """The name of the body, when the plan writes another one."""
        if self.body is None or fold(self.body.name) in fold(self.name):
            return ""
        return self.body.name


def parties_of(action: Action) -> tuple[NamedParty | None, list[NamedParty]]:
    """The lead of an action, if it has one, and its partners; one query."""
    parties = action.parties.select_related("body")
    bodies = {(party.role, party.name): party.body for party in parties}
    named = [(role, NamedParty(name, bodies.get((role, name)))) for role, name in _names(action)]
    leads = [each for role, each in named if role == Party.Role.LEAD]
    partners = [each for role, each in named if role == Party.Role.PARTNER]
    return (leads[0] if leads else None), partners


def recognise(actions: Collection[Action]) -> None:
    """Set the account that the referent of each action names; nothing is saved."""
    accounts = accounts_named({action.referent for action in actions if action.referent})
    for action in actions:
        action.referent_account_id = accounts.get(action.referent)


@transaction.atomic
def follow_body(keys: Keys) -> None:
    """Find again the bodies of the actions whose names hold one of these keys, those of a body that
    was written. Six queries, whatever the actions."""
    put(locked(Action.objects.filter(pk__in=list(_holding(keys)))))


def _holding(keys: Keys) -> Iterator[int]:
    named = Action.objects.exclude(lead="", partners=[]).order_by()
    for pk, lead, partners in named.values_list("pk", "lead", "partners").iterator():
        if any(names_one_of(name, keys) for name in (lead, *partners)):
            yield pk


def put(actions: Collection[Action]) -> None:
    """Write which bodies the lead and the partners of saved actions are."""
    bodies = bodies_named({name for action in actions for _, name in _names(action)})
    wanted = {
        (action.pk, body.pk, role): name
        for action in actions
        for role, name in _names(action)
        if (body := bodies.get(name))
    }
    there = {
        (party.action_id, party.body_id, party.role): party
        for party in Party.objects.filter(action__in=[action.pk for action in actions])
    }
    gone = [party.pk for key, party in there.items() if wanted.get(key) != party.name]
    if gone:
        Party.objects.filter(pk__in=gone).delete()
    Party.objects.bulk_create(
        Party(action_id=action, body_id=body, role=role, name=name)
        for (action, body, role), name in wanted.items()
        if (action, body, role) not in there or there[action, body, role].name != name
    )


def _names(action: Action) -> list[tuple[str, str]]:
    lead = [(Party.Role.LEAD.value, action.lead)] if action.lead else []
    return [*lead, *((Party.Role.PARTNER.value, name) for name in action.partners)]
