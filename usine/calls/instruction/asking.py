"""Agreements, opinions and checks are asked of others about a candidacy (room `asks`)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from usine.asks.addressing import Addressee, a_body, a_person, a_role
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.asks.operations import ask
from usine.geography.models import Region
from usine.ledger.refusals import operation
from usine.pages.links import Link
from usine.people.models import Organisation, User
from usine.people.reach import people_over
from usine.people.roles import Role
from usine.plans.writing import refuse_if
from usine.subjects import operations as subject_rows
from usine.values.errors import Refused

from ..candidacies.gate import hold_to_instruct
from ..candidacies.opinions import (
    FAVOURABLE,
    KINDS,
    SUMMARY,
    UNFAVOURABLE,
    candidacy_of_summary,
    sees,
    specs_of,
    summary_key,
    summary_listing,
    summary_of,
)
from ..candidacies.subjects import instructors_of
from ..format.procedure import AskSpec
from ..models import Candidacy
from ..rights import INSTRUCT, OPINE
from ..states import CandidacyState
from . import rules


@operation
def ask_opinion(
    candidacy: Candidacy, *, code: str, person: User | None, text: str, due_on: date, by
) -> Ask:
    """Ask what its call names by a code of whom it says, or of a person when one chooses.

    Raises Refused when its call names nothing so, when nobody is there to answer, when it is not
    studied, and what `asks.ask` raises.
    """
    candidacy = hold_to_instruct(candidacy, by=by)
    spec = spec_of(candidacy, code)
    refuse_if(rules.opinion_refusal(CandidacyState(candidacy.state)))
    to = addressee(spec, candidacy, person)
    subject_rows.put([summary_listing(candidacy, instructors_of(candidacy))])
    kind = OPINION_KINDS[spec.kind]
    key = summary_key(candidacy)
    return ask(kind, key, text=text, to=to, due_on=due_on, matter=spec.code, by=by)


def spec_of(candidacy: Candidacy, code: str) -> AskSpec:
    for spec in specs_of(candidacy):
        if spec.code == code:
            return spec
    raise Refused("Cet appel ne prévoit pas cette demande.")


def addressee(spec: AskSpec, candidacy: Candidacy, person: User | None) -> Addressee:
    """Whom it is asked of; `person` is who was chosen, where one chooses."""
    if spec.to.chosen:
        if person is None:
            raise Refused("Choisissez à qui le demander.")
        return a_person(person)
    if spec.to.body:
        body = Organisation.objects.filter(siren=spec.to.body).first()
        if body is None:
            raise Refused("L’organisme à qui le demander n’est pas encore connu ici.")
        return a_body(body)
    return a_role(Role(spec.to.role), _place(spec, candidacy))


def _place(spec: AskSpec, candidacy: Candidacy) -> Any:
    if spec.to.place == "nation":
        return None
    if spec.to.place == "region" and candidacy.region:
        return Region.objects.get(pk=candidacy.region)
    if spec.to.place == "territory" and candidacy.territory:
        return candidacy.territory
    raise Refused("Ce dossier n’a pas le lieu auquel cette demande s’adresse.")


def choosable(candidacy: Candidacy) -> list[User]:
    """Who may be asked where one chooses."""
    return people_over(OPINE, candidacy.place)


def _asked_of_candidacy(keys: Sequence[str]) -> Any:
    """What is asked is named by the call: it is asked from the candidacy."""
    raise Refused("Demandez-le depuis la page du dossier.")


def _told(asked: Ask) -> list[tuple[str, str]]:
    """What is asked, and the summary, on the page of the ask."""
    candidacy = candidacy_of_summary(asked.subject_id)
    named = [each.label for each in specs_of(candidacy) if each.code == asked.matter]
    lines = [(each.label, each.text) for each in summary_of(candidacy)]
    return [*(("Demande", label) for label in named), *lines]


def _work(asked: Ask) -> Link | None:
    candidacy = candidacy_of_summary(asked.subject_id)
    levels = {sees(each) for each in specs_of(candidacy) if each.code == asked.matter}
    if levels <= {SUMMARY}:
        return None
    return Link("Lire le dossier", reverse("calls:summary", args=[candidacy.pk]))


def _kind(code: str, label: str, *labels: str) -> AskKind:
    favourable, unfavourable, *text = labels
    return AskKind(
        KINDS[code],
        label,
        (
            Outcome(FAVOURABLE, favourable),
            Outcome(UNFAVOURABLE, unfavourable, needs_words=True),
            *(Outcome("text", each, needs_words=True) for each in text),
        ),
        may_ask=INSTRUCT,
        may_answer=OPINE,
        matter=_asked_of_candidacy,
        tell_matter=_told,
        work=_work,
        of_oneself=True,
    )


OPINION_KINDS = {
    "agreement": _kind("agreement", "Accord sur une candidature", "D’accord", "Pas d’accord"),
    "opinion": _kind(
        "opinion",
        "Avis sur une candidature",
        "Avis favorable",
        "Avis défavorable",
        "Avis sans conclusion",
    ),
    "check": _kind(
        "check",
        "Vérification d’une candidature",
        "Vérifié",
        "À reprendre",
        "Vérifié en partie",
    ),
}
