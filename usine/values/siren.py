"""The numbers of bodies (SIREN, nine digits) and of their establishments (SIRET, five more)."""

import re

# Separators that people write between the digits: spaces, points, hyphens.
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2013]")

# The establishments of La Poste follow another check: their digits add up to a multiple of five.
_LA_POSTE = "356000000"


def compact(text: str) -> str:
    """The number without its separators, as the database stores it: "552.081 317" → "552081317"."""
    return _SEPARATORS.sub("", text)


def is_number(text: str) -> bool:
    """Whether a text is digits and separators alone: a number, right or wrong, and no name."""
    return compact(text).isdecimal()


def grouped(number: str) -> str:
    """A SIREN or a SIRET in groups, as people read it: "552 081 317", "552 081 317 66522"."""
    parts = number[:3], number[3:6], number[6:9], number[9:]
    return "\u00a0".join(part for part in parts if part)


def is_siren(text: str) -> bool:
    return len(text) == 9 and text != "0" * 9 and _holds(text)


def is_siret(text: str) -> bool:
    if len(text) != 14 or not is_siren(text[:9]):
        return False
    if text.startswith(_LA_POSTE) and text.isdecimal() and sum(map(int, text)) % 5 == 0:
        return True
    return _holds(text)


def _holds(text: str) -> bool:
    """Luhn's check, which finds one wrong digit, or two that changed places."""
    if not (text.isascii() and text.isdigit()):
        return False
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(text)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
