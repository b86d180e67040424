"""Why a filled cell gives no value; the message says what to write instead.

Any other `Refused` is a value that cannot be: 31/02/2024, a negative budget, « beaucoup ».
"""

from usine.values.errors import Refused


class KeptWords(Refused):
    """The cell says something that is no value of the field (« en continu », « à préciser »,
    « 45 000 €/an »): its words are kept beside an empty field."""


class UnknownWord(Refused):
    """No choice is known by this word: it is asked once for the whole file."""


class SeveralValues(Refused):
    """The cell gives two values where the field takes one: asked, never chosen."""


class DoubtfulUnit(Refused):
    """The header counts in one unit and the cell in another: asked for the whole column."""
