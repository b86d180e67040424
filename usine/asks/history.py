"""How the life of an ask is told, to those who are on either side of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter, sentence
from usine.values.formats import format_counted, format_day


def _asked(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """Nothing of an event that asked about many: each ask tells its own."""
    if "about" not in recorded:
        return []
    due = format_day(date.fromisoformat(recorded["due_on"]))
    return [Deed("Demande envoyée", (ChangedValue("Attendue pour", NOTHING, due),))]


def _answered(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    return [Deed("Réponse donnée", _words(recorded))]


def _redirected(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """The same event tells the ask that is passed on, and the one that goes on with it."""
    if "about" in recorded:
        return [Deed("Demande reçue d’une autre personne", _words(recorded))]
    return [Deed("Demande transmise", _words(recorded))]


def _withdrawn(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """With what it was done in, when who asked did it, or why it concerns nothing any more."""
    done = "values" in recorded
    label = "Demande retirée\u00a0: ce n’est plus à faire" if done else "Demande retirée"
    return [Deed(label, _words(recorded))]


def _words(recorded: Mapping[str, Any]) -> tuple[ChangedValue, ...]:
    words = recorded.get("words")
    return (ChangedValue("Message", NOTHING, words),) if words else ()


def _entrusted(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """Nothing under the mandate of who leaves: its handing over is told there."""
    return [Deed("Suite confiée à une autre personne")] if "to" in recorded else []


def _of_many(one: str, several: str) -> Presenter:
    """How many, under what they were asked about; each tells its own."""

    def tell(recorded: Mapping[str, Any]) -> Iterable[Deed]:
        count = recorded.get("asks", 1)
        return [Deed(one if count == 1 else format_counted(count, one, several))]

    return tell


PRESENTERS: dict[str, Presenter] = {
    "asks.ask": _asked,
    "asks.ask_many": _asked,
    "asks.ask_each": _asked,
    "asks.see": sentence("Demande ouverte"),
    "asks.answer": _answered,
    "asks.decline": lambda recorded: [Deed("Demande déclinée", _words(recorded))],
    "asks.redirect": _redirected,
    "asks.withdraw": _withdrawn,
    "asks.withdraw_many": _of_many("Demande retirée", "demandes retirées"),
    "asks.restore": sentence("Demande remise"),
    "asks.restore_each": _of_many("Demande remise", "demandes remises"),
    "asks.resume": sentence("Demande reprise"),
    "asks.lapse": sentence("Demande close, restée sans réponse"),
    "asks.entrust": _entrusted,
    "asks.take_back_entrusted": _entrusted,
    "asks.remind": sentence("Rappel envoyé"),
    "asks.remind_each": sentence("Rappel envoyé"),
    "asks.tell_above": sentence("Absence de réponse signalée à la coordination"),
    "asks.remind_late": sentence("Rappel envoyé, faute de réponse"),
}
