"""What people write in asks, and how it is forgotten."""

from usine.people.models import User

from .models import Ask

ERASED = "Message effacé."
# The keys of payloads that hold free text.
FREE = ("text", "words", "values")


def forget(user: User) -> None:
    """Empty what a person asked and answered; that they did so on a day stays."""
    Ask.objects.filter(by=user).update(text=ERASED)
    theirs = Ask.objects.filter(closed_by=user)
    theirs.exclude(words="").update(words=ERASED)
    theirs.update(values={})
