"""The file of a committee: its figures are those of the ledger that day, its words the plan's."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pypdf
import pytest
from pptx import Presentation

from tests.standing import made_once
from usine.exchanges.operations import add_note
from usine.ledger import accounts
from usine.ledger.queries import head
from usine.pages.papers import Paper, PaperFigures, PaperTable, PaperTimeline, Prose, StackedRows
from usine.pages.printing import as_pdf
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import blocking, funding, operations, results, steps
from usine.plans.committees.operations import step_committee
from usine.plans.committees.paper import paper_of
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory, make_user
from .test_committees import make_committee

pytestmark = pytest.mark.django_db
BEFORE, ON, TODAY = date(2025, 3, 3), date(2025, 5, 20), date(2025, 5, 27)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(at(TODAY)):
        yield TODAY


@dataclass(frozen=True)
class Lived:
    """A plan that moved since its last committee: one done, one blocked, one new."""

    plan: Plan
    manager: User


def live() -> Lived:
    with clock.set_to(at(date(2025, 1, 2))):
        plan = Plan(territory=make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer"))
        manager = make_user(Role.PROJECT_MANAGER, territory=plan.territory)
    with clock.set_to(at(date(2025, 2, 1))):
        study = make_action(
            plan.territory,
            title="Étude de sol",
            reference="F1",
            lead="CCI",
            planned_budget=100_000_00,
            status=Status.IN_PROGRESS,
            start=PartialDate(date(2024, 1, 1), Precision.YEAR),
            end=PartialDate(date(2026, 1, 1), Precision.QUARTER),
        )
        school = make_action(
            plan.territory,
            title="Usine-école",
            reference="C1",
            axis="competences",
            end=PartialDate(date(2026, 12, 31)),
        )
        funding.add_funding(
            study, values={"funder": "etat", "asked": 50_000_00, "granted": 40_000_00}, by=None
        )
        results.add_result(school, values={"code": "jobs_created", "target": 12}, by=None)
        steps.add_step(school, values={"title": "Recruter"}, by=None)
        add_note(school.subject, text="Le plateau  technique\nouvre.", by=None)
    with clock.set_to(at(date(2025, 4, 2))):
        operations.step(study, "complete", by=None)
        blocking.block(school, kind="skills", words="Pas de formateur", by=None)
        make_action(
            plan.territory,
            title="Réseau de chaleur",
            reference="T1",
            axis="transition",
            effective_on=date(2025, 4, 2),
        )
    return Lived(plan, manager)


@made_once
def lived() -> Lived:
    return live()


@pytest.fixture
def plan(lived) -> Plan:
    return lived.plan


@pytest.fixture
def signed_in(client, lived):
    client.force_login(lived.manager)
    return client


def told(paper: Paper) -> dict[str, list]:
    """The blocks of each section."""
    return {section.title: list(section.blocks) for section in paper.sections}


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def rows(table: PaperTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_it_begins_with_the_words_of_the_territory(plan):
    committee = make_committee(
        plan,
        starts_at=time(14),
        venue="Mairie",
        foreword="Un printemps chargé.",
        agenda="Le foncier",
        members=["CCI", "Mairie"],
    )
    paper = paper_of(committee, day=ON)
    assert paper.title == "Comité de projet du 20\xa0mai 2025"
    assert paper.lines == [
        "Pays de Saint-Omer",
        "14\xa0h, Mairie",
        "Chiffres au 20\xa0mai 2025, tels que connus le 27\xa0mai 2025 à 11\xa0h\xa000.",
    ]
    chain = head()
    assert paper.foot.endswith(f"Registre nº\xa0{chain.number}, sceau {chain.seal[:16]}")
    assert paper.opening == [
        Prose("Un printemps chargé.", "Le mot du territoire", quoted=True),
        Prose("Le foncier", "Ordre du jour"),
        Prose("CCI, Mairie", "Membres"),
    ]


def test_each_part_tells_the_plan_of_that_day(plan):
    make_committee(plan, on=BEFORE)
    blocks = told(paper_of(make_committee(plan), day=ON))
    assert list(blocks) == [
        "En bref",
        "Depuis le comité du 3\xa0mars 2025",
        "Axe\xa0: Transition écologique et énergétique",
        "Axe\xa0: Compétences et recrutement",
        "Axe\xa0: Foncier industriel",
        "Calendrier",
        "Financement et résultats",
        "Ce qui bloque, ce qui est en retard",
    ]
    figures, by_axis = blocks["En bref"]
    assert isinstance(figures, PaperFigures)
    assert [(each.value, each.label, each.note) for each in figures.figures] == [
        ("3", "actions", ""),
        ("33\xa0%", "réalisées ou en cours", "1\xa0action"),
        ("3", "ont bougé", "depuis le 3\xa0mars 2025"),
        ("0", "en retard", ""),
        ("1", "bloquée", ""),
        ("100\xa0k€", "de budget prévisionnel", "dont 40\xa0k€ accordés"),
    ]
    assert isinstance(by_axis, StackedRows)
    assert {label: dict(counts) for label, counts in by_axis.rows if counts} == {
        "Transition écologique et énergétique": {"to_start": 1},
        "Compétences et recrutement": {"to_start": 1},
        "Foncier industriel": {"done": 1},
    }
    [moved] = blocks["Depuis le comité du 3\xa0mars 2025"]
    assert moved.caption == "Ce qui a bougé\xa0: 1\xa0nouvelle, 1\xa0réalisée, 1\xa0bloquée"
    assert rows(moved) == [
        ["T1 – Réseau de chaleur", "Nouvelle\xa0: à initier"],
        ["F1 – Étude de sol", "En cours de réalisation → réalisée"],
        ["C1 – Usine-école", "Bloquée"],
    ]
    [axis] = blocks["Axe\xa0: Compétences et recrutement"]
    [[name, status, lead, step, end, budget]] = axis.rows
    assert (name.text, name.aside) == ("C1 – Usine-école", "«\xa0Le plateau technique ouvre.\xa0»")
    assert (status.text, status.aside) == ("À initier", "bloquée\xa0: compétences")
    assert [each.text for each in (lead, step, end, budget)] == ["–", "Recruter", "31/12/2026", "–"]
    money, results_table = blocks["Financement et résultats"]
    assert rows(money.table) == [
        ["État", "50\u00a0000\xa0€", "40\u00a0000\xa0€", "0\xa0€"],
        ["Total", "50\u00a0000\xa0€", "40\u00a0000\xa0€", "0\xa0€"],
    ]
    assert money.table.is_summed
    assert money.rows == [("État", {"asked": 50_000_00, "granted": 40_000_00, "paid": 0})]
    assert [(each.key, each.label) for each in money.series] == [
        ("asked", "Demandé"),
        ("granted", "Accordé"),
        ("paid", "Versé"),
    ]
    assert rows(results_table) == [["Emplois créés", "12", "0"]]
    blocked, late = blocks["Ce qui bloque, ce qui est en retard"]
    assert rows(blocked) == [
        ["C1 – Usine-école", "Compétences", "2\xa0avril 2025", "Pas de formateur"]
    ]
    assert rows(late) == []
    assert late.empty == "Aucune action n’est en retard."


def test_a_timeline_has_the_bars_of_the_actions_that_have_dates(plan):
    [timeline] = told(paper_of(make_committee(plan), day=ON))["Calendrier"]
    assert isinstance(timeline, PaperTimeline)
    assert timeline.caption == "Les actions qui ont des dates (1 autre n’en a pas)"
    assert [
        (bar.label, bar.dates, str(bar.series.key), len(bar.spans)) for bar in timeline.bars
    ] == [
        ("C1 – Usine-école", "jusqu’à 31/12/2026", "to_start", 1),
        ("F1 – Étude de sol", "2024 à T1 2026", "done", 2),
    ]
    assert [name for _, name in timeline.graduations] == ["2024", "2025", "2026"]


def test_a_day_of_the_past_is_told_as_it_was(plan):
    blocks = told(paper_of(make_committee(plan), day=date(2025, 3, 1)))
    # Without a committee before, of ninety days.
    title, [why, moved] = list(blocks.items())[1]
    assert title == "Du 2\xa0décembre 2024 au 1er\xa0mars 2025"
    assert why.text == (
        "Aucun comité n’a eu lieu avant le 1er\xa0mars 2025\xa0: "
        "ce qui a bougé est compté sur 90\xa0jours."
    )
    assert isinstance(moved, PaperTable)
    assert blocks["En bref"][0].figures[2].note == "en 90\xa0jours"
    figures, _ = blocks["En bref"]
    assert [each.value for each in figures.figures[:2]] == ["2", "50\xa0%"]
    [axis] = blocks["Axe\xa0: Foncier industriel"]
    assert rows(axis) == [
        ["F1 – Étude de sol", "En cours de réalisation", "CCI", "–", "T1 2026", "100\u00a0000\xa0€"]
    ]
    assert rows(blocks["Ce qui bloque, ce qui est en retard"][0]) == []


def test_what_moved_is_told_since_the_day_after_the_committee_before(plan):
    make_committee(plan, on=date(2025, 4, 2))
    title, blocks = list(told(paper_of(make_committee(plan), day=ON)).items())[1]
    assert (title, rows(blocks[0])) == ("Depuis le comité du 2\xa0avril 2025", [])
    make_committee(plan, on=date(2025, 4, 1))
    [moved] = list(
        told(paper_of(make_committee(plan, name="Autre", on=date(2025, 4, 2)), day=ON)).values()
    )[1]
    assert len(moved.rows) == 3


def test_a_committee_of_the_day_itself_is_not_before_it(plan):
    make_committee(plan, on=BEFORE)
    titles = list(told(paper_of(make_committee(plan), day=BEFORE)))
    assert titles[1] == "Du 4\xa0décembre 2024 au 3\xa0mars 2025"


def test_the_one_before_is_before_the_day_too(plan):
    for on in (date(2025, 1, 14), date(2025, 4, 2)):
        make_committee(plan, on=on)
    titles = list(told(paper_of(make_committee(plan), day=BEFORE)))
    assert titles[1] == "Depuis le comité du 14\xa0janvier 2025"


def test_a_cancelled_committee_is_not_the_one_before(plan):
    step_committee(make_committee(plan, on=BEFORE), "cancel", by=None)
    titles = list(told(paper_of(make_committee(plan), day=ON)))
    assert titles[1].startswith("Du 20")


def test_an_empty_plan_says_what_it_has_not(lived):
    blocks = told(paper_of(make_committee(Plan(territory=make_territory())), day=ON))
    figures, _ = blocks["En bref"]
    assert [each.value for each in figures.figures] == ["0", "0\xa0%", "0", "0", "0", "0\xa0€"]
    each_block = [each for those in blocks.values() for each in those]
    tables = [getattr(each, "table", each) for each in each_block]
    tables = [each for each in tables if isinstance(each, PaperTable)]
    assert {table.empty for table in tables} == {
        "Rien n’a bougé.",
        "Aucun financement n’est demandé.",
        "Aucun résultat n’est visé.",
        "Aucune action n’est bloquée.",
        "Aucune action n’est en retard.",
    }
    assert [len(table.rows) for table in tables] == [0] * 5


class TestPages:
    def url(self, committee, kind: str = "pdf", day: str = "") -> str:
        return f"/comites/{committee.pk}/dossier.{kind}" + (f"?au={day}" if day else "")

    def test_both_files_are_given_as_attachments(self, signed_in, plan):
        committee = make_committee(plan)
        document = signed_in.get(self.url(committee))
        assert document["Content-Disposition"] == (
            'attachment; filename="comite-pays-de-saint-omer-2025-05-20.pdf"'
        )
        assert "Usine-école" in text_of(document.content)
        slides = signed_in.get(self.url(committee, "pptx", "2025-03-01"))
        assert slides["Content-Disposition"].endswith('omer-2025-03-01.pptx"')
        titles = [
            slide.shapes.title.text_frame.text
            for slide in Presentation(io.BytesIO(slides.content)).slides
        ]
        assert titles[:2] == ["Comité de projet du 20\xa0mai 2025", "En bref"]
        assert signed_in.get(self.url(committee, "docx")).status_code == 404

    def test_the_day_of_a_committee_to_come_is_today(self, signed_in, plan):
        committee = make_committee(plan, on=date(2025, 6, 12))
        response = signed_in.get(self.url(committee))
        assert response["Content-Disposition"].endswith('omer-2025-05-27.pdf"')
        page = signed_in.get(f"/comites/{committee.pk}/")
        assert page.context["file_form"].initial == {"au": date(2025, 5, 27)}

    @pytest.mark.parametrize("day", ["2025-06-01", "1900-01-01", "hier"])
    def test_a_day_without_a_plan_is_said(self, signed_in, plan, day):
        response = signed_in.get(self.url(make_committee(plan), day=day))
        assert response.status_code == 400
        assert "Pas de plan à cette date" in response.content.decode()

    def test_it_costs_the_same_whatever_the_plan(self, signed_in, plan, django_assert_num_queries):
        # What other tests left there would be read again, or not.
        accounts._cache.clear()
        url = self.url(make_committee(plan))
        signed_in.get(url)
        with django_assert_num_queries(60):
            signed_in.get(url)
        for rank in range(3):
            action = make_action(plan.territory, title=f"Action {rank}", axis="foncier")
            blocking.block(action, kind="land", words="Bloquée", by=None)
            add_note(action.subject, text="Une note", by=None)
        # These opened accounts.
        signed_in.get(url)
        with django_assert_num_queries(60):
            signed_in.get(url)

    def test_those_who_read_the_plan_read_its_file(self, client, plan):
        committee = make_committee(plan)
        client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=plan.territory))
        assert client.get(self.url(committee)).status_code == 200
        client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
        assert client.get(self.url(committee)).status_code == 404


def test_hostile_words_are_only_words(plan):
    markup = "#let x = 1 *gras* $x$ @note <b> 😀 " + "x" * 200
    make_action(plan.territory, title=markup, lead=markup[:200])
    committee = make_committee(plan, foreword=markup, agenda=markup, members=[markup[:200]])
    assert "#let x = 1 *gras* $x$ @note <b>" in text_of(as_pdf(paper_of(committee, day=TODAY)))
