"""A candidacy that is sent: gates, the clock, what is kept, what it counts for."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from usine.calls.candidacies.answering import faults
from usine.calls.candidacies.gates import outcomes
from usine.calls.candidacies.moving import GatesClosed
from usine.calls.candidacies.operations import (
    start,
    submit,
    take_version,
    withdraw,
)
from usine.calls.candidacies.showing import shown_state, state_label
from usine.calls.format import canonical
from usine.calls.models import Submission
from usine.calls.operations import import_call, step_call
from usine.calls.states import CandidacyState
from usine.calls.tests.documents import example, with_value
from usine.calls.tests.factories import bytes_of, make_call
from usine.files.operations import withdraw as withdraw_document
from usine.ledger.queries import balance, evidence, head_number
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.plans.tests.factories import make_action
from usine.values import clock

from .factories import (
    CLOSING,
    LAST_SECOND,
    MARCH,
    MAY,
    PLAN,
    SIRET,
    again,
    filled,
    make_plan,
    open_call,
    refused,
    spaced,
    started,
    submitted,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened", "in_march")]


def with_steps(**gates: list[dict[str, Any]]) -> dict[str, Any]:
    """The example, whose step `submit` has other gates, and where one may withdraw."""
    document = example()
    document["steps"][0]["gates"] = gates.get("submit", [])
    document["steps"].append({"verb": "withdraw"})
    return document


# What is sent


def test_what_is_sent_is_kept_for_ever_with_its_digest():
    user_candidacy = started()
    user = make_user(Role.PROJECT_MANAGER, territory=user_candidacy.territory)
    candidacy = filled(user_candidacy, by=user, eclairage="Des lampes")
    submission = submit(candidacy, by=user)
    candidacy = again(candidacy)
    assert (candidacy.state, candidacy.state_since, candidacy.submitted_at) == (
        "submitted",
        MARCH,
        MARCH,
    )
    content = json.loads(submission.content)
    assert content["answers"]["plan"] == PLAN
    # Nobody asks how a visit by day is lit.
    assert "eclairage" not in content["answers"]
    assert content["candidacy"] == "PORTES-OUVERTES-2025-0001"
    assert [each["name"] for each in content["documents"]] == ["devis.txt"]
    assert content["version"] == candidacy.version.digest
    assert submission.digest == canonical.digest(submission.content.encode())
    assert (submission.rank, submission.at, submission.by) == (1, MARCH, user)
    assert str(submission) == f"dépôt 1 de {candidacy.pk}"
    assert [str(each) for each in candidacy.passages.all()] == [
        f"{candidacy.pk}, draft",
        f"{candidacy.pk}, submitted",
    ]
    assert verify() == []


def test_what_was_sent_may_not_be_rewritten_in_silence():
    candidacy = submitted()
    Submission.objects.update(content="{}")
    assert any(candidacy.submissions.get().subject in str(each) for each in verify())


def test_sent_twice_it_is_sent_once():
    candidacy = filled(started())
    first = submit(candidacy, by=None)
    before = head_number()
    assert submit(candidacy, by=None) == first
    assert (Submission.objects.count(), head_number()) == (1, before)


# Gates


def test_all_that_is_missing_is_told():
    candidacy = started()
    typed(candidacy, titre=None, siret="35600000000048", plan=PLAN[:2], commune=None)
    candidacy = again(candidacy)
    told = {each.field.key: spaced(each.sentence) for each in faults(candidacy)}
    assert told == {
        "titre": "Ce champ est obligatoire.",
        "siret": "Ce SIRET n’est pas celui de « Ateliers du Nord », qui dépose "
        "(SIREN 552 081 317).",
        "commune": "Ce champ est obligatoire.",
        "nocturne": "Ce champ est obligatoire.",
        "aide": "Ce champ est obligatoire.",
        "plan": "Le plan n’est pas équilibré : il manque 1 500 € de ressources.",
    }
    assert refused(submit, candidacy, by=None) == (
        "Formulaire : 6 réponses à compléter. Documents : 1 document manque."
    )
    form, documents = outcomes(candidacy, "submit", MARCH)
    assert len(form.missing) == 6
    assert documents.missing == ("Devis",)


def test_a_document_that_was_withdrawn_is_missing():
    candidacy = filled(started())
    withdraw_document(candidacy.documents.get().document, by=None)
    with pytest.raises(GatesClosed, match="Documents"):
        submit(candidacy, by=None)


def test_a_document_is_asked_when_its_condition_is_met():
    document = example()
    document["documents"][1]["required"] = True
    candidacy = filled(started(make_call(document, code="autre", stage="open")))
    assert outcomes(candidacy, "submit", MARCH)[1].passes
    typed(candidacy, nocturne=True)
    assert outcomes(again(candidacy), "submit", MARCH)[1].missing == ("Avis de sécurité",)


def test_what_is_unknown_passes_no_gate():
    gates = [{"gate": "no_rule_unmet"}, {"gate": "no_rule_unknown"}]
    document = with_steps(submit=[*gates, {"gate": "invited"}])
    candidacy = filled(started(make_call(document, code="autre", stage="open")))
    told = outcomes(candidacy, "submit", MARCH)
    assert [each.passes for each in told] == [True, False, False]
    assert len(told[1].missing) == 2
    assert told[2].sentence.endswith("sur invitation.")
    typed(candidacy, cout=1_000_00)
    assert not outcomes(again(candidacy), "submit", MARCH)[0].passes
    assert outcomes(candidacy, "close", MARCH) == []


def test_the_territory_of_a_form_is_that_of_its_candidacy():
    document = with_value("call.subject", "territory")
    field = {"key": "territoire", "kind": "territory", "label": "Territoire"}
    document["sections"][0]["fields"].append(field)
    document["reads"]["territory"] = "territoire"
    other = make_territory("Ailleurs")
    candidacy = started(make_call(document, code="autre", stage="open"), make_plan().territory)
    assert candidacy.answers["territoire"] == candidacy.territory.place
    typed(candidacy, territoire=other.place)
    told = [each.sentence for each in faults(again(candidacy)) if each.field.key == "territoire"]
    assert told == ["Le territoire de ce dossier est «\u00a0Pays de Saint-Omer\u00a0»."]


# The clock


def test_the_last_second_counts_and_the_next_is_too_late():
    candidacy = filled(started())
    with clock.set_to(CLOSING):
        assert refused(submit, candidacy, by=None) == (
            "L’appel est fermé depuis le 30 avril 2025 à 23:59:59 (heure de Paris)."
        )
    with clock.set_to(LAST_SECOND):
        submit(candidacy, by=None)
    assert again(candidacy).submitted_at == LAST_SECOND


@pytest.mark.parametrize(
    ("region", "there"),
    [
        ("04", ", soit le 1er mai 2025 à 01:59:59 à La Réunion."),
        ("02", ", soit le 30 avril 2025 à 17:59:59 en Martinique."),
        ("84", "."),
    ],
)
def test_after_the_closing_the_hour_is_told_as_it_is_there(region, there):
    territory = make_territory(region=make_region(region, f"Région {region}"))
    candidacy = started(about=make_action(territory))
    with clock.set_to(MAY):
        assert refused(submit, candidacy, by=None) == (
            "L’appel est fermé depuis le 30 avril 2025 à 23:59:59 (heure de Paris)" + there
        )


def test_a_draft_of_a_round_is_not_sent_in_the_next_one():
    candidacy = filled(started())
    with clock.set_to(MAY + timedelta(days=150)):
        assert refused(submit, candidacy, by=None).startswith("L’appel est fermé depuis le 30")
        assert (
            start(candidacy.call, about=make_plan("Là").subject, number=SIRET, by=None).round
            == "automne"
        )


def test_a_round_that_left_the_call_takes_nothing():
    candidacy = filled(started())
    import_call(bytes_of(with_value("call.windows[0].code", "hiver")), by=None)
    take_version(candidacy, by=None)
    assert refused(submit, candidacy, by=None) == (
        "La période de cette candidature n’est plus dans l’appel."
    )


def test_what_came_by_mail_in_time_is_sent_after_the_closing():
    user, call, action = make_user(Role.NATIONAL_TEAM), open_call(), make_plan()
    with clock.set_to(MAY):
        candidacy = started(call, action, by=user, received_at=LAST_SECOND)
        filled(candidacy, by=user)
        submission = submit(candidacy, by=user)
    candidacy = again(candidacy)
    assert (candidacy.submitted_at, submission.at) == (LAST_SECOND, MAY)
    assert balance("candidacies", as_of=date(2025, 4, 30)) == {(): 1}
    assert balance("candidacies", as_of=date(2025, 4, 29)) == {}
    assert verify() == []


def test_a_new_version_is_read_before_one_sends():
    candidacy = filled(started())
    import_call(bytes_of(with_value("texts.after", "Sous un mois.")), by=None)
    assert refused(submit, candidacy, by=None) == (
        "L’appel a une nouvelle version : lisez d’abord ce qui change."
    )
    take_version(candidacy, by=None)
    assert submit(candidacy, by=None).version.number == 2


def test_what_was_sent_stays_on_its_version():
    candidacy = submitted()
    document = example()
    document["sections"][1]["fields"][0]["label"] = "Coût total"
    import_call(bytes_of(document), by=None)
    candidacy = again(candidacy)
    assert not candidacy.reads_new_version
    assert candidacy.file.sections[1].fields[0].label == "Coût du projet"


def test_a_call_that_was_withdrawn_takes_nothing_more():
    candidacy = filled(started())
    step_call(candidacy.call, "close_call", by=None)
    assert "retiré" in refused(submit, candidacy, by=None)


# What it counts for


def test_a_candidacy_and_its_money_count_from_the_day_it_was_sent():
    call = make_call(with_steps(submit=[{"gate": "form_valid"}]), code="autre", stage="open")
    candidacy = submitted(started(call))
    place = candidacy.territory.place
    by = ("place", "state", "scheme")
    rows = [(candidacy.subject, place, "submitted", call.pk)]
    assert list(evidence("candidacies", as_of=date(2025, 3, 10), by=by)) == [(*rows[0], 1)]
    assert list(evidence("asked", as_of=date(2025, 3, 10), by=by)) == [(*rows[0], 1_000_00)]
    with clock.set_to(MARCH + timedelta(days=3)):
        withdraw(candidacy, by=None)
    assert list(evidence("asked", as_of=date(2025, 3, 13), by=by)) == [
        (candidacy.subject, place, "withdrawn", call.pk, 1_000_00)
    ]
    assert list(evidence("asked", as_of=date(2025, 3, 12), by=by)) == [(*rows[0], 1_000_00)]
    assert verify() == []


def test_a_call_on_trial_counts_nothing():
    call = make_call(code="autre", stage="test")
    submitted(started(call))
    assert balance("candidacies", as_of=date(2025, 3, 10)) == {}
    assert verify() == []


def test_what_lies_in_no_territory_counts_in_its_region():
    user = make_user(Role.NATIONAL_TEAM)
    call = open_call()
    make_plan()
    candidacy = start(call, about="", number=SIRET, name="Ateliers", by=user)
    assert (candidacy.place, candidacy.title) == ("", call.title)
    typed(candidacy, by=user, commune="62765")
    assert again(candidacy).place == "outside:32"


def test_a_call_without_a_way_back_keeps_what_was_sent():
    assert refused(withdraw, submitted(), by=None) == "Cet appel n’a pas d’étape « Retirer »."
    candidacy = submitted(started(make_call(with_steps(), code="autre", stage="open"), make_plan()))
    withdraw(candidacy, by=None)
    assert refused(withdraw, candidacy, by=None) == (
        "Cette candidature est dans l’état « retiré »."
    )


# How it is told


def test_a_decision_is_not_told_before_its_release():
    candidacy = submitted()
    reader = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    staff = make_user(Role.NATIONAL_TEAM)
    for state in ("shortlisted", "on_hold", "proposed", "awarded", "refused"):
        candidacy.state = state
        assert shown_state(candidacy, reader) == CandidacyState.UNDER_REVIEW
        assert shown_state(candidacy, staff) == CandidacyState(state)
    candidacy.state = "shortlisted"
    assert state_label(candidacy, reader) == "en instruction"
    assert state_label(candidacy, staff) == "À visiter"
    candidacy.state = "submitted"
    assert state_label(candidacy, AnonymousUser()) == "en instruction"
    assert (state_label(candidacy, reader), state_label(candidacy, staff)) == ("déposé", "déposé")
