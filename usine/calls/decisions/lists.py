"""A file of decisions to approve: CSV, a line a candidacy, named by its reference."""

import csv
from collections.abc import Iterator

from usine.reading import typed_amount
from usine.values.errors import Refused
from usine.values.text import fold

from ..models import Call, CandidacyDecision

NAMED = "dossier"
_DECISION = "decision"
_AMOUNT = "montant"

Lines = list[tuple[int, dict[str, str]]]


def decisions_listed(call: Call, content: bytes) -> list[CandidacyDecision]:
    """The proposals that a file names, in its order.

    Its columns are `dossier` and, to be compared with what is proposed, `decision` (retenu, non
    retenu) and `montant`, in euros. Raises Refused with every line that names no proposal of the
    call, names it again, or says something else of it.
    """
    lines = _lines(content)
    waiting = CandidacyDecision.objects.proposed().filter(candidacy__call=call)
    by_reference = {
        each.candidacy.reference: each for each in waiting.select_related("candidacy__call")
    }
    faults = list(_faults(lines, by_reference))
    if faults:
        raise Refused("\n".join(faults))
    return [by_reference[_reference(line)] for _, line in lines]


def _lines(content: bytes) -> Lines:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("Ce fichier n’est pas en UTF-8.") from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = {name: fold(name) for name in rows.fieldnames or () if name}
    if NAMED not in names.values():
        raise Refused(f"La première ligne doit nommer une colonne «\u00a0{NAMED}\u00a0».")
    read = [
        (number, {names[name]: (row[name] or "").strip() for name in names})
        for number, row in enumerate(rows, start=2)
    ]
    lines = [(number, line) for number, line in read if line[NAMED]]
    if not lines:
        raise Refused("Ce fichier ne nomme aucun dossier.")
    return lines


def _reference(line: dict[str, str]) -> str:
    return line[NAMED].upper()


def _faults(lines: Lines, waiting: dict[str, CandidacyDecision]) -> Iterator[str]:
    seen: set[str] = set()
    for number, line in lines:
        reference = _reference(line)
        if reference in seen:
            yield f"Ligne {number}\u00a0: {reference} est déjà nommé plus haut."
        elif reference not in waiting:
            yield f"Ligne {number}\u00a0: {line[NAMED]} n’attend pas d’approbation dans cet appel."
        elif why := _difference(line, waiting[reference]):
            yield f"Ligne {number}\u00a0: {reference}, {why}."
        seen.add(reference)


def _difference(line: dict[str, str], decision: CandidacyDecision) -> str:
    """What a line says that is not what is proposed; an empty cell says nothing."""
    outcome, amount = line.get(_DECISION, ""), line.get(_AMOUNT, "")
    if outcome and fold(outcome) != fold(decision.get_outcome_display()):
        return f"la décision proposée est «\u00a0{decision.get_outcome_display()}\u00a0»"
    if amount and typed_amount(amount) != decision.awarded:
        return "le montant n’est pas celui qui est proposé"
    return ""
