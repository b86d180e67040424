"""The names that people give to their files, and how they are forgotten."""

from usine.people.models import User

from .models import Document

ERASED = "document"


def forget(user: User) -> None:
    """Give a neutral name to the documents that a person attached. What they hold is their
    subject's, as the words of a plan are: whoever must, withdraws it, and its bytes go."""
    theirs = list(Document.objects.filter(by=user))
    for each in theirs:
        each.name = f"{ERASED}.{each.format}"
    Document.objects.bulk_update(theirs, ["name"], batch_size=500)
