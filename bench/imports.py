"""A plan of 10,000 rows: read, previewed, applied, given again; and files that mean harm.

The workbooks are written here. Run on the database named by DATABASE_URL, which must be empty.
"""

import io
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

import xlsxwriter
from django.db import connection, transaction
from msoffcrypto.format.ooxml import OOXMLFile

from usine.imports.operations import apply, receive
from usine.ledger.models import Event
from usine.plans import vocabulary
from usine.plans.tests.factories import make_territory
from usine.reading import read
from usine.values import clock
from usine.values.errors import Refused

from .ledger import say

HEADERS = ["N°", "Axe", "Intitulé de l'action", "Description", "Porteur", "Partenaires"]
HEADERS += ["Budget total (€)", "Statut", "Date de début", "Date de fin"]
AXES = ["Axe 1 – Transition écologique", "Innovation", "Compétences", "Axe 4 – Foncier"]
# What a plan with details has besides: two funders, a step and a note.
DETAILS = ["Financement État (€)", "Financement Région (€)", "Prochaine étape", "Commentaires"]
STATUSES = ["En cours de réalisation", "Réalisée", "dossier déposé", "à lancer", "", "abandonnée"]


def workbook(rows: int, *, detailed: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Plan d'actions")
        sheet.write_row(0, 0, HEADERS + DETAILS if detailed else HEADERS)
        for n in range(rows):
            begin = date(2023, 1, 1) + timedelta(n % 900)
            sheet.write_row(
                n + 1,
                0,
                [
                    f"{'ABCD'[n % 4]}{n // 4 + 1}",
                    AXES[n % 4],
                    f"Étude de la zone industrielle numéro {n}",
                    "Objectif : accompagner 25 PMI.\nPhasage en deux temps.",
                    f"Communauté d'agglomération {n % 12}",
                    "ADEME ; Région",
                    "" if n % 9 == 0 else 15_000 + n,
                    STATUSES[n % 6],
                ],
            )
            sheet.write_datetime(n + 1, 8, begin)
            sheet.write_datetime(n + 1, 9, begin + timedelta(400))
            if detailed:
                step, note = f"Comité du lot {n}", f"Relancer le lot {n}."
                sheet.write_row(n + 1, 10, [5_000 + n % 90, 2_000 + n % 80, step, note])
    return buffer.getvalue()


def bomb() -> bytes:
    """A small workbook that unzips to two million strings."""
    buffer = io.BytesIO(workbook(10))
    with zipfile.ZipFile(buffer) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    strings = b"<si><t>une chaine de plus</t></si>" * 2_000_000
    parts["xl/sharedStrings.xml"] = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + strings
        + b"</sst>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


def protected(workbook: bytes) -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt("secret", target)
    return target.getvalue()


def hostile() -> dict[str, bytes]:
    whole = workbook(2_000)
    return {
        "a bomb of two million strings": bomb(),
        "a PDF renamed": b"%PDF-1.7\n" + b"0" * 50_000,
        "a truncated workbook": whole[: len(whole) // 2],
        "a protected workbook": protected(whole),
        "10 MB of zeros": b"\0" * 10_000_000,
        "10 MB of text": b"reference;axe;action\n" * 500_000,
    }


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def run(rows: int = 10_000) -> None:
    sys.stdout.write(f"{connection.vendor}\n")
    for what, detailed in (("rows", False), ("rows, their details", True)):
        measure(workbook(rows, detailed=detailed), f"{rows:,} {what}")
    for what, harmful in hostile().items():
        spent, why = timed(partial(refusal, harmful))
        say(f"{what} ({len(harmful) / 1000:,.0f} kB)", f"{spent:.2f} s", f"at most 2 s: {why}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say("memory of the largest reader", f"{children:.0f} MB")


def measure(content: bytes, what: str) -> None:
    with transaction.atomic():
        territory = make_territory()
    preview = partial(
        receive,
        territory=territory,
        filename="plan.xlsx",
        content=content,
        effective_on=clock.today(),
        by=None,
        at_once=True,
    )
    spent, plan_import = timed(preview)
    say(f"preview of {what}", f"{spent:.1f} s", "at most 5 s, without details")
    spent, _ = timed(lambda: apply(plan_import, by=None))
    say("  applied", f"{spent:.1f} s", "at most 10 s, without details")
    events = Event.objects.count()
    spent, again = timed(preview)
    apply(again, by=None)
    say("  the same file again", f"{spent:.1f} s", f"{Event.objects.count() - events} event more")


def refusal(content: bytes) -> str:
    try:
        read(content, "plan.xlsx", vocabulary=vocabulary.of_official("T2"))
    except Refused as why:
        return str(why)
    return "NOT REFUSED"
