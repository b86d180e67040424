"""The bodies and the account that the names of an action name, when the platform knows them.

The plan keeps names as they were written. What they name follows from them: it is found again each
time that they are written.
"""

from collections.abc import Collection

from usine.people.naming import accounts_named, bodies_named

from .models import Action, Party


def recognise(actions: Collection[Action]) -> None:
    """Set the account that the referent of each action names; nothing is saved."""
    accounts = accounts_named({action.referent for action in actions if action.referent})
    for action in actions:
        action.referent_account_id = accounts.get(action.referent)


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
