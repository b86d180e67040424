"""What people write in asks, and how it is forgotten."""

from usine.ledger.models import Payload
from usine.people.models import User

from .models import Ask
from .operations import BATCHES

ERASED = "Message effacé."
# The keys of payloads that hold free text.
FREE = ("text", "words", "values")


def forget(user: User) -> None:
    """Empty what a person asked and answered; that they did so on a day stays."""
    Ask.objects.filter(pk__in=_asked_by(user)).update(text=ERASED)
    theirs = Ask.objects.filter(closed_by=user)
    theirs.exclude(words="").update(words=ERASED)
    theirs.update(values={})


def _asked_by(user: User) -> set[int]:
    """What a person asked, even what was entrusted to somebody else since."""
    told = Payload.objects.filter(subject__startswith="ask:", event__actor_id=user.pk)
    asking = told.filter(event__verb__in=("asks.ask", *BATCHES))
    keys = {int(key.partition(":")[2]) for key in asking.values_list("subject", flat=True)}
    return keys.union(Ask.objects.filter(by=user).values_list("pk", flat=True))
