"""How people write one code of a list: each class reads a cell with the words given to it.

`read` gives the code, None where the cell says that there is none, or raises `Refused` with what
to write instead.
"""

from usine.reading.choices.numbered import NumberedChoice, Part
from usine.reading.choices.plain import PlainChoice
from usine.reading.choices.progress import ProgressChoice

Choice = PlainChoice | NumberedChoice | ProgressChoice

__all__ = ["Choice", "NumberedChoice", "Part", "PlainChoice", "ProgressChoice"]
