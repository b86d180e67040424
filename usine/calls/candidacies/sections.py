"""The sections of a form as the page of a draft lists them: how much of each is left."""

from collections.abc import Sequence
from typing import NamedTuple

from usine.values.formats import format_counted

from ..format.form import FormSection
from ..models import Candidacy
from .answering import AnswerFault, asked_answers


class SectionProgress(NamedTuple):
    """A section and how many of its answers lack."""

    section: FormSection
    missing: int
    is_begun: bool

    @property
    def told(self) -> str:
        if not self.missing:
            return "Complète"
        left = format_counted(self.missing, "réponse à compléter", "réponses à compléter")
        return left if self.is_begun else f"À commencer, {left}"

    @property
    def tone(self) -> str:
        return "info" if self.missing else "success"


def sections_of(candidacy: Candidacy, wrong: Sequence[AnswerFault]) -> list[SectionProgress]:
    file = candidacy.file
    keys = asked_answers(file, candidacy.answers).keys()
    return [
        SectionProgress(
            section,
            sum(each.section.code == section.code for each in wrong),
            any(field.key in keys for field in section.fields),
        )
        for section in file.sections
    ]
