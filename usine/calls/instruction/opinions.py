"""What others were asked of a candidacy, as who instructs it reads it."""

from collections.abc import Sequence
from typing import NamedTuple

from usine.asks.models import Ask
from usine.asks.queries import with_places

from ..candidacies.gate import may_instruct
from ..candidacies.opinions import opinions, specs_of
from ..format.procedure import AskSpec
from ..models import Candidacy
from ..states import CandidacyState
from .rules import opinion_refusal


class ToldOpinion(NamedTuple):
    """What its call lets one ask, what was, and whether its reader may ask it."""

    spec: AskSpec
    asks: Sequence[Ask]
    may_ask: bool


def told_opinions(candidacy: Candidacy, reader) -> list[ToldOpinion]:
    asked = opinions(candidacy)
    is_studied = not opinion_refusal(CandidacyState(candidacy.state))
    may_ask = is_studied and may_instruct(candidacy, reader)
    return [
        ToldOpinion(each, with_places(asked[each.code]), may_ask) for each in specs_of(candidacy)
    ]
