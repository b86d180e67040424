"""What a file says of a call as a whole: its scheme, its windows, its version, its texts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from . import codes, readers
from .faults import quoted
from .reading import Spot, an_object, asked, many, maybe


@dataclass(frozen=True)
class LegalText:
    title: str = asked(readers.LINE)
    url: str = maybe(readers.link, "")
    on: date | None = maybe(readers.day)


@dataclass(frozen=True)
class SchemeHeader:
    """`funder` is one of `codes.FUNDERS`, or a SIREN."""

    code: str = asked(readers.PUBLIC_CODE)
    name: str = asked(readers.LINE)
    operator: str = asked(readers.LINE)
    funder: str = asked(readers.funder)
    benefits: tuple[str, ...] = asked(many(readers.one_of(codes.BENEFITS), at_least=1))
    texts: tuple[LegalText, ...] = maybe(many(an_object(LegalText)), ())


@dataclass(frozen=True)
class Window:
    """A round of a call, from `opens_at` to just before `closes_at`; without them, for ever."""

    code: str = asked(readers.CODE)
    label: str = asked(readers.LINE)
    opens_at: datetime | None = maybe(readers.instant)
    closes_at: datetime | None = maybe(readers.instant)

    def check(self, at: Spot) -> None:
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            at.key("closes_at").fault("Cette période se ferme avant de s’ouvrir.")


@dataclass(frozen=True)
class StateLabels:
    """How three readers are told a state."""

    applicant: str = asked(readers.LINE)
    staff: str = asked(readers.LINE)
    public: str = asked(readers.LINE)


class LabelledState(NamedTuple):
    state: str
    labels: StateLabels


_read_labels = an_object(StateLabels)


def state_labels(value: Any, at: Spot) -> Any:
    """{state: labels}, as pairs."""
    if not isinstance(value, dict):
        return at.fault("Un objet est attendu ici, entre accolades.")
    known = readers.one_of(codes.STATES)
    return tuple(
        LabelledState(state, _read_labels(labels, at.key(state)))
        for state, labels in value.items()
        if known(state, at.key(state)) == state
    )


state_labels.of = StateLabels  # type: ignore[attr-defined]


@dataclass(frozen=True)
class CallHeader:
    code: str = asked(readers.PUBLIC_CODE)
    title: str = asked(readers.words(200, lines=False))
    summary: str = asked(readers.TEXT)
    subject: str = asked(readers.one_of(codes.SUBJECTS))
    mode: str = asked(readers.one_of(codes.MODES))
    windows: tuple[Window, ...] = asked(many(an_object(Window), unique="code", at_least=1))
    instructed_by: str = asked(readers.one_of(codes.INSTRUCTED_BY))
    who: str = asked(readers.TEXT)
    url: str = maybe(readers.link, "")
    themes: tuple[str, ...] = maybe(many(readers.CODE), ())
    labels: tuple[LabelledState, ...] = maybe(state_labels, ())

    @property
    def is_external(self) -> bool:
        return self.mode == "external"

    def check(self, at: Spot) -> None:
        if self.is_external and not self.url:
            at.key("url").fault("Un appel externe donne l’adresse où déposer.")
        for rank, (before, after) in enumerate(zip(self.windows, self.windows[1:], strict=False)):
            if not (before.closes_at and after.opens_at and before.closes_at <= after.opens_at):
                at.key("windows").item(rank + 1).fault(
                    f"Cette période commence avant la fin de {quoted(before.code)}\u00a0: "
                    "les périodes se suivent."
                )


@dataclass(frozen=True)
class VersionHeader:
    """`source` is where the version is written: a guide and its date."""

    label: str = asked(readers.words(40, lines=False))
    source: str = asked(readers.LINE)
    changes: str = maybe(readers.TEXT, "")


@dataclass(frozen=True)
class CallTexts:
    """In Markdown: what is read before applying, what is agreed to, what comes after."""

    presentation: str = asked(readers.TEXT)
    conditions: str = maybe(readers.TEXT, "")
    after: str = maybe(readers.TEXT, "")
