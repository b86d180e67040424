"""Values of results as users read and type them, which the ledger adds up in smaller units; how an
action is named on paper."""

import re
from decimal import Decimal

from usine.values.errors import Refused
from usine.values.formats import format_count, format_decimal

# How many of the unit of the ledger make one of that which users read: square metres in a hectare,
# kilograms in a tonne.
SCALES = {"hectares": 10_000, "co2": 1_000}
# The unit after a value, as users read it.
NAMES = {"hectares": "ha", "co2": "t CO₂/an"}
# Beside the name of an action that few may read, on paper.
RESTRICTED = "accès restreint"


def as_read(code: str, value: int) -> Decimal:
    """The value of a result in the unit that users read."""
    return Decimal(value) / SCALES.get(code, 1)


def as_counted(code: str, value: Decimal) -> int:
    """A value that a user typed, in the unit of the ledger, rounded to it."""
    return int((value * SCALES.get(code, 1)).to_integral_value())


# What people write after a value, and the result says already.
_UNIT = re.compile(r"(?:ha|hectares?|t|tonnes?)(?: (?:de )?co[₂2])?(?: ?/ ?an| par an)?$")
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,4})?")


def read_number(text: str | None) -> Decimal | None:
    """ "1 200", "3,5 ha"; None when it is empty. Raises Refused on anything else."""
    typed = " ".join((text or "").lower().split())
    number = "".join(_UNIT.sub("", typed).split())
    if not typed:
        return None
    if not _NUMBER.fullmatch(number):
        raise Refused(
            f"«\u00a0{text}\u00a0» n’est pas un nombre positif\u00a0: écrivez par exemple 120 "
            "ou 3,5."
        )
    return Decimal(number.replace(",", "."))


def is_whole(code: str, value: Decimal) -> bool:
    """Whether the ledger counts this value exactly: half a job is not counted."""
    return as_counted(code, value) == value * SCALES.get(code, 1)


def format_number(code: str, value: int | None) -> str:
    """A value of a result without its unit, as users type it; empty when it is not known."""
    if value is None:
        return ""
    read = as_read(code, value)
    decimals = max(-int(read.normalize().as_tuple().exponent), 0)
    return format_decimal(read, decimals) if decimals else format_count(int(read))


def format_result(code: str, value: int | None) -> str:
    """ "120", "3,5 ha", "1 200 t CO₂/an"; a dash when it is not known."""
    if value is None:
        return "–"
    number = format_number(code, value)
    return f"{number}\u00a0{NAMES[code]}" if code in NAMES else number
