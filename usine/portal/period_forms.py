"""The forms of a period and of its axes, for the national team."""

from collections.abc import Sequence
from typing import Any

from django import forms

from usine.pages.forms import DateField
from usine.territories.models import Axis, Period
from usine.territories.rules import AxisWords

# How many axes the form of a new period has room for; the page of the period adds others.
ROWS = 6


def _longest(model: type[Period | Axis], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length")  # noqa: B009 - of text alone


def _axis_fields(required: bool) -> dict[str, forms.Field]:
    """The words of an axis, but its code."""
    return {
        "label": forms.CharField(
            label="Intitulé", required=required, max_length=_longest(Axis, "label")
        ),
        "short": forms.CharField(
            label="Intitulé court",
            required=required,
            max_length=_longest(Axis, "short"),
            help_text="Pour les tableaux et les graphiques.",
        ),
        "goal": forms.CharField(
            label="Objectif", required=False, widget=forms.Textarea(attrs={"rows": 2})
        ),
    }


def _code_field(required: bool) -> forms.CharField:
    return forms.CharField(
        label="Code",
        required=required,
        max_length=_longest(Axis, "code"),
        help_text="Minuscules sans accent, par exemple «\u00a0foncier\u00a0». Ne change plus.",
    )


class PeriodForm(forms.Form):
    """Sent twice when past ends of labels move, or days to come are left to no period: `seen` says
    which ones the page has listed."""

    conditional: Sequence[str] = ("reason",)

    name = forms.CharField(
        label="Nom",
        max_length=_longest(Period, "name"),
        help_text="Par exemple «\u00a0Temps III (2028-2032)\u00a0».",
    )
    ends_on = DateField(label="Dernier jour")
    reason = forms.CharField(
        label="Motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "À donner quand la période ou des labels prennent fin, ou avaient pris fin, un jour "
            "déjà passé. "
            "Il reste dans l’historique, avec votre nom."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def see(self, seen: str) -> None:
        """Give the form back as typed, with the ends that the page lists."""
        self.data = {**self.data.dict(), "seen": seen}  # type: ignore[attr-defined]


class OpeningForm(PeriodForm):
    """A new period, with as many axes as rows were filled."""

    template_name = "portal/opening.html"

    code = forms.CharField(
        label="Code",
        max_length=2,
        help_text="Deux caractères au plus, par exemple «\u00a0T3\u00a0».",
    )
    starts_on = DateField(
        label="Premier jour",
        help_text="La période devient la période en cours ce jour-là, d’elle-même.",
    )

    field_order = ("code", "name", "starts_on", "ends_on", "reason")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for rank in range(1, ROWS + 1):
            for name, field in {"code": _code_field(False), **_axis_fields(False)}.items():
                self.fields[f"{name}_{rank}"] = field
        self.conditional = [name for name, field in self.fields.items() if not field.required]

    @property
    def period_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each axis."""
        return [[self[f"{name}_{rank}"] for name in AxisWords._fields] for rank in _ranks()]

    def clean(self) -> dict[str, Any]:
        """`axes` are the words of the rows that were filled: each needs all but its goal."""
        cleaned = super().clean() or self.cleaned_data
        axes = {rank: self._words(rank) for rank in _ranks()}
        for rank, words in axes.items():
            if any(words):
                self._require(rank, words)
        names = (*self.field_order, "seen")
        period = {name: cleaned[name] for name in names if name in cleaned}
        return period | {"axes": [words for words in axes.values() if any(words)]}

    def _words(self, rank: int) -> AxisWords:
        values = [self.cleaned_data.get(f"{name}_{rank}", "") for name in AxisWords._fields]
        return AxisWords(*values)

    def _require(self, rank: int, words: AxisWords) -> None:
        for name in ("code", "label", "short"):
            if not getattr(words, name) and f"{name}_{rank}" not in self.errors:
                self.add_error(f"{name}_{rank}", f"À remplir pour l’axe {rank}.")


class AxisForm(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_axis_fields(True))


class NewAxisForm(AxisForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"code": _code_field(True), **self.fields}


def _ranks() -> range:
    return range(1, ROWS + 1)
