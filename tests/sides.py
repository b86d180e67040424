"""One of the two sides of the world of the tests, and the canaries that are planted there."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from usine.asks.models import Ask
from usine.calls.models import Call, Candidacy
from usine.files.models import Document
from usine.imports.models import PlanImport
from usine.people.models import User
from usine.plans.models import Action, Campaign, Committee, StatusChange
from usine.territories.models import Territory
from usine.values.dates import PartialDate, Precision
from usine.values.fields import Field, FieldKind, Fields


@dataclass
class Side:
    """What there is on one side; `secrets` are its canaries, by what they are."""

    name: str
    territory: Territory
    secrets: dict[str, str] = field(default_factory=dict)
    # The declared fields that have a canary, and how many of them are no words.
    planted: list[Field] = field(default_factory=list)
    numbers: int = 0
    # Set by `make_world`, one function a room.
    action: Action = None  # type: ignore[assignment]
    filled: Action = None  # type: ignore[assignment]
    restricted: Action = None  # type: ignore[assignment]
    corrected: Action = None  # type: ignore[assignment]
    withdrawn: Action = None  # type: ignore[assignment]
    status_change: StatusChange = None  # type: ignore[assignment]
    committee: Committee = None  # type: ignore[assignment]
    document: Document = None  # type: ignore[assignment]
    restricted_document: Document = None  # type: ignore[assignment]
    withdrawn_document: Document = None  # type: ignore[assignment]
    ask: Ask = None  # type: ignore[assignment]
    declined_ask: Ask = None  # type: ignore[assignment]
    withdrawn_ask: Ask = None  # type: ignore[assignment]
    several_asks: int = 0  # the event that asked them
    campaign: Campaign = None  # type: ignore[assignment]
    call: Call = None  # type: ignore[assignment]
    candidacy: Candidacy = None  # type: ignore[assignment]
    draft: PlanImport = None  # type: ignore[assignment]
    applied: PlanImport = None  # type: ignore[assignment]
    person: User = None  # type: ignore[assignment]
    manager: User = None  # type: ignore[assignment]
    closed: User = None  # type: ignore[assignment]

    def secret(self, what: str) -> str:
        """A word found nowhere else, to be written in a private text."""
        word = f"canari{self.name}{what.title().replace(' ', '')}"
        self.secrets[what] = word
        return word

    def number(self, what: str) -> int:
        """A number found nowhere else, each smaller than the one before: what is paid is within
        what is granted."""
        self.numbers += 1
        number = int(f"{'68'[self.name == 'there']}{99 - self.numbers}".ljust(9, "7"))
        self.secrets[what] = str(number)
        return number

    def canary(self, kind: str, declared: Field) -> Any:
        """A value of a private field that is found nowhere else, whatever the rules say of it."""
        self.planted.append(declared)
        what = f"{kind} {declared.name}"
        match declared.kind:
            case FieldKind.NAMES:
                return [self.secret(what)]
            case FieldKind.CHOICE:
                # A code that is no choice is shown as it is; columns of codes are short.
                return self._code(what)
            case FieldKind.CHOICES:
                return [self._code(what)]
            case FieldKind.MONEY:
                return self.number(what) * 100
            case FieldKind.NUMBER:
                return self.number(what)
            case FieldKind.DATE:
                return self._month(what)
        return self.secret(what)

    def canaries(self, kind: str, fields: Fields) -> dict[str, Any]:
        """{field: canary} of the private fields of a kind."""
        return {
            name: self.canary(kind, declared)
            for name, declared in fields.items()
            if has_a_word(declared)
        }

    def _code(self, what: str) -> str:
        self.numbers += 1
        self.secrets[what] = f"cnr{self.name[0]}{self.numbers:02d}"
        return self.secrets[what]

    def _month(self, what: str) -> PartialDate:
        self.numbers += 1
        month = date({"here": 2600, "there": 2800}[self.name] + self.numbers, 8, 1)
        self.secrets[what] = f"août{month.year}"
        return PartialDate(month, Precision.MONTH)


def has_a_word(declared: Field) -> bool:
    """Whether a field is private and can bear a canary: a yes or no is hidden with the others."""
    return declared.private and declared.kind != FieldKind.YES_NO
