"""Whether the figures are those of the demonstration, which every page then says."""

from usine.ledger.models import Event

SUBJECT = "demonstration"
VERB = "demo.build"


def is_demonstration() -> bool:
    """One query, by index."""
    return Event.objects.filter(subject=SUBJECT, verb=VERB).exists()
