"""What fills in a candidacy before anything is typed: what is known, each with its source."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from usine.plans.models import Action
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from ..eligibility.facts import FactBook
from ..format.form import FormField
from ..format.model import CallFile
from ..gathering.actions import named
from ..gathering.vantage import Vantage
from ..models import Candidacy
from .answering import cleaned, readable
from .case import action_of, known_book

MINE = "saisi à l’ouverture du dossier"


class Prefill(NamedTuple):
    """An answer, and where it comes from."""

    key: str
    answer: Any
    source: str


def prefills(candidacy: Candidacy, *, reader) -> list[Prefill]:
    """What is known of a candidacy that begins, as far as its reader may read it; each answer is
    one that its field takes."""
    file = candidacy.file
    fields = {field.key: field for field in file.fields}
    first: dict[str, Prefill] = {}
    for each in _known(candidacy, file, reader):
        if each.key in fields and _is_taken(fields[each.key], each.answer):
            first.setdefault(each.key, each)
    return list(first.values())


def _known(candidacy: Candidacy, file: CallFile, reader) -> Iterator[Prefill]:
    reads, action = file.reads, action_of(candidacy)
    if candidacy.siret:
        yield Prefill(reads.siret, candidacy.siret, MINE)
    if candidacy.territory:
        yield Prefill(reads.territory, candidacy.territory.place, MINE)
    book = known_book(action, candidacy, Vantage(clock.today()), reader=reader)
    for field in file.fields:
        sources = field.sources or _usual(file, field.key)
        yield from _from_facts(field, sources, book)
    if action:
        yield Prefill(reads.title, action.title, f"titre de {_named(action)}")
    yield from _from_earlier(candidacy, file, reader)


def _named(action: Action) -> str:
    return named({"reference": action.reference, "title": action.title})


def _usual(file: CallFile, key: str) -> tuple[str, ...]:
    """Where the house knows a place, be the call silent."""
    return ("project:commune",) if key == file.reads.commune else ()


def _from_facts(field: FormField, sources: tuple[str, ...], book: FactBook) -> Iterator[Prefill]:
    for source in sources:
        given = book.given(source)
        if given.is_known and (answer := _as_answer(given.value)) is not None:
            yield Prefill(field.key, answer, given.origin)
            return


def _as_answer(value: Any) -> Any:
    """A fact as an answer; a day that is not known to the day is none."""
    if isinstance(value, PartialDate):
        return value.first.isoformat() if value.precision is Precision.DAY else None
    return value if isinstance(value, str | int) else None


def earlier(candidacy: Candidacy, *, reader) -> list[Candidacy]:
    """Other candidacies of the same body that a reader may read, the latest first."""
    rows = Candidacy.objects.visible_to(reader) if reader else Candidacy.objects.all()
    mine = rows.filter(body=candidacy.body).exclude(pk=candidacy.pk)
    return list(mine.select_related("call__version", "version").order_by("-created_at", "-pk"))


def _from_earlier(candidacy: Candidacy, file: CallFile, reader) -> Iterator[Prefill]:
    for each in earlier(candidacy, reader=reader)[:1]:
        yield from copied(each, file)


def copied(source: Candidacy, file: CallFile) -> Iterator[Prefill]:
    """The answers of a candidacy to the questions that a form keeps from another one."""
    theirs = source.file
    kinds = {field.key: field.kind for field in theirs.fields}
    answers = readable(theirs, source.answers)
    for field in file.fields:
        if field.copied and field.key in answers and kinds[field.key] == field.kind:
            yield Prefill(field.key, answers[field.key], f"dossier {source.reference}")


def _is_taken(field: FormField, answer: Any) -> bool:
    try:
        return bool(cleaned(field, answer, required=False) == answer)
    except ValidationError:
        return False
