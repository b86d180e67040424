"""Amounts of measures as users and files have them, from the smallest unit of each."""

from decimal import Decimal
from typing import Any

from usine.pages.spreadsheets import Money
from usine.values.formats import format_cents, format_count, format_decimal

# How many of the unit of the ledger make one of that which users read, and its name.
READ_IN = {"m2": (10_000, "ha"), "kg": (1_000, "t")}


def as_read(amount: int, unit: str) -> Decimal:
    """An amount in the unit that users read: euros, hectares, tonnes, or the count itself."""
    return Decimal(amount) / (100 if unit == "cents" else READ_IN.get(unit, (1, ""))[0])


def typed_amount(amount: int, unit: str) -> Any:
    """An amount for spreadsheets."""
    if unit == "cents":
        return Money(amount)
    return as_read(amount, unit) if unit in READ_IN else amount


def as_number(amount: int, unit: str) -> int | float:
    """An amount for JSON: a whole number where it is one."""
    read = as_read(amount, unit)
    return int(read) if read == int(read) else float(read)


def written_amount(amount: int, unit: str) -> str:
    """An amount as users read it: "12 500 €", "3,5 ha", "120"."""
    if unit == "cents":
        return format_cents(amount)
    if unit not in READ_IN:
        return format_count(amount)
    read = as_read(amount, unit).normalize()
    decimals = max(-int(read.as_tuple().exponent), 0)
    number = format_decimal(read, decimals) if decimals else format_count(int(read))
    return f"{number}\u00a0{READ_IN[unit][1]}"
