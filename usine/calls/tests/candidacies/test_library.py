"""A candidacy to two calls of the programme: one for actions, one for territories."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from usine.calls.candidacies.answering import asked_answers, faults, readable
from usine.calls.candidacies.measures import HIDDEN, MEASURES
from usine.calls.candidacies.operations import start, submit
from usine.calls.format.form import FormColumn, FormField
from usine.calls.forms import shown_keys
from usine.calls.models import Call, Candidacy
from usine.calls.operations import copy_call, import_call, step_call
from usine.calls.tests.documents import example, with_value
from usine.calls.tests.factories import make_call
from usine.calls.tests.test_library import FILES
from usine.geography.models import Grouping
from usine.ledger.measures import Asked, EvidenceRow
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.subjects import operations as subjects
from usine.subjects.models import Subject
from usine.values import clock
from usine.values.errors import Refused

from .factories import BODY, PLAN, SIRET, make_plan, started, submitted, typed

pytestmark = pytest.mark.django_db
JUNE = datetime(2025, 6, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_june():
    with clock.set_to(JUNE):
        yield


@pytest.fixture
def action():
    return make_plan()


@pytest.fixture
def manager(action):
    return make_user(Role.PROJECT_MANAGER, territory=action.territory)


def library(code: str) -> Call:
    [path] = [each for each in FILES if each.stem == code]
    call = import_call(path.read_bytes(), by=None).version.call
    step_call(call, "open_call", by=None)
    return Call.objects.get(pk=code)


def an_answer(field: FormField | FormColumn) -> Any:
    match field.kind:
        case "choice":
            return field.choices[0].code
        case "table":
            return [{each.key: an_answer(each) for each in field.columns}]
    return _ANSWERS[field.kind]


_ANSWERS: dict[str, Any] = {
    "text": "Un texte",
    "long_text": "Un texte",
    "amount": 500_000_00,
    "integer": 3,
    "date": "2025-09-01",
    "yes_no": True,
    "declaration": True,
    "naf": "25.62B",
    "commune": "62765",
    "email": "atelier@exemple.fr",
    "phone": "01 23 45 67 89",
    "financing": PLAN,
}


def answer_all(candidacy: Candidacy, by) -> Candidacy:
    """Answers whatever is asked and not known, until nothing more is."""
    file = candidacy.file
    for _ in range(3):
        now = Candidacy.objects.get(pk=candidacy.pk)
        seen = shown_keys(file, readable(file, now.answers)) - now.answers.keys()
        typed(now, by=by, **{each.key: an_answer(each) for each in file.fields if each.key in seen})
    return Candidacy.objects.get(pk=candidacy.pk)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("fonds-vert-ti-2025", {"siret", "titre", "territoire", "assiette"}),
        ("rebond-a", {"siret", "territoire"}),
    ],
)
def test_a_call_of_the_programme_is_applied_to(client, action, manager, code, known):
    call = library(code)
    about = f"territory:{action.territory_id}" if code == "rebond-a" else action.subject
    candidacy = start(call, about=about, number=SIRET, name=BODY, by=manager)
    assert set(candidacy.answers) == known
    candidacy = answer_all(candidacy, manager)
    if code != "rebond-a":
        # A company in difficulty gives its evidence.
        with pytest.raises(Refused, match="1\u00a0document manque"):
            submit(candidacy, by=manager)
        typed(candidacy, by=manager, difficulte=False)
        candidacy = Candidacy.objects.get(pk=candidacy.pk)
    assert faults(candidacy) == []
    client.force_login(manager)
    told = client.get(reverse("calls:check", args=[candidacy.pk])).content.decode()
    assert "Pays de Saint-Omer" in told
    submit(candidacy, by=manager)
    sent = Candidacy.objects.get(pk=candidacy.pk)
    assert sent.state == "submitted"
    assert sent.asked == (None if code == "rebond-a" else 500_000_00)
    assert "redressement" not in asked_answers(sent.file, sent.answers)
    assert client.get(sent.get_absolute_url()).status_code == 200
    assert verify() == []


def test_answers_of_another_kind_are_asked_again(action):
    document = with_value("call.windows[0].closes_at", "2025-08-30T21:59:59Z")
    fields = document["sections"][0]["fields"]
    kinds = {"jour": "date", "mots": "text", "liste": "members"}
    fields += [{"key": key, "kind": kind, "label": key} for key, kind in kinds.items()]
    candidacy = started(make_call(document, stage="open"), action)
    candidacy.answers |= {"jour": "demain", "mots": ["un"], "liste": "un", "parti": 1}
    read = readable(candidacy.file, candidacy.answers)
    assert not {"jour", "mots", "liste", "parti"} & read.keys()
    Grouping.objects.create(pk="200069037", name="CA du Pays de Saint-Omer", kind="CA")
    candidacy.answers |= {"jour": 3, "liste": ["200069037"]}
    assert readable(candidacy.file, candidacy.answers)["liste"] == ["200069037"]
    assert "jour" not in readable(candidacy.file, candidacy.answers)
    assert [each.field.key for each in faults(candidacy)][-1:] != ["liste"]


def test_a_call_that_is_filed_elsewhere_takes_nothing_here(action):
    document = example()
    kept = ("format", "scheme", "call", "version", "texts", "parameters")
    document = {key: value for key, value in document.items() if key in kept}
    document["call"] |= {"mode": "external", "url": "https://exemple.fr"}
    call = make_call(document, stage="open")
    with pytest.raises(Refused, match="se dépose sur le site de son opérateur"):
        started(call, action)


def test_a_call_without_a_version_takes_nothing(action):
    copy = copy_call(make_call(), code="portes-2026", title="En 2026", by=None)
    with pytest.raises(Refused, match="pas encore de version"):
        started(copy, action)


def test_evidence_names_only_what_one_may_read(action, manager):
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    candidacy = submitted(started(make_call(document, stage="open"), action), by=manager)
    rows = [EvidenceRow(candidacy.subject, 1, place=candidacy.place)]
    other = make_user(Role.READER, territory=action.territory)
    for measure in MEASURES:
        [mine] = measure.lines(rows, Asked(date(2025, 6, 2), None, manager))
        [hidden] = measure.lines(rows, Asked(date(2025, 6, 2), None, other))
        assert (mine.label, mine.url) == (candidacy.title, candidacy.get_absolute_url())
        assert (hidden.label, hidden.url, hidden.territory) == (HIDDEN, "", candidacy.place)
        assert measure.labels_of("scheme") == {candidacy.call_id: candidacy.call.title}


def test_rows_of_subjects_are_made_again_equal(action, manager):
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    candidacy = started(make_call(document, stage="open"), action, by=manager)
    before = Subject.objects.get(pk=candidacy.subject)
    subjects.refresh(["T2-ailleurs"])
    subjects.refresh([candidacy.place])
    subjects.rebuild()
    now = Subject.objects.get(pk=candidacy.subject)
    assert (now.title, now.path, now.place) == (before.title, before.path, before.place)
    assert set(now.audience.values_list("token", flat=True)) == {f"team:{candidacy.place}"}
