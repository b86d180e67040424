"""Forms of the corrections of the past of an action."""

from abc import abstractmethod
from datetime import date
from functools import partial
from typing import Any

from django import forms

from usine.pages.declared import LongTextField, ReadField, form_field
from usine.pages.forms import DateField
from usine.values.errors import Refused

from .codes import BLOCKERS
from .corrections import BUDGET, BudgetCorrection, Correction, StatusCorrection
from .detail_corrections import BlockageCorrection, FundingCorrection, ResultCorrection
from .fields import FUNDING, RESULTS
from .formats import as_counted, format_number, is_whole, read_number
from .forms import TYPED, SeenForm, effective
from .models import Action, PlannedBudget, StatusChange
from .states import Status


class CorrectionForm(SeenForm):
    """A dated fact of an action, which corrects `replaced` or is inserted."""

    effective_on = DateField(label="Date d’effet exacte")
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste dans l’historique, avec votre nom.",
    )

    correcting: type[Correction]

    def __init__(self, *args, action: Action, replaced: Any = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.replaced = action, replaced
        if replaced:
            self.initial = {name: getattr(replaced, name, None) for name in self.moving}

    def clean_effective_on(self) -> date:
        return effective(self.cleaned_data["effective_on"], self.action)

    @property
    def answer(self) -> dict[str, Any]:
        """The arguments of the operation."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "seen"}

    @property
    @abstractmethod
    def correction(self) -> Correction:
        """What was typed, not saved yet."""


class StatusForm(CorrectionForm):
    """A status that the action had."""

    status = forms.ChoiceField(label="Statut exact", choices=Status.choices)
    enters = forms.BooleanField(
        label="L’action n’est entrée au plan que ce jour-là",
        required=False,
        help_text=(
            "Sinon, elle compte depuis son entrée au plan, et son statut d’avant cette date est "
            "«\u00a0Non renseignée\u00a0»."
        ),
    )

    field_order = moving = ("status", "effective_on", "enters")
    correcting = StatusCorrection

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.replaced or self.replaced.effective_on > self.action.entered_on:
            del self.fields["enters"]

    def clean_status(self) -> Status:
        return Status(self.cleaned_data["status"])

    @property
    def correction(self) -> StatusCorrection:
        asked = self.cleaned_data
        fact = StatusChange(
            action=self.action, status=asked["status"], effective_on=asked["effective_on"]
        )
        return StatusCorrection(fact, self.replaced, asked.get("enters", False))


class BudgetForm(CorrectionForm):
    """What a planned budget really was."""

    amount = form_field(BUDGET, TYPED)

    field_order = moving = ("amount", "effective_on")
    correcting = BudgetCorrection

    @property
    def correction(self) -> BudgetCorrection:
        asked = self.cleaned_data
        fact = PlannedBudget(
            action=self.action, amount=asked["amount"], effective_on=asked["effective_on"]
        )
        return BudgetCorrection(fact, self.replaced)


class AmountForm(CorrectionForm):
    """What an amount of the financing really was."""

    amount = form_field(BUDGET, TYPED)

    field_order = moving = ("amount", "effective_on")
    correcting = FundingCorrection

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = FUNDING[self.replaced.name].label

    @property
    def correction(self) -> FundingCorrection:
        asked = self.cleaned_data
        return FundingCorrection.of(self.replaced, asked["amount"], asked["effective_on"])


class ValueForm(CorrectionForm):
    """What a value of a result really was, in the unit that users read."""

    amount = forms.Field()

    field_order = moving = ("amount", "effective_on")
    correcting = ResultCorrection

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        code = self.replaced.detail.code
        self.fields["amount"] = ReadField(
            label=RESULTS[self.replaced.name].label,
            required=False,
            read=partial(_read, code),
            write=lambda value: value if isinstance(value, str) else format_number(code, value),
            help_text="Vide s’il n’est pas connu.",
        )
        self.order_fields(self.field_order)

    @property
    def correction(self) -> ResultCorrection:
        asked = self.cleaned_data
        return ResultCorrection.of(self.replaced, asked["amount"], asked["effective_on"])


def _read(code: str, text: str | None) -> int | None:
    """A value of a result as users type it, in the unit of the ledger."""
    value = read_number(text)
    if value is None:
        return None
    if not is_whole(code, value):
        raise Refused("Ce résultat se compte en nombres entiers.")
    return as_counted(code, value)


class BlockageForm(CorrectionForm):
    """What really blocked an action, or how that was lifted."""

    kind = forms.ChoiceField(label="Nature du blocage", choices=BLOCKERS)
    words = LongTextField(label="Ce qui bloque", widget=forms.Textarea(attrs={"rows": 4}))

    field_order = ("kind", "words", "effective_on")
    moving = ("kind", "effective_on")
    correcting = BlockageCorrection

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["words"] = self.replaced.words
        if not self.replaced.kind:
            del self.fields["kind"]
            self.fields["words"].label = "Comment il a été levé"

    @property
    def correction(self) -> BlockageCorrection:
        asked = self.cleaned_data
        return BlockageCorrection.of(
            self.replaced, asked.get("kind", ""), asked["words"], asked["effective_on"]
        )
