"""What the platform checks as a whole, at night."""

import logging
from datetime import datetime, timedelta

from usine.jobs.schedules import every
from usine.ledger.queries import head
from usine.ledger.verification import counted, verify
from usine.pages import posting
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

logger = logging.getLogger("usine.ledger")

# A form that is sent again after this time acts again.
POSTED_LAST = timedelta(days=2)


@every(hour=3, minute=15)
def clear_posted_forms(due_at: datetime) -> str:
    forgotten = posting.forget(clock.now() - POSTED_LAST)
    return format_counted(forgotten, "envoi effacé", "envois effacés")


@every(hour=4, slow=True)
def verify_ledger(due_at: datetime) -> str:
    """Prove the ledger. An alteration is a dead letter at once: trying again would find it too."""
    if faults := verify():
        logger.error("ledger altered", extra={"fields": {"faults": faults}})
        raise Refused(f"Registre altéré\u00a0: {' '.join(faults)}")
    known = head()
    return f"Registre intact\u00a0: {counted()}. head: {known.number} {known.seal}"
