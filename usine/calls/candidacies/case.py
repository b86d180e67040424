"""A candidacy as rules read it: its answers, its documents, its action, its territory."""

from datetime import datetime

from usine.plans.models import Action
from usine.values.dates import paris_day

from ..eligibility.facts import Book, Books, FactBook, Given
from ..eligibility.verdicts import Verdict, judge
from ..format.model import CallFile
from ..gathering.actions import action_books
from ..gathering.names import CodeNames
from ..gathering.territories import territory_facts
from ..gathering.typed import typed_book
from ..gathering.vantage import Vantage
from ..judging import terms_of
from ..models import Candidacy
from .answering import asked_answers
from .opinions import agreements


def verdict_of(candidacy: Candidacy, moment: datetime) -> Verdict:
    """What the rules say of a candidacy at a moment, as it is known now."""
    file, day = candidacy.file, paris_day(moment)
    terms = terms_of(file, Vantage(day, moment), CodeNames())
    return judge(terms, book_of(candidacy, file, Vantage(day)))


def book_of(candidacy: Candidacy, file: CallFile, vantage: Vantage) -> FactBook:
    """What was answered comes first, then what is known of its action or its territory."""
    answers = asked_answers(file, candidacy.answers)
    return Books(
        (
            Book(_own(candidacy)),
            typed_book(file, answers, vantage),
            known_book(action_of(candidacy), candidacy, vantage),
        )
    )


def _own(candidacy: Candidacy) -> dict[str, Given]:
    source = "dossier"
    facts = {"body:siren": Given(candidacy.body.siren, source), **agreements(candidacy)}
    standing = set(standing_codes(candidacy))
    for each in candidacy.file.documents:
        facts[f"document:{each.code}"] = Given(each.code in standing, source)
    return facts


def standing_codes(candidacy: Candidacy) -> list[str]:
    """The codes of the documents that are there."""
    there = candidacy.documents.filter(document__withdrawn_at=None)
    return list(there.values_list("code", flat=True))


def action_of(candidacy: Candidacy) -> Action | None:
    key = candidacy.about_id or ""
    if not key.startswith("action:"):
        return None
    actions = Action.objects.select_related("territory")
    return actions.get(pk=int(key.removeprefix("action:")))


def known_book(
    action: Action | None, candidacy: Candidacy, vantage: Vantage, *, reader=None
) -> Book:
    """What is known besides the answers, as far as a reader may read it."""
    if action:
        return action_books([action], vantage, reader=reader)[action.pk]
    territory = candidacy.territory
    return Book(territory_facts([territory], vantage)[territory.pk] if territory else {})
