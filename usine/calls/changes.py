"""What changes from a version of a call to the next, in French, part by part."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from .eligibility.windows import window_in_words
from .eligibility.words import in_words, listed
from .format.conditions import Parameter, ParameterValue
from .format.faults import quoted
from .format.form import FormField, FormSection
from .format.header import Window
from .format.model import CallFile


class PartChange(NamedTuple):
    """`part` is the part of the call, empty for the call as a whole."""

    part: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.part}\u00a0: {self.sentence}." if self.part else f"{self.sentence}."


@dataclass(frozen=True)
class VersionChanges:
    """`answers` are the keys of the fields that changed: drafts are told of those alone."""

    changes: tuple[PartChange, ...]
    answers: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)


def changes(before: CallFile, after: CallFile) -> VersionChanges:
    """All that differs, in the order of the file."""
    together: list[PartChange] = []
    for name, words in _HEADERS.items():
        together += _of_header(*words, getattr(before, name), getattr(after, name))
    together += _of_windows(before.call.windows, after.call.windows)
    together += _of_parameters(before.parameters, after.parameters)
    for name, kind in _LISTS.items():
        together += _of_list(kind, getattr(before, name), getattr(after, name))
    together += _of_sections(before, after)
    for name, whole in _WHOLES.items():
        together += _of_whole(whole, getattr(before, name), getattr(after, name))
    return VersionChanges(tuple(together), tuple(_answers(before, after)))


# The parts of the call as a whole, each with its participle.
_HEADERS = {
    "scheme": ("Dispositif", "modifié"),
    "call": ("Appel", "modifié"),
    "version": ("Version", "modifiée"),
    "texts": ("Textes", "modifiés"),
    "reads": ("Réponses lues", "modifiées"),
}

_WHOLES = {"grid": "Grille", "ranking": "Classement"}


class _Kind(NamedTuple):
    """How the items of a list are told: "Règle", by the attribute that names each to the reader."""

    word: str
    key: str
    title: Callable[[Any], str]
    feminine: bool = False


_LISTS = {
    "facts": _Kind("Fait", "code", lambda item: item.label),
    "rules": _Kind("Règle", "code", lambda item: item.code, True),
    "documents": _Kind("Document", "code", lambda item: item.title),
    "asks": _Kind("Demande", "code", lambda item: item.label, True),
    "steps": _Kind("Étape", "verb", lambda item: item.verb, True),
    "letters": _Kind("Courrier", "code", lambda item: item.title),
}

_WORDS = {
    "after": "suites",
    "asked": "aide demandée",
    "at_least": "nombre de réponses",
    "benefits": "nature de l’aide",
    "body": "texte",
    "changes": "ce qui change",
    "choices": "choix",
    "code": "code",
    "columns": "colonnes",
    "commune": "commune",
    "conditions": "conditions",
    "copied": "copie",
    "days": "délai",
    "expect": "condition",
    "funder": "financeur",
    "gates": "conditions de passage",
    "help": "aide à la saisie",
    "hint": "conseil",
    "identifying": "masquage",
    "instructed_by": "échelon d’instruction",
    "investment": "coût total",
    "key": "clé",
    "kind": "nature",
    "label": "intitulé",
    "labels": "noms des états",
    "lift": "qui peut agir",
    "max": "maximum",
    "max_length": "longueur",
    "members": "membres",
    "min": "minimum",
    "mode": "mode de dépôt",
    "name": "nom",
    "on": "moment",
    "operator": "opérateur",
    "presentation": "présentation",
    "private": "confidentialité",
    "public_aid": "aides publiques",
    "question": "question",
    "required": "obligation",
    "sees": "ce qui est montré",
    "sentence": "énoncé",
    "shown_when": "condition d’affichage",
    "siret": "établissement",
    "source": "source",
    "sources": "origine",
    "subject": "objet",
    "summary": "résumé",
    "territory": "territoire",
    "text": "texte",
    "texts": "textes de référence",
    "themes": "thèmes",
    "title": "titre",
    "to": "destinataire",
    "unit": "unité",
    "unknown": "phrase quand il manque",
    "url": "adresse",
    "verb": "étape",
    "when": "condition",
    "who": "bénéficiaires",
}


def _differing(before: Any, after: Any, but: Sequence[str] = ()) -> tuple[str, ...]:
    """The names, in French, of the attributes that differ."""
    return tuple(
        _WORDS[each.name]
        for each in fields(before)
        if each.name not in but and getattr(before, each.name) != getattr(after, each.name)
    )


def _and(names: Sequence[str]) -> str:
    return listed(names, "et")


def _of_header(part: str, changed: str, before: Any, after: Any) -> Iterator[PartChange]:
    if names := _differing(before, after, but=("windows",)):
        yield PartChange(part, f"{changed} ({listed(names, 'et')})")


def _of_windows(before: Sequence[Window], after: Sequence[Window]) -> Iterator[PartChange]:
    former = {window.code: window for window in before}
    for window in after:
        was = former.pop(window.code, None)
        dates = window_in_words(window)
        if was is None:
            yield PartChange(f"Période {quoted(window.label)}", f"ajoutée, {dates}")
        elif was != window:
            since = window_in_words(was)
            yield PartChange(f"Période {quoted(window.label)}", f"{dates} (auparavant {since})")
    for window in former.values():
        yield PartChange(f"Période {quoted(window.label)}", "retirée")


def _of_parameters(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[PartChange]:
    yield from _of_list(
        _Kind("Paramètre", "code", lambda item: item.label), before, after, but=("values",)
    )
    former = {parameter.code: parameter for parameter in before}
    for parameter in after:
        was = former.get(parameter.code)
        yield from _of_values(parameter, was.values if was else ())


def _of_values(parameter: Parameter, before: Sequence[ParameterValue]) -> Iterator[PartChange]:
    part = f"Paramètre {quoted(parameter.label)}"
    for value in parameter.values:
        if value not in before:
            yield PartChange(part, _told_value(value, parameter.unit))
    for value in before:
        if value.since not in {other.since for other in parameter.values}:
            yield PartChange(part, f"valeur retirée\u00a0: {_told_value(value, parameter.unit)}")


def _told_value(value: ParameterValue, unit: str) -> str:
    return f"{in_words(value.value, unit) or 'liste vide'} {_told_days(value)}"


def _told_days(value: ParameterValue) -> str:
    since = in_words(value.since, "date")
    return f"du {since} au {in_words(value.until, 'date')}" if value.until else f"depuis le {since}"


def _of_list(
    kind: _Kind, before: Iterable[Any], after: Iterable[Any], but: Sequence[str] = ()
) -> Iterator[PartChange]:
    former = {getattr(item, kind.key): item for item in before}
    e = "e" if kind.feminine else ""
    for item in after:
        was = former.pop(getattr(item, kind.key), None)
        part = f"{kind.word} {quoted(kind.title(item))}"
        if was is None:
            yield PartChange(part, f"ajouté{e}")
        elif names := _differing(was, item, but):
            yield PartChange(part, f"modifié{e} ({listed(names, 'et')})")
    for item in former.values():
        yield PartChange(f"{kind.word} {quoted(kind.title(item))}", f"retiré{e}")


def _of_sections(before: CallFile, after: CallFile) -> Iterator[PartChange]:
    former = {section.code: section for section in before.sections}
    fields_before = _placed(before)
    for section in after.sections:
        part = f"Section {quoted(section.title)}"
        was = former.pop(section.code, None)
        if was is None:
            yield PartChange(part, "ajoutée")
        elif names := _differing(was, section, but=("fields",)):
            yield PartChange(part, f"modifiée ({listed(names, 'et')})")
        for field in section.fields:
            yield from _of_field(part, section, field, fields_before.get(field.key))
        if was and _order(was, section) != _order(section, was):
            yield PartChange(part, "champs dans un autre ordre")
    for section in former.values():
        yield PartChange(f"Section {quoted(section.title)}", "retirée")
    kept = {field.key for field in after.fields}
    for key, (section, field) in fields_before.items():
        if key not in kept:
            yield PartChange(
                f"Section {quoted(section.title)}", f"champ {quoted(field.label)} retiré"
            )


def _of_field(
    part: str, section: FormSection, field: FormField, was: tuple[FormSection, FormField] | None
) -> Iterator[PartChange]:
    champ = f"champ {quoted(field.label)}"
    if was is None:
        yield PartChange(part, f"{champ} ajouté")
        return
    if was[0].code != section.code:
        yield PartChange(part, f"{champ} venu de la section {quoted(was[0].title)}")
    if names := _differing(was[1], field):
        yield PartChange(part, f"{champ} modifié ({listed(names, 'et')})")


def _order(section: FormSection, other: FormSection) -> list[str]:
    """The keys that both have, as the first orders them."""
    keys = {field.key for field in other.fields}
    return [field.key for field in section.fields if field.key in keys]


def _placed(call: CallFile) -> dict[str, tuple[FormSection, FormField]]:
    return {field.key: (section, field) for section in call.sections for field in section.fields}


def _of_whole(part: str, before: Any, after: Any) -> Iterator[PartChange]:
    if before != after:
        verb = "ajouté" if before is None else "retiré" if after is None else "modifié"
        yield PartChange(part, f"{verb}e" if part == "Grille" else verb)


def _answers(before: CallFile, after: CallFile) -> Iterator[str]:
    former: Mapping[str, FormField] = {field.key: field for field in before.fields}
    kept = {field.key: field for field in after.fields}
    for key in {**former, **kept}:
        if former.get(key) != kept.get(key):
            yield key
