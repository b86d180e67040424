"""The calls that everybody reads, as a filter asks for them: open ones first, the soonest to close
at their head."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms

from usine.pages.forms import FilterForm
from usine.values.text import fold

from .format.model import CallFile
from .labels import BENEFITS, SUBJECTS, funder_named
from .models import Call
from .openings import OPENINGS, CallOpening, Opening, opening_of
from .stages import Stage

# After every date that a call may give.
_NEVER = datetime.max.replace(tzinfo=UTC)


def _choices(every: str, labels: dict[str, str]) -> list[tuple[str, str]]:
    return [("", every), *((code, label.capitalize()) for code, label in labels.items())]


class CallFilter(FilterForm):
    mot = forms.CharField(label="Mots", max_length=100)
    etat = forms.ChoiceField(
        label="État", choices=_choices("Tous", {str(each): OPENINGS[each] for each in Opening})
    )
    benefice = forms.ChoiceField(label="Ce qui est accordé", choices=_choices("Tout", BENEFITS))
    pour = forms.ChoiceField(label="Pour", choices=_choices("Tous les objets", SUBJECTS))


@dataclass(frozen=True)
class CallLine:
    """A call of the list, at a moment."""

    call: Call
    file: CallFile
    opening: CallOpening

    @property
    def benefits(self) -> str:
        return ", ".join(BENEFITS[each] for each in self.file.scheme.benefits)

    @property
    def subject(self) -> str:
        return SUBJECTS[self.file.call.subject]

    @property
    def is_external(self) -> bool:
        return self.file.call.is_external

    @property
    def searched(self) -> str:
        """What the words of a filter are looked for in."""
        header, scheme = self.file.call, self.file.scheme
        return fold(
            " ".join(
                [
                    *(header.title, header.summary, header.who, scheme.name, scheme.operator),
                    *(funder_named(scheme.funder), self.benefits, *header.themes),
                ]
            )
        )


def listed_calls(form: CallFilter, *, moment: datetime) -> list[CallLine]:
    """Published calls, each as it stands at a moment, that answer a filter."""
    lines = [_line(call, moment) for call in _published()]
    return sorted((line for line in lines if _answers(line, form.asked)), key=_rank)


def _published() -> list[Call]:
    rows = Call.objects.filter(stage=Stage.OPEN, version__isnull=False)
    return list(rows.select_related("version"))


def _line(call: Call, moment: datetime) -> CallLine:
    assert call.version is not None
    file = call.version.file
    return CallLine(call, file, opening_of(file.call.windows, moment))


def _answers(line: CallLine, asked: dict[str, str]) -> bool:
    words = fold(asked.get("mot", "")).split()
    return (
        asked.get("etat", line.opening.state) == line.opening.state
        and asked.get("pour", line.file.call.subject) == line.file.call.subject
        and ("benefice" not in asked or asked["benefice"] in line.file.scheme.benefits)
        and all(word in line.searched for word in words)
    )


def _rank(line: CallLine) -> tuple:
    """By state, then by date: those that closed, the last first."""
    order = list(Opening).index(line.opening.state)
    at = line.opening.at or _NEVER
    since = -at.timestamp() if line.opening.state is Opening.CLOSED else at.timestamp()
    return order, since, line.call.title
