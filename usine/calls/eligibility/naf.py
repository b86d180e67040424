"""The French nomenclature of activities (NAF rév. 2): sections hold divisions, which hold classes.

Source: Insee, nomenclature d’activités française, révision 2 (2008), annex of décret 2007-1888.
"""

import re

# {section: its first and its last division}
SECTIONS = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
# A section, or a division, a group, a class or a subclass, perhaps after its section.
_CODE = re.compile(r"([A-U])|([A-U])? ?(\d\d)(?:\.?(\d)(?:(\d)([A-Z])?)?)?")


def path_of(code: str) -> tuple[str, ...] | None:
    """The levels of a code, from its section down; None when it is none.

    >>> path_of("25.62B")
    ('C', '25', '6', '2', 'B')
    """
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        return None
    alone, before, division, *rest = match.groups()
    if alone:
        return (alone,)
    section = _section_of(int(division))
    if section is None or before not in (None, section):
        return None
    return (section, division, *(level for level in rest if level))


def _section_of(division: int) -> str | None:
    for section, (first, last) in SECTIONS.items():
        if first <= division <= last:
            return section
    return None


def holds(wider: tuple[str, ...], narrower: tuple[str, ...]) -> bool:
    """Whether a code is another one, or one of its parts."""
    return narrower[: len(wider)] == wider
