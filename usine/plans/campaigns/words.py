"""The messages of campaigns, and how they are forgotten."""

from usine.asks.words import ERASED
from usine.people.models import User

from ..models import Campaign


def forget(user: User) -> None:
    """Empty the messages that a person sent; that they sent them on a day stays."""
    Campaign.objects.filter(by=user).update(text=ERASED)
