"""What is typed or ticked in the preview, which every button there sends: what the button does not
ask for is kept with it, so that nothing is lost without script."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict

from usine.values.formats import format_counted

from . import operations, settling
from .cells import lines_of
from .forms import WordsForm
from .memory import CHOICES
from .models import PlanImport
from .previews import FIELD, GIVEN, GIVEN_TEXT, TEXT, TICKED, WHOLE, answers, cells_typed
from .replies import RETRACTED, questions_of

Act = Callable[..., PlanImport]


@dataclass(frozen=True)
class Typed:
    """Cells written again, {name: text}; answers to questions, {field: {key: code}}; and, of rows
    with close titles, the action that each is about, {row: action or None}."""

    cells: dict[str, str]
    answers: dict[str, dict[str, str]]
    proposals: dict[int, int | None]

    @property
    def is_to_read(self) -> bool:
        """Whether the file is to be read again with it."""
        return bool(self.cells or self.answers)

    @property
    def sentence(self) -> str:
        """What is done with it, in a sentence; empty when nothing is."""
        told = [format_counted(len(self.cells), "cellule corrigée", "cellules corrigées")]
        told = told if self.cells else []
        told += ["vos réponses"] if self.answers or self.proposals else []
        is_kept = not CHOICES.keys().isdisjoint(self.answers)
        kept = ", retenues une fois l’import appliqué" if is_kept else ""
        return f"Le fichier est relu avec {' et '.join(told)}{kept}." if told else ""

    def before(self, act: Act) -> Act:
        """The act that reads the file again, with all that is typed."""
        return partial(self._acted, act, cells=self.cells, answers=self.answers)

    def after(self, act: Act) -> Act:
        """The act on rows, which a new reading renames, then all that is typed."""
        return partial(self._acted, self._then_read(act) if self.is_to_read else act)

    def _acted(self, act: Act, plan_import: PlanImport, *, by: Any, **arguments: Any) -> PlanImport:
        """All of it or nothing."""
        with transaction.atomic():
            if self.proposals:
                plan_import = operations.answer(plan_import, answers=self.proposals, by=by)
            return act(plan_import, by=by, **arguments)

    def _then_read(self, act: Act) -> Act:
        def both(plan_import: PlanImport, *, by: Any, **arguments: Any) -> PlanImport:
            acted = act(plan_import, by=by, **arguments)
            return settling.settle(acted, cells=self.cells, answers=self.answers, by=by)

        return both


def typed_in(request: HttpRequest, plan_import: PlanImport) -> Typed:
    words = WordsForm(request.POST, questions=questions_of(plan_import))
    rows = answers(request, plan_import)
    return Typed(
        cells_typed(request.POST),
        words.answers if words.is_valid() else {},
        rows.answers if rows.is_valid() and rows.has_changed() else {},
    )


class Carried:
    """What is ticked and typed for several rows, and that the button did not ask for: the address
    of the next page has it."""

    def __init__(
        self, request: HttpRequest, plan_import: PlanImport, spends: Collection[str] = ()
    ) -> None:
        self.asked, self.sent, self.spends = request.GET, request.POST, spends
        ticked = {*self._of(TICKED)}
        lines = lines_of(plan_import) if ticked else ()
        self.lines = {line for line, row in lines if str(row.pk) in ticked}

    def query(self, after: PlanImport) -> QueryDict:
        query = self.asked.copy()
        names = (WHOLE, FIELD, TEXT) if self.sent.get(TEXT) else (WHOLE,)
        carried = {name: self._of(name) for name in names} | self._given(after)
        # A new reading gives other keys to the rows of the same lines.
        lines = lines_of(after) if self.lines and not after.is_busy else ()
        carried[TICKED] = [str(row.pk) for line, row in lines if line in self.lines]
        for name, texts in carried.items():
            if texts:
                query.setlist(name, texts)
        return query

    def _of(self, name: str) -> list[str]:
        return [] if name in self.spends else self.sent.getlist(name)

    def _given(self, after: PlanImport) -> dict[str, list[str]]:
        """The values given before that are typed again, unless their ranks change."""
        if GIVEN in self.sent or self.sent.get(RETRACTED, "").startswith(GIVEN):
            return {}
        given = enumerate(after.replies.get("given", ()))
        before = {f"{GIVEN_TEXT}{rank}": each["text"] for rank, each in given}
        sent = {name: self.sent[name] for name in before if name in self.sent}
        return {name: [text] for name, text in sent.items() if text != before[name]}
