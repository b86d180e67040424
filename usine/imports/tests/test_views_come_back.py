"""A view of a plan that went out as a file, some of its columns and lines, changes nothing when it
comes back."""

import io
from datetime import date
from itertools import pairwise

import openpyxl
import pytest

from usine.exchanges.operations import add_note
from usine.geography.models import Commune, Departement
from usine.ledger.queries import head
from usine.plans import blocking, exports, links, locating
from usine.plans.fields import DETAIL_SHEETS, STATEMENT_SHEETS
from usine.plans.models import Action
from usine.plans.reviews import fill_in_many
from usine.plans.states import Priority, Status
from usine.plans.table import COLUMNS, with_details
from usine.plans.tests.factories import make_action
from usine.values.dates import PartialDate, Precision

from .imports import kinds, send
from .test_round_trip import SHEET, T2, details, full_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
FOR_READERS = {"Total accordé (€)", "Étape suivante", "Confirmée le"}


def file_of(territory, columns, **narrowed) -> bytes:
    actions = Action.objects.filter(territory=territory, **narrowed).order_by("-pk")
    chosen = [COLUMNS[key] for key in columns]
    return exports.xlsx(with_details(actions), axes=T2, private=True, head=head(), chosen=chosen)


@pytest.mark.parametrize(
    "columns",
    [
        ["action"],
        ["budget", "action", "statut"],
        ["statut", "reference", "note", "etape", "accorde", "action"],
        [key for key in COLUMNS if key not in ("territoire", "retrait")],
    ],
)
def test_a_view_comes_back_unchanged(territory, manager, columns):
    full_plan(territory)
    Action.objects.update(planned_budget=None)
    sheets = {action.pk: SHEET for action in Action.objects.filter(territory=territory)[:3]}
    fill_in_many(territory, sheets=sheets, by=manager)
    before = {each.pk: (each.values, details(each)) for each in Action.objects.all()}
    back = send(territory, file_of(territory, columns), filename="plan.xlsx", by=manager)
    assert [row.label for row in back.rows.all() if row.problems or row.incomplete] == []
    assert (back.counts["unchanged"], back.counts["actions"]) == (7, 7)
    unread = {column["header"] for column in back.columns if not column["field"]}
    assert unread <= FOR_READERS
    after = {each.pk: (each.values, details(each)) for each in Action.objects.all()}
    assert after == before


def test_what_a_view_lacks_is_kept(territory):
    action = make_action(
        territory, title="Friche", lead="CCI", planned_budget=5_00, comment="À relancer"
    )
    content = file_of(territory, ["action", "statut"], pk=action.pk)
    make_action(territory, title="Une autre")
    back = send(territory, content, filename="plan.xlsx")
    assert kinds(back) == ["unchanged"]
    action.refresh_from_db()
    assert (action.lead, action.planned_budget, action.comment) == ("CCI", 5_00, "À relancer")


def give_all(actions) -> None:
    """All that the sheets beside hold."""
    region = actions[0].territory.lead_region
    departement = Departement.objects.create(code="62", name="Pas-de-Calais", region=region)
    Commune.objects.create(code="62765", name="Saint-Omer", departement=departement)
    sheets = {each.pk: SHEET for each in actions}
    fill_in_many(actions[0].territory, sheets=sheets, by=None)
    for each in actions:
        blocking.block(each, kind="land", words="Pas de terrain", by=None)
        locating.locate(each, communes=["62765"], point=(2.25, 50.75), by=None)
        add_note(each.subject, text="Réunion\n= deux points", by=None)
    for each, other in pairwise(actions):
        links.add_link(each, kind="depends_on", other=other, by=None)


def test_3_000_actions_come_back_equal(territory):
    Action.objects.bulk_create(
        Action(
            territory=territory,
            axis=T2.codes[n % 4],
            reference=f"A{n}",
            title=f"Étude de la zone industrielle numéro {n}",
            description="Objectif : accompagner 25 PMI.\nPhasage en deux temps.",
            lead=f"Communauté d’agglomération {n % 12}",
            # A few are a thousand times smaller than the others.
            planned_budget=None if n % 9 == 0 else 100_00 if n % 50 == 1 else 1_500_000 + n,
            start_on=date(2025, 1 + n % 12, 1),
            start_precision=(Precision.DAY, Precision.MONTH)[n % 2],
            end_on=date(2027, 1 + n % 12, 1),
            end_precision=(Precision.QUARTER, Precision.YEAR)[n % 2],
            priority=list(Priority)[n % 3],
            sectors=["bois"],
            tags=["pilote", f"lot {n % 5}"],
            partners=["CCI", "Région, service des fonds"],
            referent="Service du développement",
            objectives="Dix hectares ; deux sites",
            expected_results="+ 25 emplois",
            comment=f"Point {n}",
            status=list(Status)[n % 6],
            **dict.fromkeys(("entered_on", "status_on", "confirmed_on"), date(2025, 1, 1)),
        )
        for n in range(2_990)
    )
    plan = Action.objects.filter(territory=territory).order_by("pk")
    give_all(
        [make_action(territory, title=f"Halle {n}", planned_budget=15_000_00) for n in range(10)]
    )
    content = exports.xlsx(plan, axes=T2, private=True, head=head())
    names = [sheet for sheet, _ in (DETAIL_SHEETS | STATEMENT_SHEETS).values()]
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert book.sheetnames == ["Plan d’actions", *names, "Listes", "Registre"]
    back = send(territory, content, filename="plan.xlsx", at_once=True)
    assert (back.counts["unchanged"], back.counts["actions"]) == (3_000, 3_000)
    assert not any(back.counts["details"].values())
    told = ("to_check", "to_decide", "not_taken", "since", "gone", "unwritten")
    assert [back.counts[name] for name in told if back.counts[name]] == []
    last = plan.get(reference="A2987")
    assert last.start == PartialDate(date(2025, 12, 1), Precision.MONTH)
