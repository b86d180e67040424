"""Values of results as users read and type them; the ledger adds them up in smaller units."""

from decimal import Decimal

from usine.values.formats import format_count, format_decimal

# How many of the unit of the ledger make one of that which users read: square metres in a hectare,
# kilograms in a tonne.
SCALES = {"hectares": 10_000, "co2": 1_000}
# The unit after a value, as users read it.
NAMES = {"hectares": "ha", "co2": "t CO₂/an"}


def as_read(code: str, value: int) -> Decimal:
    """The value of a result in the unit that users read."""
    return Decimal(value) / SCALES.get(code, 1)


def as_counted(code: str, value: Decimal) -> int:
    """A value that a user typed, in the unit of the ledger, rounded to it."""
    return int((value * SCALES.get(code, 1)).to_integral_value())


def format_result(code: str, value: int | None) -> str:
    """ "120", "3,5 ha", "1 200 t CO₂/an"; a dash when it is not known."""
    if value is None:
        return "–"
    read = as_read(code, value)
    decimals = max(-int(read.normalize().as_tuple().exponent), 0)
    number = format_decimal(read, decimals) if decimals else format_count(int(read))
    return f"{number}\u00a0{NAMES[code]}" if code in NAMES else number
