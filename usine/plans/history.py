"""The history of an action, read in the ledger: who did what, from which value to which."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from usine.ledger import history as ledger
from usine.ledger import queries
from usine.ledger.history import NOTHING, ChangedValue, Deed, Fact, Presenter, sentence
from usine.people.queries import names_of
from usine.values.fields import Fields
from usine.values.formats import format_day

from .changes import LABELS, Changes, decode, decode_values, text_of
from .fields import BLOCKAGE, DETAILS, FIELDS
from .formats import format_result
from .models import Action, StatusChange
from .states import TRANSITIONS, Status


def history(action: Action) -> list[Fact]:
    """The facts of an action, the latest first."""
    return ledger.history(action.subject, names=names_of)


def writer(action: Action, name: str) -> str:
    """Who last gave a field of an action its value; empty when no fact tells."""
    facts = (
        fact for fact in history(action) if LABELS[name] in [line.label for line in fact.lines]
    )
    return next((fact.who for fact in facts), "")


def withdrawal(action: Action) -> Fact:
    """The fact that took an action out of the plan: a withdrawal, or an import undone."""
    # As long as the action is out, only an erasure can happen to it.
    return next(fact for fact in history(action) if fact.verb != ledger.ERASURE)


def cancelled(action: Action, changes: Iterable[StatusChange]) -> set[int]:
    """The keys of the statuses that were taken back with their step or their import: those that no
    correction replaced."""
    payloads = queries.history(action.subject).filter(event__verb="plans.correct_status")
    corrections = [payload.decoded for payload in payloads if payload.decoded]
    corrected = {(each["status"][0], each["effective_on"][0]) for each in corrections}
    return {
        change.pk
        for change in changes
        if change.superseded_at
        and (change.status, change.effective_on.isoformat()) not in corrected
    }


def changed(what: str) -> Presenter:
    """The presenter of a verb that records values, a status, dates or a reason."""
    return lambda recorded: [Deed(what, lines_of(recorded), recorded.get("reason", ""))]


def _steps(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """What a review did to one of its actions, the latest first."""
    if not recorded:
        return [Deed("Étape franchie")]
    return [Deed(_step(each["verb"]), lines_of(each)) for each in reversed(recorded["steps"])]


def _step(verb: str) -> str:
    return f"Étape «\u00a0{TRANSITIONS[verb].label}\u00a0»"


def _located(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    was_known = any(recorded[name][0] for name in ("communes", "point") if name in recorded)
    return changed("Lieu modifié" if was_known else "Lieu précisé")(recorded)


def _put_back(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    details = recorded.get("details", ())
    what = ", ".join(DETAILS[each["kind"]][0] for each in details) or "Détail"
    return changed(f"{what}\u00a0: retrait annulé")(recorded)


def _feed(what: str) -> Presenter:
    """A link of a calendar, in the history of an account."""
    return lambda recorded: [Deed(f"{what}\u00a0: {recorded['plan']}" if recorded else what)]


# How actions were confirmed: by the link of a mail, without a password.
MAIL = "mail"


def _confirmed_together(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    if recorded.get("way") == MAIL:
        return [Deed("Action confirmée par le lien d’un courriel, sans mot de passe")]
    return [Deed("Action confirmée, avec d’autres du plan")]


PRESENTERS: dict[str, Presenter] = {
    **{
        f"plans.{verb}_{code}": changed(what)
        for code, (label, _) in DETAILS.items()
        for verb, what in (
            ("add", f"{label}\u00a0: ajout"),
            ("change", f"{label}\u00a0: modification"),
            ("remove", f"{label}\u00a0: retrait"),
        )
    },
    "plans.put_back": _put_back,
    "plans.fill_in": changed("Fiche complétée"),
    "plans.block": changed("Action bloquée"),
    "plans.lift_block": changed("Blocage levé"),
    "plans.locate": _located,
    "plans.create": changed("Action créée"),
    "plans.create_many": changed("Action créée"),
    "plans.step_many": _steps,
    "plans.change": changed("Action modifiée"),
    "plans.change_many": changed("Action modifiée, avec d’autres du plan"),
    "plans.change_each": changed("Action modifiée, par une colonne collée"),
    "plans.undo_change": changed("Modification annulée"),
    "plans.undo_change_many": changed("Modification annulée, avec celle d’autres actions"),
    "plans.undo_step": changed("Étape annulée"),
    "plans.undo_step_many": changed("Étape annulée, avec celles d’autres actions"),
    "plans.correct_status": changed("Statut corrigé"),
    "plans.correct_budget": changed("Budget corrigé"),
    "plans.correct_amount": changed("Financement corrigé"),
    "plans.correct_value": changed("Résultat corrigé"),
    "plans.correct_blockage": changed("Blocage corrigé"),
    "plans.insert_status": changed("Statut passé ajouté"),
    "plans.withdraw": changed("Action retirée du plan"),
    "plans.reinstate": sentence("Action rétablie dans le plan"),
    "plans.open_feed": _feed("Lien d’agenda créé"),
    "plans.revoke_feed": _feed("Lien d’agenda révoqué"),
    "plans.lapse": sentence("Confirmations devenues caduques"),
    "plans.confirm": sentence("Action confirmée"),
    "plans.undo_confirm": sentence("Confirmation annulée"),
    "plans.confirm_plan": _confirmed_together,
    **{f"plans.{verb}": changed(_step(verb)) for verb in TRANSITIONS},
}


def lines_of(recorded: Mapping[str, Any]) -> tuple[ChangedValue, ...]:
    """What an event recorded of an action, value by value, without those that did not change."""
    return tuple(line for line in _lines(recorded) if line.old != line.new)


def _lines(recorded: Mapping[str, Any]) -> Iterator[ChangedValue]:
    yield from _first_values(decode_values(recorded.get("values", {})))
    yield from _changes(decode(recorded.get("changes", {})))
    for detail in recorded.get("details", ()):
        yield from _lines_of_detail(detail)
    if "corrected" in recorded:
        told = recorded["corrected"]
        field = DETAILS[told["kind"]][1][told["name"]].label.lower()
        yield ChangedValue(f"{told['of']}, {field}", *told["amounts"])
    if "blocked" in recorded:
        yield ChangedValue("Blocage", *map(_text_of_blockage, recorded["blocked"]))
    if "communes" in recorded:
        yield ChangedValue(
            "Communes", *(", ".join(each.values()) or NOTHING for each in recorded["communes"])
        )
    if "point" in recorded:
        yield ChangedValue("Point", *(each or NOTHING for each in recorded["point"]))
    if "status" in recorded:
        old, new = recorded["status"]
        yield ChangedValue("Statut", Status(old).label if old else NOTHING, Status(new).label)
    if "effective_on" in recorded:
        days = recorded["effective_on"]
        old, new = days if isinstance(days, list) else (None, days)
        yield ChangedValue("Date d’effet", _day(old), _day(new))
    if "entered_on" in recorded:
        yield ChangedValue("Entrée au plan", *map(_day, recorded["entered_on"]))
    if "on" in recorded:
        yield ChangedValue("Date du retrait", NOTHING, _day(recorded["on"]))


def _first_values(values: Mapping[str, Any]) -> Iterator[ChangedValue]:
    for name in FIELDS:
        if values.get(name):
            yield ChangedValue(LABELS[name], NOTHING, text_of(name, values[name]))


def _changes(changes: Changes) -> Iterator[ChangedValue]:
    for name in FIELDS:
        if name in changes:
            old, new = changes[name]
            yield ChangedValue(LABELS[name], text_of(name, old), text_of(name, new))


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else NOTHING


def _lines_of_detail(detail: Mapping[str, Any]) -> Iterator[ChangedValue]:
    """What was added or removed, as a whole; of what was changed, each field that was."""
    what, fields = DETAILS[detail["kind"]]
    old, new = detail["old"], detail["new"]
    if old is None or new is None:
        yield ChangedValue(what, text_of_detail(detail, old), text_of_detail(detail, new))
        return
    before, after = _decoded(fields, old), _decoded(fields, new)
    named = [name for name in ("funder", "label", "year") if name in fields] or [next(iter(fields))]
    whole = ", ".join(fields[name].show(after[name]) for name in named if after[name])
    for name in fields:
        yield ChangedValue(
            fields[name].label if name in named else f"{whole}, {fields[name].label.lower()}",
            shown_value(detail["kind"], name, before),
            shown_value(detail["kind"], name, after),
        )


def _decoded(fields: Fields, values: Mapping[str, Any]) -> dict[str, Any]:
    """The recorded values of a detail: None for a field that was not there yet."""
    known = fields.decode_values({name: values[name] for name in fields if name in values})
    return dict.fromkeys(fields) | known


def text_of_detail(detail: Mapping[str, Any], values: Mapping[str, Any] | None) -> str:
    """The values of a detail as a user reads them; it was not there, or is gone, without any."""
    if values is None:
        return NOTHING
    if name := detail.get("name"):
        return str(name)
    fields = DETAILS[detail["kind"]][1]
    decoded = _decoded(fields, values)
    first, *others = fields
    parts = [fields[first].show(decoded.get(first))]
    for name in others:
        if decoded.get(name) not in (None, "", False):
            text = shown_value(detail["kind"], name, decoded)
            parts.append(f"{fields[name].label.lower()}\u00a0: {text}")
    return " ; ".join(parts)


def shown_value(kind: str, name: str, values: Mapping[str, Any]) -> str:
    """A value of a detail as a user reads it, among all those of the detail."""
    if kind == "result" and name in ("target", "measured"):
        return format_result(values["code"], values[name])
    return DETAILS[kind][1][name].show(values[name])


def _text_of_blockage(told: Mapping[str, str] | None) -> str:
    if told is None:
        return NOTHING
    what = BLOCKAGE["kind"].show(told["kind"]) if told["kind"] else "levé"
    if since := told.get("since"):
        what = f"{what}, depuis le {format_day(date.fromisoformat(since))}"
    words = told.get("description")
    return f"{what}\u00a0: {words}" if words else what
