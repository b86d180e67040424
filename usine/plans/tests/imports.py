"""What tests of imports share: a small spreadsheet, sent to a plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from usine.plans.importing import operations
from usine.plans.importing.models import PlanImport
from usine.territories.models import Territory

HEADER = ("N°", "Axe", "Action", "Porteur", "Budget (€)", "Statut", "Début", "Fin")
FRICHE = ("A1", "Foncier", "Friche papetière", "CCI", "350000", "En cours", "2024", "T3 2026")
ECOLE = ("C1", "Compétences", "École de production", "UIMM", "NC", "À lancer", "", "")


def csv(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    return "\r\n".join(";".join(map(str, row)) for row in (header, *rows)).encode()


def many(count: int, status: str = "En cours") -> bytes:
    """A file of so many actions."""
    return csv(
        *(
            (f"A{n}", "Foncier", f"Action numéro {n}", "CCI", n * 1000, status, "2024", "2026")
            for n in range(1, count + 1)
        )
    )


def send(
    territory: Territory,
    content: bytes,
    *,
    by=None,
    on: date = date(2025, 5, 27),
    filename: str = "plan.csv",
    **options: Any,
) -> PlanImport:
    """The file as received: its preview, unless it is large."""
    return operations.receive(
        territory=territory,
        filename=filename,
        content=content,
        effective_on=on,
        by=by,
        **options,
    )


def bring(territory: Territory, content: bytes, **options: Any) -> PlanImport:
    """The file received and applied at once."""
    plan_import = send(territory, content, at_once=True, **options)
    return operations.apply(plan_import, by=options.get("by"))


def kinds(plan_import: PlanImport) -> list[str]:
    return list(plan_import.rows.order_by("position").values_list("kind", flat=True))
