"""Each field of an action, declared once: see `docs/tutorials/add-a-field.md`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from usine.territories.calendar import Axes, axis_labels, sector_labels
from usine.values.fields import Field, FieldKind, Fields

from .codes import BLOCKERS, FUNDERS, LINK_KINDS, RESULT_CODES, TAXES
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
        Field("objectives", "Objectifs", FieldKind.LONG_TEXT, private=True, width=50),
        Field(
            "expected_results",
            "Résultats attendus",
            FieldKind.LONG_TEXT,
            help="En quelques mots\u00a0; les chiffres ont leur place parmi les résultats.",
            private=True,
            width=50,
        ),
        Field(
            "lead",
            "Porteur",
            FieldKind.TEXT,
            help="L’organisme qui conduit l’action.",
            max_length=200,
            width=28,
        ),
        Field(
            "referent",
            "Référent",
            FieldKind.TEXT,
            help="La personne qui suit l’action\u00a0; son compte est reconnu à son nom. "
            f"{_MANDATES}",
            private=True,
            max_length=200,
            width=24,
        ),
        Field(
            "partners",
            "Partenaires",
            FieldKind.NAMES,
            help="Un par ligne\u00a0; un organisme connu est reconnu à son nom ou à son SIREN.",
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
            "sectors",
            "Filières",
            FieldKind.CHOICES,
            choices=sector_labels,
            private=True,
            width=30,
        ),
        Field(
            "tags",
            "Étiquettes",
            FieldKind.NAMES,
            help="Vos propres mots pour classer l’action, un par ligne.",
            private=True,
            lines=2,
            width=24,
        ),
        Field(
            "comment",
            "Commentaire de suivi",
            FieldKind.LONG_TEXT,
            help=f"Où elle en est\u00a0: la première de ses notes. {_MANDATES}",
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

TYPED_AGAIN = Fields(field for name, field in FIELDS.items() if name != "comment")
"""What the form of a change sets: the comment repeats the last note, which is never overwritten."""

STEPS = Fields(
    [
        Field("title", "Étape", FieldKind.TITLE, required=True, max_length=300, private=True),
        Field("due", "Échéance", FieldKind.DATE, help=_DATES, private=True),
        Field("done", "Faite", FieldKind.YES_NO),
        Field("done_on", "Faite le", FieldKind.DATE, help=_DATES, private=True),
    ]
)

_AMOUNT = "Vide s’il n’est pas connu."
FUNDING = Fields(
    [
        Field(
            "funder",
            "Financeur",
            FieldKind.CHOICE,
            choices=FUNDERS,
            required=True,
            unchosen="Choisissez un financeur",
            private=True,
        ),
        Field(
            "label",
            "Nom du financeur ou du dispositif",
            FieldKind.TEXT,
            help="Par exemple une dotation, ou le nom de l’entreprise.",
            max_length=200,
            private=True,
        ),
        Field(
            "year",
            "Année",
            FieldKind.NUMBER,
            help="Vide si la ligne vaut pour toute l’action.",
            private=True,
        ),
        Field("planned", "Prévu", FieldKind.MONEY, help=_AMOUNT, private=True),
        Field("asked", "Demandé", FieldKind.MONEY, help=_AMOUNT, private=True),
        Field("granted", "Accordé", FieldKind.MONEY, help=_AMOUNT, private=True),
        Field("paid", "Versé", FieldKind.MONEY, help=_AMOUNT, private=True),
        Field(
            "tax", "Montants", FieldKind.CHOICE, choices=TAXES, unchosen="Non précisé", private=True
        ),
    ]
)
"""A line of the financing; amounts in cents."""

RESULTS = Fields(
    [
        Field(
            "code",
            "Résultat",
            FieldKind.CHOICE,
            choices=RESULT_CODES,
            required=True,
            unchosen="Choisissez un résultat",
        ),
        Field("target", "Visé", FieldKind.NUMBER),
        Field("measured", "Constaté", FieldKind.NUMBER),
        Field("source", "Source", FieldKind.TEXT, max_length=300, private=True),
    ]
)
"""A result shared by all plans; values in the smallest unit of its measure (`results.UNITS`)."""

INDICATORS = Fields(
    [
        Field("name", "Indicateur", FieldKind.TITLE, required=True, max_length=200, private=True),
        Field("unit", "Unité", FieldKind.TEXT, max_length=40, private=True),
        Field("target", "Visé", FieldKind.TEXT, max_length=100, private=True),
        Field("measured", "Constaté", FieldKind.TEXT, max_length=100, private=True),
        Field("measured_on", "Constaté le", FieldKind.DATE, help=_DATES, private=True),
        Field("source", "Source", FieldKind.TEXT, max_length=300, private=True),
    ]
)
"""An indicator of the territory's own, which nothing adds up."""

LINKS = Fields(
    [
        Field(
            "kind",
            "Lien",
            FieldKind.CHOICE,
            choices=LINK_KINDS,
            required=True,
            unchosen="Choisissez un lien",
            private=True,
        ),
        Field("other_id", "Action", FieldKind.NUMBER, required=True),
    ]
)

DETAIL_SHEETS = {
    "steps": ("Étapes du plan", STEPS),
    "funding": ("Financements", FUNDING),
    "results": ("Résultats", RESULTS),
    "indicators": ("Indicateurs propres", INDICATORS),
}
"""The sheets of details of a plan that goes out as a workbook, by the field that files give."""

LIFTED = "lifted"
"""The nature, in files, of what tells that nothing blocks any more."""

STATEMENT_SHEETS = {
    "blockages": (
        "Blocages",
        Fields(
            [
                Field("since", "Depuis le", FieldKind.DATE, required=True),
                Field(
                    "kind",
                    "Nature du blocage",
                    FieldKind.CHOICE,
                    choices=[*BLOCKERS, (LIFTED, "Levé")],
                    required=True,
                    width=24,
                ),
                Field("words", "Ce qui bloque", FieldKind.LONG_TEXT, width=60),
            ]
        ),
    ),
    "links": (
        "Liens",
        Fields(
            [
                LINKS["kind"],
                Field("other", "Avec", FieldKind.TEXT, required=True, width=60),
            ]
        ),
    ),
    "places": (
        "Lieux",
        Fields(
            [
                Field("commune", "Commune", FieldKind.TEXT, width=30),
                Field("code", "Code Insee", FieldKind.TEXT),
                Field("point", "Point", FieldKind.TEXT, width=24),
            ]
        ),
    ),
    "remarks": (
        "Notes",
        Fields(
            [
                Field("written_on", "Écrite le", FieldKind.DATE),
                Field("text", "Note", FieldKind.LONG_TEXT, required=True, width=80),
            ]
        ),
    ),
}
"""The sheets, in the same workbook, of what people say of an action besides (`statements`)."""

STATEMENT_COLUMNS = {
    "blockages": "Blocages datés",
    "links": "Liens avec d’autres actions",
    "places": "Communes et point",
    "remarks": "Toutes les notes",
}
"""The columns of a CSV that hold the same, for those who read: an import leaves them aside."""

LINE_OF, TITLE_OF = "Ligne du plan", "Porte sur"
"""The headers of what names the action of a detail; neither is taken for a title."""

DETAILS = {
    "step": ("Étape", STEPS),
    "funding": ("Financement", FUNDING),
    "result": ("Résultat", RESULTS),
    "indicator": ("Indicateur", INDICATORS),
    "link": ("Lien", LINKS),
}
"""The label and the fields of each kind of detail, by the code that payloads bear."""

BLOCKAGE = Fields(
    [
        Field(
            "kind",
            "Nature du blocage",
            FieldKind.CHOICE,
            choices=BLOCKERS,
            required=True,
            unchosen="Choisissez une nature",
            private=True,
        ),
        Field("words", "Ce qui bloque", FieldKind.LONG_TEXT, private=True),
    ]
)

STATUS = Field("status", "Statut", FieldKind.CHOICE, choices=Status.choices, width=24)
"""Not one of `FIELDS`, as a status has a date of its own."""

PERIOD = Field("period", "Période (début et fin)", FieldKind.PERIOD)
"""One cell that gives both dates, in files only."""


def with_axes(axes: Axes, fields: Fields = FIELDS) -> Fields:
    """The fields of an action of a plan whose axes are these; sectors are read once."""
    choices = {"axis": axes.choices, "sectors": sector_labels()}
    return Fields(
        replace(field, choices=choices[name]) if name in choices else field
        for name, field in fields.items()
    )


def in_files(fields: Iterable[Field] = FIELDS.values()) -> Iterator[Field]:
    """The columns of a plan, in order: with the status, without who may see the action."""
    for field in fields:
        if field.kind == FieldKind.YES_NO:
            continue
        yield field
        if field.name == "planned_budget":
            yield STATUS
