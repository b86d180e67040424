"""Candidacies as tests need them, made by the operations of the room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from usine.calls.candidacies.answering import mark_of
from usine.calls.candidacies.operations import file_documents, save_answers, start, submit
from usine.calls.instruction.returning import return_candidacy
from usine.calls.models import Call, Candidacy
from usine.calls.tests.documents import with_value
from usine.calls.tests.factories import CODE, make_call
from usine.files.checking import Sent
from usine.geography.models import Commune, Departement
from usine.geography.naming import search_key
from usine.ledger.queries import head_number
from usine.people.models import Mandate
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.plans.models import Action
from usine.plans.tests.factories import make_action
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

# Within the first round of the example, which closes on 30 April at 23:59:59 in Paris.
MARCH = datetime(2025, 3, 10, 9, tzinfo=UTC)
MAY = datetime(2025, 5, 2, 9, tzinfo=UTC)
LAST_SECOND = datetime(2025, 4, 30, 21, 59, 58, tzinfo=UTC)
CLOSING = datetime(2025, 4, 30, 21, 59, 59, tzinfo=UTC)
SIRET = "55208131766522"
SIREN = SIRET[:9]
BODY = "Ateliers du Nord"
PLAN = [
    {"side": "expense", "label": "Accueil", "funder": "", "amount": 2_500_00},
    {"side": "resource", "label": "Aide", "funder": "autre", "amount": 1_000_00},
    {"side": "resource", "label": "Fonds propres", "funder": "entreprise", "amount": 1_500_00},
]
ANSWERS: dict[str, Any] = {
    "titre": "Portes ouvertes de l’atelier",
    "siret": SIRET,
    "commune": "62765",
    "nocturne": False,
    "cout": 2_500_00,
    "aide": 1_000_00,
    "plan": PLAN,
}


def make_commune(code: str = "62765", name: str = "Saint-Omer", region: str = "32") -> Commune:
    there = make_region(region, "Hauts-de-France" if region == "32" else f"Région {region}")
    departement, _ = Departement.objects.get_or_create(
        code=code[:2], defaults={"name": "Pas-de-Calais", "region": there}
    )
    more = {"name": name, "search_name": search_key(name), "departement": departement}
    return Commune.objects.get_or_create(code=code, defaults=more)[0]


def make_plan(name: str = "Pays de Saint-Omer", region: str = "32") -> Action:
    """An action of a territory, whose commune is known, made when it is not there."""
    make_commune()
    if there := Action.objects.filter(reference="A3", territory__name=name).first():
        return there
    territory = make_territory(name, region=make_region(region, "Hauts-de-France"))
    return make_action(territory, reference="A3", title="Atelier", planned_budget=2_400_00)


def open_call() -> Call:
    """The example, open, made when it is not there."""
    return Call.objects.filter(pk=CODE, stage="open").first() or make_call(stage="open")


def permanent_call(code: str = "portes-en-continu") -> Call:
    """The example as a call without rounds, whose candidacies may wait, made when it is not
    there."""
    make_commune()
    there = Call.objects.filter(pk=code).first()
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    document["steps"] += [{"verb": "hold"}, {"verb": "resume"}]
    return there or make_call(document, code=code, stage="open")


def started(call: Call | None = None, about: Any = None, *, by=None, **more: Any) -> Candidacy:
    """A draft of the example for an action, in March 2025 (the clock is the caller's)."""
    call = call or open_call()
    about = about or make_plan()
    key = f"territory:{about.pk}" if isinstance(about, Territory) else about.subject
    more = {"number": SIRET, "name": BODY, **more}
    return start(call, about=key, by=by, **more)


def typed(candidacy: Candidacy, *, by=None, **answers: Any):
    """What somebody types who has just read the candidacy."""
    now = Candidacy.objects.get(pk=candidacy.pk).answers
    marks = {key: mark_of(now.get(key)) for key in answers}
    return save_answers(candidacy, typed=answers, marks=marks, by=by)


def quote(name: str = "devis.txt") -> Sent:
    return Sent(name, f"Devis {name}".encode())


def filled(candidacy: Candidacy, *, by=None, **more: Any) -> Candidacy:
    """Ready to be sent."""
    typed(candidacy, by=by, **{**ANSWERS, **more})
    file_documents(candidacy, code="devis", sent=[quote()], by=by)
    return Candidacy.objects.get(pk=candidacy.pk)


def submitted(candidacy: Candidacy | None = None, *, by=None, **more: Any) -> Candidacy:
    candidacy = filled(candidacy or started(by=by), by=by, **more)
    submit(candidacy, by=by)
    return Candidacy.objects.get(pk=candidacy.pk)


def correction_of_aid(**more: Any) -> dict[str, Any]:
    """What asks to correct the sum that is asked, within two weeks."""
    due_on = clock.today() + timedelta(days=14)
    given = {"fields": ["aide"], "documents": [], "words": "Revoyez l’aide.", "due_on": due_on}
    return given | more


def returned(candidacy: Candidacy | None = None, *, by=None, **more: Any) -> Candidacy:
    """One that was sent and is to correct, by a project manager who is there or is made."""
    candidacy = candidacy or submitted(started(permanent_call()))
    territory = candidacy.territory
    if not Mandate.objects.filter(code=territory.place, role=Role.PROJECT_MANAGER).exists():
        make_user(Role.PROJECT_MANAGER, territory=territory)
    return_candidacy(candidacy, **correction_of_aid(**more), by=by)
    return Candidacy.objects.get(pk=candidacy.pk)


def again(candidacy: Candidacy) -> Candidacy:
    return Candidacy.objects.get(pk=candidacy.pk)


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("&nbsp;", " ")


def refused(work: Callable[..., object], *args: object, **named: object) -> str:
    """Why an operation is refused; nothing is recorded."""
    before = head_number()
    with pytest.raises(Refused) as refusal:
        work(*args, **named)
    assert head_number() == before
    return spaced(str(refusal.value))
