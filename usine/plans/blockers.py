"""The blockage that an ask to lift concerns: the one that stood when it was asked."""

from collections.abc import Collection, Iterable, Sequence

from usine.asks.models import Ask
from usine.values.errors import Refused

from .models import Blockage

CHANGED = "Ce qui bloquait n’est plus ce que l’on vous demandait de lever\u00a0: rien n’est levé."


def blockers(keys: Collection[str]) -> dict[str, str]:
    """{subject: "blockage:12", what blocks its action}; nothing of one that is not blocked."""
    numbers = [int(key.partition(":")[2]) for key in keys]
    facts = Blockage.objects.standing().filter(action__in=numbers).order_by("effective_on", "pk")
    latest = {f"action:{each.action_id}": each for each in facts}
    return {key: f"blockage:{each.pk}" for key, each in latest.items() if each.kind}


def outdated(asks: Iterable[Ask]) -> list[Ask]:
    """Those that concern another blockage than the one that stands."""
    asks = list(asks)
    standing = blockers({each.subject_id for each in asks})
    return [each for each in asks if each.matter != standing.get(each.subject_id)]


def refuse_if_outdated(ask: Ask) -> None:
    if outdated([ask]):
        raise Refused(f"{CHANGED} {blocking_now(ask.subject_id)}")


def blocking_now(key: str) -> str:
    """What blocks an action now, or that nothing does, in a sentence."""
    matter = blockers([key]).get(key)
    return (
        f"Ce qui bloque maintenant\u00a0: {_told(matter)}" if matter else "Plus rien ne la bloque."
    )


def tell_blocker(ask: Ask) -> Sequence[tuple[str, str]]:
    return [("Ce qui bloque", _told(ask.matter))] if ask.matter else []


def _told(matter: str) -> str:
    """ "Foncier, «\u00a0Terrain pollué\u00a0»." """
    fact = Blockage.objects.get(pk=matter.partition(":")[2])
    return f"{fact.get_kind_display()}, «\u00a0{fact.words}\u00a0»."
