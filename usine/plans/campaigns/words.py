"""The messages of campaigns, how they are forgotten, and how pages tell what answers one."""

from usine.asks.words import ERASED
from usine.people.models import User
from usine.values.formats import format_counted

from ..models import Campaign
from .confirming import Reviewed


def forget(user: User) -> None:
    """Empty the messages that a person sent; that they sent them on a day stays."""
    Campaign.objects.filter(by=user).update(text=ERASED)


def confirmed(reviewed: Reviewed) -> str:
    """What was confirmed, and what that answers."""
    count = format_counted(reviewed.actions, "action est confirmée", "actions sont confirmées")
    return " ".join([f"{count} à ce jour.", *answering(reviewed)])


def answering(reviewed: Reviewed) -> list[str]:
    """What a confirmation answers, and what is left to confirm before it does."""
    sentences = []
    if reviewed.is_answer:
        sentences.append(
            "Cela répond à la demande de mise à jour\u00a0: «\u00a0Mon plan est à jour\u00a0»."
        )
    if reviewed.left:
        left = format_counted(reviewed.left, "autre action", "autres actions")
        sentences.append(f"Pour répondre à la demande de mise à jour, confirmez encore {left}.")
    return sentences
