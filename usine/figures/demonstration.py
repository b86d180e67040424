"""Whether the figures are those of the demonstration: every page then says so."""

from usine.ledger.models import Event

SUBJECT = "demonstration"
VERB = "demo.build"


def is_demonstration() -> bool:
    """One query, by index."""
    return Event.objects.filter(subject=SUBJECT, verb=VERB).exists()
