"""Each field of an action, declared once: see `docs/tutorials/add-a-field.md`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from usine.territories.calendar import Axes, axis_labels
from usine.values.fields import Field, FieldKind, Fields

from .states import Priority, Status

_MANDATES = "Réservé aux mandats sur le territoire, sa région ou la nation."
_DATES = "Par exemple 27/05/2025, mai 2025, T3 2025, 2e semestre 2025 ou 2025."

FIELDS = Fields(
    [
        Field(
            "reference",
            "Référence",
            FieldKind.REFERENCE,
            help="Le numéro de la fiche dans votre plan\u00a0: une seule action le porte.",
            max_length=40,
            width=12,
        ),
        Field(
            "axis",
            "Axe",
            FieldKind.CHOICE,
            choices=axis_labels,
            unchosen="Choisissez un axe",
            help="Un classement, sans date\u00a0: si vous le changez, les bilans des dates passées "
            "classent aussi l’action sous le nouvel axe.",
            required=True,
            width=26,
        ),
        Field("title", "Intitulé", FieldKind.TITLE, required=True, max_length=300, width=50),
        Field("description", "Description", FieldKind.LONG_TEXT, private=True, lines=6, width=60),
        Field(
            "lead",
            "Porteur",
            FieldKind.TEXT,
            help="L’organisme qui conduit l’action.",
            max_length=200,
            width=28,
        ),
        Field(
            "partners",
            "Partenaires",
            FieldKind.NAMES,
            help="Un par ligne.",
            private=True,
            lines=3,
            width=36,
        ),
        Field(
            "planned_budget",
            "Budget prévisionnel",
            FieldKind.MONEY,
            help="Par exemple 350 k€, 1,2 M€ ou 48 500,00\u00a0; à laisser vide s’il n’est pas "
            f"connu. {_MANDATES}",
            private=True,
            header="Budget prévisionnel (€)",
            width=18,
        ),
        Field("start", "Début", FieldKind.DATE, help=_DATES),
        Field("end", "Fin", FieldKind.DATE, help=_DATES),
        Field(
            "priority",
            "Priorité",
            FieldKind.CHOICE,
            choices=Priority.choices,
            max_length=8,
            initial=Priority.NORMAL.value,
            required=True,
            private=True,
            width=10,
        ),
        Field(
            "comment",
            "Commentaire de suivi",
            FieldKind.LONG_TEXT,
            help=f"Où elle en est, ce qui bloque. {_MANDATES}",
            private=True,
            header="Commentaires",
            width=50,
        ),
        Field(
            "restricted",
            "Accès restreint",
            FieldKind.YES_NO,
            help="Elle est comptée partout, et montrée aux seuls mandats sur le territoire, "
            "sa région ou la nation.",
            private=True,
            width=10,
        ),
    ]
)
"""What an import, a form and a change may set, in the order in which a plan is read."""

STATUS = Field("status", "Statut", FieldKind.CHOICE, choices=Status.choices, width=24)
"""Not one of `FIELDS`, as a status has a date of its own."""

PERIOD = Field("period", "Période (début et fin)", FieldKind.PERIOD)
"""One cell that gives both dates, in files only."""


def with_axes(axes: Axes, fields: Fields = FIELDS) -> Fields:
    """The fields of an action of a plan whose axes are these."""
    axis = replace(fields["axis"], choices=axes.choices)
    return Fields([axis if field.name == "axis" else field for field in fields.values()])


def in_files(fields: Iterable[Field] = FIELDS.values()) -> Iterator[Field]:
    """The columns of a plan, in order: with the status, without who may see the action."""
    for field in fields:
        if field.kind == FieldKind.YES_NO:
            continue
        yield field
        if field.name == "planned_budget":
            yield STATUS
