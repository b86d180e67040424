"""How an address names whom and what a list is narrowed to: a lead, a referent, sectors.

Every group of a table has its own value here, which lists its actions and no others. A referent is
a person: addresses, which are logged and sent on, hold a key that nobody reads a name in.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac

from usine.territories.calendar import sector_labels
from usine.values.text import fold

from .models import Action

NOBODY = "aucun"
"""What addresses say of actions without referent, or without sector."""
WITHOUT_LEAD = "Sans porteur"
"""What people type for them, since they type leads."""
_ONLY = "seules:"
_KEY_LENGTH = 12


def exactly(lead: str) -> str:
    """What lists the actions of this very lead: its name in quotes, as in a search engine."""
    return f'"{lead}"' if lead else WITHOUT_LEAD


def referent_key(name: str) -> str:
    if not name:
        return NOBODY
    return salted_hmac("plans.referent", name, algorithm="sha256").hexdigest()[:_KEY_LENGTH]


def is_referent_key(text: str) -> bool:
    return len(text) == _KEY_LENGTH and set(text) <= set("0123456789abcdef")


def only_sectors(codes: list[str]) -> str:
    """What lists the actions that bear these sectors and no others."""
    return f"{_ONLY}{','.join(codes)}" if codes else NOBODY


def names_only_sectors(text: str) -> bool:
    return text.startswith(_ONLY)


def sectors_told(codes: list[str]) -> str:
    labels = dict(sector_labels())
    return ", ".join(labels.get(code, code) for code in codes) or "Sans filière"


def only_sectors_told(text: str) -> str:
    return f"{sectors_told(_codes(text))} seulement"


def _codes(text: str) -> list[str]:
    return text.removeprefix(_ONLY).split(",")


def led_by(actions: QuerySet[Action], text: str) -> QuerySet[Action]:
    """Those of a lead like the text, or of the very lead that it quotes."""
    if len(text) > 2 and text[0] == text[-1] == '"':
        return actions.filter(lead=text[1:-1])
    if fold(text) == fold(WITHOUT_LEAD):
        return actions.filter(lead="")
    return actions.filter(lead__in=_leads_like(actions, text))


def _leads_like(actions: QuerySet[Action], text: str) -> list[str]:
    """The leads like a text, compared in Python: both engines then ignore accents and case."""
    wanted = fold(text)
    return [lead for lead in leads(actions) if wanted in fold(lead)]


def leads(actions: QuerySet[Action]) -> list[str]:
    """The leads of these actions, in their order."""
    return _names(actions, "lead")


def referred_to(actions: QuerySet[Action], key: str) -> QuerySet[Action]:
    """Those of the referent whose key it is: none, once no action names them."""
    if key == NOBODY:
        return actions.filter(referent="")
    return actions.filter(referent__in=[name for k, name in referents(actions) if k == key])


def referents(actions: QuerySet[Action]) -> Iterator[tuple[str, str]]:
    """The key and the name of each referent of these actions."""
    for name in _names(actions, "referent"):
        yield referent_key(name), name


def _names(actions: QuerySet[Action], column: str) -> list[Any]:
    named = actions.exclude(**{column: ""}).order_by(column)
    return list(named.values_list(column, flat=True).distinct())


def of_sectors(actions: QuerySet[Action], text: str) -> QuerySet[Action]:
    """Those that bear a sector, or exactly the sectors that `only_sectors` names."""
    if text == NOBODY:
        return actions.filter(sectors=[])
    if names_only_sectors(text):
        return actions.filter(sectors=_codes(text))
    # SQLite does not look into a list: its text has each code in quotes.
    listed = actions.alias(listed_sectors=Cast("sectors", TextField()))
    return listed.filter(listed_sectors__contains=f'"{text}"')
