"""What the proof says of columns, in short."""

import re

from usine.ledger.verification import verify

COLUMN = re.compile(r"(\S+) : .*?« (\w+) ».*, la table ")


def column_faults() -> list[str]:
    """'subject column' of each fault that names a column, in the order of their text."""
    named = (COLUMN.match(fault) for fault in verify())
    return sorted(" ".join(each.groups()) for each in named if each)
