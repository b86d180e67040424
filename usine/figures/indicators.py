"""The indicators that the programme publishes: formula, unit, definition and source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from usine.people.roles import Role

from .actions import OPEN, UNDER_WAY

# The dimensions in which figures read the ledger, in the order of a cell's key.
BY = ("place", "axis", "state")

Cells = Mapping[tuple[str, ...], int]
Books = Mapping[str, Cells]  # by measure


class MeasureCode(StrEnum):
    """The codes of the measures that figures read, as the rooms declare them."""

    TERRITORIES = "territories"
    RELABELLED = "relabelled"
    ACTIONS = "actions"
    MANDATES = "mandates"
    BUDGETS = "budget_planned"
    FUNDING_GRANTED = "funding_granted"
    BLOCKED = "blocked"
    UP_TO_DATE = "up_to_date"
    JOBS_CREATED_TARGET = "result_jobs_created_target"
    JOBS_CREATED_MEASURED = "result_jobs_created_measured"
    JOBS_KEPT_TARGET = "result_jobs_kept_target"
    JOBS_KEPT_MEASURED = "result_jobs_kept_measured"
    PLANTS_TARGET = "result_plants_target"
    PLANTS_MEASURED = "result_plants_measured"
    PEOPLE_TRAINED_TARGET = "result_people_trained_target"
    PEOPLE_TRAINED_MEASURED = "result_people_trained_measured"
    HECTARES_TARGET = "result_hectares_target"
    HECTARES_MEASURED = "result_hectares_measured"
    CO2_TARGET = "result_co2_target"
    CO2_MEASURED = "result_co2_measured"


# The measures that every page of a bilan reads; files and the command read them all.
DAILY = (
    MeasureCode.TERRITORIES,
    MeasureCode.RELABELLED,
    MeasureCode.ACTIONS,
    MeasureCode.MANDATES,
    MeasureCode.BUDGETS,
)


@dataclass(frozen=True)
class Count:
    """The amount of a measure, where some dimensions have the values of `where`."""

    measure: MeasureCode
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, books: Books) -> int:
        return sum(self._counted(books).values())

    def places(self, books: Books) -> set[str]:
        """The territories where the amount is not zero."""
        return {key[0] for key in self._counted(books)}

    def _counted(self, books: Books) -> Cells:
        asked = [(BY.index(name), values) for name, values in self.where.items()]
        return {
            key: amount
            for key, amount in books[self.measure].items()
            if all(key[place] in values for place, values in asked)
        }


@dataclass(frozen=True)
class Share:
    """The part of a whole, between 0 and 1; None when there is nothing to share."""

    part: Count
    whole: Count

    def value(self, books: Books) -> Fraction | None:
        whole = self.whole.value(books)
        return Fraction(self.part.value(books), whole) if whole else None


@dataclass(frozen=True)
class Without:
    """How many territories have one thing and not the other."""

    having: Count
    lacking: Count

    def value(self, books: Books) -> int:
        return len(self.places(books))

    def places(self, books: Books) -> set[str]:
        return self.having.places(books) - self.lacking.places(books)


Formula = Count | Share | Without


@dataclass(frozen=True)
class Indicator:
    """A figure that is published; `slug` names it in addresses."""

    slug: str
    label: str
    singular: str  # the label beside 0 or 1; a share has the same for all numbers
    unit: str
    formula: Formula
    definition: str
    source: str

    @property
    def measure(self) -> MeasureCode:
        """The measure that it counts; for a share, that of its part."""
        match self.formula:
            case Share(part=count) | Without(having=count):
                return count.measure
        return self.formula.measure

    def label_beside(self, number: int) -> str:
        """The label to write below `number`."""
        return self.label if number > 1 else self.singular


_ACTIONS = Count(MeasureCode.ACTIONS)
_LABELLED = Count(MeasureCode.TERRITORIES)
_MANAGED = Count(MeasureCode.MANDATES, {"state": (Role.PROJECT_MANAGER,)})

TERRITORIES = Indicator(
    "territoires",
    "Territoires labellisés",
    "Territoire labellisé",
    "territoire",
    _LABELLED,
    "Territoires dont le label court à la date du bilan. Un territoire à cheval sur plusieurs "
    "régions compte une fois, dans sa région chef de file.",
    "Liste officielle des territoires labellisés.",
)
RELABELLED = Indicator(
    "relabellises",
    "Territoires relabellisés",
    "Territoire relabellisé",
    "territoire",
    Count(MeasureCode.RELABELLED),
    "Territoires labellisés à la date du bilan qui prennent la suite d’un territoire de la période "
    "précédente\u00a0: le jour de leur label, au moins un membre de leur périmètre (EPCI, EPT ou "
    "commune) est aussi dans le sien.",
    "Listes officielles des territoires labellisés.",
)
ACTIONS = Indicator(
    "actions",
    "Actions",
    "Action",
    "action",
    _ACTIONS,
    "Fiches-actions inscrites aux plans d’actions des territoires à la date du bilan, quel que "
    "soit leur statut, y compris abandonnées ou sans statut renseigné. Une action retirée d’un "
    "plan n’y compte plus à partir du jour de son retrait.",
    "Plans d’actions tenus par les territoires.",
)
DONE_OR_IN_PROGRESS = Indicator(
    "realisees-ou-en-cours",
    "Actions réalisées ou en cours de réalisation",
    "Actions réalisées ou en cours de réalisation",
    "%",
    Share(Count(MeasureCode.ACTIONS, {"state": UNDER_WAY}), _ACTIONS),
    "Actions au statut «\u00a0Réalisée\u00a0» ou «\u00a0En cours de réalisation\u00a0», "
    "rapportées à toutes les actions. Une action en cours d’instruction n’est pas en cours de "
    "réalisation.",
    "Plans d’actions tenus par les territoires.",
)
PROJECT_MANAGERS = Indicator(
    "chefs-de-projet",
    "Chefs de projet",
    "Chef de projet",
    "chef de projet",
    _MANAGED,
    "Mandats de chef de projet qui courent à la date du bilan, premier et dernier jours compris.",
    "Mandats enregistrés sur la plateforme.",
)
VACANCIES = Indicator(
    "sans-chef-de-projet",
    "Territoires sans chef de projet",
    "Territoire sans chef de projet",
    "territoire",
    Without(_LABELLED, _MANAGED),
    "Territoires labellisés où aucun mandat de chef de projet ne court à la date du bilan.",
    "Labels et mandats enregistrés sur la plateforme.",
)
REGIONAL_COORDINATORS = Indicator(
    "coordinateurs-regionaux",
    "Coordinateurs régionaux",
    "Coordinateur régional",
    "coordinateur",
    Count(MeasureCode.MANDATES, {"state": (Role.REGIONAL_COORDINATOR,)}),
    "Mandats de coordinateur régional qui courent à la date du bilan, premier et dernier jours "
    "compris.",
    "Mandats enregistrés sur la plateforme.",
)

BUDGET = Indicator(
    "budget",
    "Budget prévisionnel des actions",
    "Budget prévisionnel des actions",
    "€",
    Count(MeasureCode.BUDGETS),
    "Somme des budgets prévisionnels connus des actions inscrites aux plans à la date du bilan, "
    "quel que soit leur statut. Un budget revu compte à partir du jour où il l’est.",
    "Plans d’actions tenus par les territoires.",
)

GRANTED = Indicator(
    "financements-accordes",
    "Financements accordés aux actions",
    "Financement accordé aux actions",
    "€",
    Count(MeasureCode.FUNDING_GRANTED),
    "Somme des financements que les plans disent accordés à la date du bilan, tous financeurs et "
    "toutes années. Ce que les dispositifs ont décidé est compté à part, et ne s’y ajoute pas.",
    "Plans d’actions tenus par les territoires.",
)
BLOCKED = Indicator(
    "bloquees",
    "Actions bloquées",
    "Action bloquée",
    "action",
    Count(MeasureCode.BLOCKED),
    "Actions ni réalisées ni abandonnées que leur territoire dit bloquées à la date du bilan.",
    "Plans d’actions tenus par les territoires.",
)
UP_TO_DATE = Indicator(
    "a-jour",
    "Actions à jour",
    "Actions à jour",
    "%",
    Share(
        Count(MeasureCode.UP_TO_DATE, {"state": OPEN}), Count(MeasureCode.ACTIONS, {"state": OPEN})
    ),
    "Actions modifiées ou confirmées depuis 90 jours au plus à la date du bilan, rapportées aux "
    "actions ni réalisées ni abandonnées, parmi lesquelles elles sont comptées.",
    "Plans d’actions tenus par les territoires.",
)


def _result(slug: str, label: str, unit: str, what: str, code: str) -> tuple[Indicator, Indicator]:
    """What plans aim at, then what they have measured."""
    aimed, reached = (
        Indicator(
            f"{slug}-{side}s",
            f"{label} ({told})",
            f"{label} ({told})",
            unit,
            Count(MeasureCode(f"result_{code}_{measure}")),
            f"{what}, somme de ce que les actions des plans disent {told} à la date du bilan.",
            "Plans d’actions tenus par les territoires.",
        )
        for side, told, measure in (
            ("vise", "visé", "target"),
            ("constate", "constaté", "measured"),
        )
    )
    return aimed, reached


RESULTS: Mapping[str, tuple[Indicator, Indicator]] = {
    code: _result(slug, label, unit, what, code)
    for code, slug, label, unit, what in (
        ("jobs_created", "emplois-crees", "Emplois créés", "emploi", "Emplois que l’action crée"),
        ("jobs_kept", "emplois-maintenus", "Emplois maintenus", "emploi", "Emplois maintenus"),
        ("plants", "sites", "Sites industriels", "site", "Sites industriels créés ou agrandis"),
        ("people_trained", "formations", "Personnes formées", "personne", "Personnes formées"),
        ("hectares", "hectares", "Hectares reconvertis", "ha", "Surfaces reconverties"),
        ("co2", "co2", "Tonnes de CO₂ évitées par an", "t", "Émissions évitées par an"),
    )
}
"""What a minister asks first, by the code that plans and files bear: aimed at, measured."""

INDICATORS: Mapping[str, Indicator] = {
    indicator.slug: indicator
    for indicator in (
        TERRITORIES,
        RELABELLED,
        ACTIONS,
        DONE_OR_IN_PROGRESS,
        PROJECT_MANAGERS,
        VACANCIES,
        REGIONAL_COORDINATORS,
        BUDGET,
        GRANTED,
        BLOCKED,
        UP_TO_DATE,
        *(indicator for both in RESULTS.values() for indicator in both),
    )
}
