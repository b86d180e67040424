"""Candidacies on which something is decided, as tests need them, made by the operations."""

from typing import Any

from usine.calls.decisions.operations import approve, propose, release
from usine.calls.instruction.operations import take_step
from usine.calls.models import Call, Candidacy, CandidacyDecision
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user
from usine.plans.tests.factories import make_action

from ..candidacies.factories import again, make_commune, started, submitted
from ..documents import with_value
from ..factories import make_call

# The steps that lead to a decision, past the submission, with their gates.
STEPS: dict[str, list[dict[str, Any]]] = {
    "start": [],
    "hold": [],
    "resume": [],
    "shortlist": [],
    "propose": [],
    "approve": [{"gate": "second_person"}],
    "send_back": [],
    "close": [],
    "reopen": [],
    "withdraw": [],
}
AWARD = {"outcome": "awarded", "awarded": 800_00, "investment": 2_500_00}
REFUSAL = {"outcome": "refused", "motive": "Hors des priorités de l’année."}


def decided_call(
    code: str = "decide",
    *,
    stage: str = "open",
    benefits: Any = ("grant",),
    private: Any = (),
    **gates: Any,
) -> Call:
    """The example without rounds, with all the steps that lead to a decision, made when it is not
    there; `gates` are those of a step, by its verb, `private` the keys of fields."""
    if there := Call.objects.filter(pk=code).first():
        return there
    make_commune()
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    document["scheme"] |= {"code": f"de-{code}", "benefits": list(benefits)}
    for section in document["sections"]:
        for field in section["fields"]:
            if field["key"] in private:
                field["private"] = True
    steps = {**STEPS, **gates}
    document["steps"] = [document["steps"][0]]
    document["steps"] += [{"verb": verb, "gates": some} for verb, some in steps.items()]
    return make_call(document, code=code, stage=stage)


def studied(call: Call | None = None, about: Any = None) -> Candidacy:
    """Sent, and being studied."""
    candidacy = submitted(started(call or decided_call(), about))
    take_step(candidacy, verb="start", by=None)
    return again(candidacy)


def another(candidacy: Candidacy) -> Candidacy:
    """Of the same call and territory."""
    return studied(candidacy.call, make_action(candidacy.territory))


def made(role: Role, region: str = "32") -> User:
    return make_user(role, region=make_region(region, "Hauts-de-France"))


def proposed(
    candidacy: Candidacy | None = None, *, by: User | None = None, **more: Any
) -> CandidacyDecision:
    return propose(candidacy or studied(), by=by or made(Role.INSTRUCTOR), **(more or AWARD))


def approved(
    candidacy: Candidacy | None = None, *, by: User | None = None, **more: Any
) -> CandidacyDecision:
    return approve(proposed(candidacy, **more), by=by or made(Role.APPROVER))


def released(candidacy: Candidacy | None = None, **more: Any) -> CandidacyDecision:
    approver = made(Role.APPROVER)
    [decision] = release([approved(candidacy, by=approver, **more)], by=approver)
    return decision
