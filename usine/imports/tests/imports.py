"""What tests of imports share: a small spreadsheet, sent to a plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from usine.imports import operations
from usine.imports.models import PlanImport
from usine.people.models import User
from usine.territories.models import Territory

HEADER = ("N°", "Axe", "Action", "Porteur", "Budget (€)", "Statut", "Début", "Fin")
FRICHE = ("A1", "Foncier", "Friche papetière", "CCI", "350000", "En cours", "2024", "T3 2026")
ECOLE = ("C1", "Compétences", "École de production", "UIMM", "NC", "À lancer", "", "")

# So many actions are done in the background, for a test that asks `a_few_is_many`.
LARGE = 10


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


# The same through the pages.


def url(name: str, plan_import: PlanImport) -> str:
    return reverse(f"imports:{name}", args=[plan_import.territory.slug, plan_import.pk])


def upload(client: Client, slug: str, content: bytes, name: str = "plan.csv", **fields):
    data = {
        "file": SimpleUploadedFile(name, content),
        "effective_on": "2025-05-27",
        **fields,
    }
    return client.post(reverse("imports:receive", args=[slug]), data, follow=True)


def text(response) -> str:
    """The page as it reads, its spaces all alike."""
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
