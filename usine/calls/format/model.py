"""All that the file of a call says."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import readers
from .codes import READ_KINDS
from .conditions import EligibilityRule, FactSpec, Parameter
from .faults import quoted
from .form import DocumentSpec, FormField, FormSection
from .header import CallHeader, CallTexts, SchemeHeader, VersionHeader
from .procedure import AskSpec, CallStep, LetterSpec, Ranking, ReviewGrid
from .reading import Spot, an_object, asked, many, maybe

FORMAT = "usine/call/1"

_field = readers.reference("fields")


@dataclass(frozen=True)
class AnswersRead:
    """The fields that say what the house must know of any candidacy: money asked, total cost,
    place…"""

    title: str = maybe(_field, "")
    asked: str = maybe(_field, "")
    investment: str = maybe(_field, "")
    public_aid: str = maybe(_field, "")
    commune: str = maybe(_field, "")
    siret: str = maybe(_field, "")
    territory: str = maybe(_field, "")
    members: str = maybe(_field, "")

    def check(self, at: Spot) -> None:
        for name, kinds in READ_KINDS.items():
            key = getattr(self, name)
            if key and at.declared["fields"][key].get("kind") not in kinds:
                at.key(name).fault(f"Le champ {quoted(key)} n’est pas de nature {kinds[0]}.")


@dataclass(frozen=True)
class CallFile:
    format: str = asked(readers.one_of((FORMAT,)))
    scheme: SchemeHeader = asked(an_object(SchemeHeader))
    call: CallHeader = asked(an_object(CallHeader))
    version: VersionHeader = asked(an_object(VersionHeader))
    texts: CallTexts = asked(an_object(CallTexts))
    reads: AnswersRead = maybe(an_object(AnswersRead), AnswersRead())
    parameters: tuple[Parameter, ...] = maybe(many(an_object(Parameter), unique="code"), ())
    facts: tuple[FactSpec, ...] = maybe(many(an_object(FactSpec), unique="code"), ())
    rules: tuple[EligibilityRule, ...] = maybe(many(an_object(EligibilityRule), unique="code"), ())
    sections: tuple[FormSection, ...] = maybe(many(an_object(FormSection), unique="code"), ())
    documents: tuple[DocumentSpec, ...] = maybe(many(an_object(DocumentSpec), unique="code"), ())
    asks: tuple[AskSpec, ...] = maybe(many(an_object(AskSpec), unique="code"), ())
    steps: tuple[CallStep, ...] = maybe(many(an_object(CallStep), unique="verb"), ())
    grid: ReviewGrid | None = maybe(an_object(ReviewGrid))
    ranking: Ranking | None = maybe(an_object(Ranking))
    letters: tuple[LetterSpec, ...] = maybe(many(an_object(LetterSpec), unique="code"), ())

    @property
    def fields(self) -> Iterator[FormField]:
        return (each for section in self.sections for each in section.fields)
