"""What is looked at over the whole platform, at night."""

import logging
from datetime import datetime

from usine.jobs.schedules import every
from usine.ledger.verification import count, verify
from usine.values.errors import Refused

logger = logging.getLogger("usine.ledger")


@every(hour=4)
def verify_ledger(due_at: datetime) -> str:
    """Prove the ledger. What is altered is a dead letter: it would be again an hour later."""
    if faults := verify():
        logger.error("ledger altered", extra={"fields": {"faults": faults}})
        raise Refused(f"Registre altéré\u00a0: {' '.join(faults)}")
    return "Registre intact : " + ", ".join(f"{total} {name}" for name, total in count().items())
