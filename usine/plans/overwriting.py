"""What somebody else wrote in a field of actions since a person read them."""

from collections.abc import Collection

from usine.ledger.models import Payload
from usine.people.queries import names_of

from .fields import STATUS
from .models import Action
from .writing import named


def overwriting_refusal(actions: Collection[Action], name: str, *, read: int, reader) -> str | None:
    """Who, besides its reader, wrote a field of these actions, or their status, after an event."""
    subjects = [action.subject for action in actions]
    payloads = Payload.objects.filter(event__gt=read, subject__in=subjects).select_related("event")
    others = payloads.exclude(event__actor_id=reader.pk) if reader else payloads
    written = {each.subject: each.event.actor_id for each in others if _writes(each, name)}
    if not written:
        return None
    who = sorted(names_of({pk for pk in written.values() if pk is not None}).values())
    return (
        f"{' et '.join(who) or 'Le système'} a écrit dans ce champ depuis que vous avez affiché la "
        f"page ({named([action for action in actions if action.subject in written])})\u00a0: la "
        "voici à jour."
    )


def _writes(payload: Payload, name: str) -> bool:
    content = payload.decoded or {}
    if name == STATUS.name and content.keys() & {"status", "steps"}:
        return True
    return name in content.get("changes", {})
