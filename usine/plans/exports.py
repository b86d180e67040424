"""A plan as a file: the columns that an import understands, so that what goes out comes back."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from usine.pages import spreadsheets
from usine.pages.spreadsheets import Money, Sheet, workbook
from usine.values.dates import PartialDate, Precision

from .models import Action

SHEET = "Plan d’actions"


class Column(NamedTuple):
    label: str
    width: int
    value: Callable[[Action], Any]
    private: bool = False


COLUMNS: Sequence[Column] = (
    Column("Référence", 12, lambda a: a.reference),
    Column("Axe", 26, lambda a: a.get_axis_display()),
    Column("Intitulé", 50, lambda a: a.title),
    Column("Description", 60, lambda a: a.description, private=True),
    Column("Porteur", 28, lambda a: a.lead),
    Column("Partenaires", 36, lambda a: " ; ".join(a.partners), private=True),
    Column("Budget prévisionnel (€)", 18, lambda a: Money.of(a.planned_budget), private=True),
    Column("Statut", 24, lambda a: a.get_status_display()),
    Column("Début", 14, lambda a: _day(a.start)),
    Column("Fin", 14, lambda a: _day(a.end)),
    Column("Priorité", 10, lambda a: a.get_priority_display(), private=True),
    Column("Commentaires", 50, lambda a: a.comment, private=True),
    # What follows is said for those who read: an import leaves it aside.
    Column("Statut depuis le", 14, lambda a: a.status_on),
    Column("Confirmée le", 14, lambda a: a.confirmed_on, private=True),
    Column("Accès restreint", 10, lambda a: "oui" if a.restricted else "", private=True),
)
TERRITORY = Column("Territoire", 32, lambda a: a.territory.name)
WITHDRAWAL: Sequence[Column] = (
    Column("Retirée le", 14, lambda a: a.withdrawn_on),
    Column("Motif du retrait", 50, lambda a: a.withdrawal_reason, private=True),
)


def xlsx(
    actions: QuerySet[Action], *, private: bool, territory: bool = False, withdrawn: bool = False
) -> bytes:
    """A workbook of one sheet; `private` adds what mandates alone read, `territory` the territory,
    `withdrawn` when and why the actions left the plan.

    Days and amounts are real ones; a date known to the quarter is written as people write it.
    """
    columns = _columns(private, territory, withdrawn)
    header = [(column.label, column.width) for column in columns]
    return workbook([Sheet(SHEET, header, _rows(actions, columns, territory))])


def csv_lines(
    actions: QuerySet[Action], *, private: bool, territory: bool = False, withdrawn: bool = False
) -> Iterator[str]:
    """The same as text, line by line."""
    columns = _columns(private, territory, withdrawn)
    labels = [column.label for column in columns]
    return spreadsheets.csv_lines(labels, _rows(actions, columns, territory))


def _columns(private: bool, territory: bool, withdrawn: bool) -> list[Column]:
    columns = (*COLUMNS, *WITHDRAWAL) if withdrawn else COLUMNS
    shown = [column for column in columns if private or not column.private]
    return [TERRITORY, *shown] if territory else shown


def _rows(
    actions: QuerySet[Action], columns: Sequence[Column], territory: bool
) -> Iterator[list[Any]]:
    rows = actions.select_related("territory") if territory else actions
    for action in rows.iterator(chunk_size=2_000):
        yield [column.value(action) for column in columns]


def _day(day: PartialDate | None) -> date | str | None:
    if day is None:
        return None
    return day.first if day.precision == Precision.DAY else str(day)
