"""A candidacy before it is sent: started, filled in, saved field by field."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.calls.candidacies.answering import mark_of
from usine.calls.candidacies.operations import (
    copy_answers,
    file_documents,
    lapse,
    save_answers,
    start,
    take_version,
    withdraw,
)
from usine.calls.models import Origin
from usine.calls.operations import import_call, step_call
from usine.calls.states import CandidacyState
from usine.calls.tasks import lapse_drafts
from usine.calls.tests.documents import example, with_value
from usine.calls.tests.factories import bytes_of, make_call
from usine.files.operations import attach
from usine.ledger.history import history
from usine.ledger.models import Entry, Event, Payload
from usine.ledger.queries import head_number
from usine.ledger.verification import verify
from usine.people.models import Organisation
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.plans.tests.factories import make_action
from usine.values import clock
from usine.values.formats import format_day

from .factories import (
    BODY,
    MARCH,
    MAY,
    SIREN,
    SIRET,
    again,
    filled,
    make_plan,
    open_call,
    quote,
    refused,
    started,
    submitted,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened", "in_march")]


# Started


def test_a_candidacy_starts_filled_in_with_what_is_known_and_from_where():
    action = make_plan()
    user = make_user(Role.PROJECT_MANAGER, territory=action.territory)
    candidacy = again(started(about=action, by=user))
    assert candidacy.reference == "PORTES-OUVERTES-2025-0001"
    assert (candidacy.origin, candidacy.state, candidacy.round) == ("online", "draft", "printemps")
    assert (candidacy.body.name, candidacy.body.siren, candidacy.siret) == (BODY, SIREN, SIRET)
    assert (candidacy.about_id, candidacy.territory) == (action.subject, action.territory)
    assert candidacy.region == "32"
    assert candidacy.answers == {"siret": SIRET, "titre": "Atelier", "cout": 2_400_00}
    assert candidacy.prefilled == {
        "siret": "saisi à l’ouverture du dossier",
        "titre": "titre de l’action A3",
        "cout": f"budget de l’action A3, depuis le {format_day(date(2024, 1, 10))}",
    }
    assert (candidacy.title, candidacy.investment, candidacy.asked) == ("Atelier", 2_400_00, None)
    assert verify() == []


def test_a_budget_that_one_may_not_read_fills_in_nothing():
    action = make_plan()
    user = make_user(Role.NATIONAL_TEAM)
    assert "cout" in started(about=action, by=user).answers
    other = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    with pytest.raises(PermissionDenied):
        started(make_call(code="autre", stage="open"), action, by=other)


def test_a_siren_is_enough_and_a_known_body_needs_no_name():
    first = started(number="552 081 317")
    assert (first.siret, first.answers.get("siret")) == ("", None)
    second = started(first.call, make_plan("Ailleurs"), number=SIRET, name="")
    assert (second.body, second.number) == (first.body, 2)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "name", "why"),
    [
        ("552 081 318", BODY, "Ce n’est ni un SIREN (neuf chiffres) ni un SIRET (quatorze)"),
        ("", BODY, "Ce n’est ni un SIREN (neuf chiffres) ni un SIRET (quatorze)"),
        (SIRET, " ", "L’organisme du SIREN 552 081 317 n’est pas encore connu : donnez son nom."),
    ],
)
def test_a_number_is_checked(number, name, why):
    action, call = make_plan(), open_call()
    assert refused(started, call, action, number=number, name=name).startswith(why)


def test_la_poste_has_a_rule_of_its_own():
    candidacy = started(number="35600000000048", name="La Poste")
    assert (candidacy.body.siren, candidacy.siret) == ("356000000", "35600000000048")


def test_one_draft_of_a_body_for_an_action_and_a_round():
    candidacy = started()
    action = make_action(candidacy.territory, title="Autre")
    started(candidacy.call, action)
    same = {"about": candidacy.about_id, "number": SIRET, "by": None}
    assert refused(start, candidacy.call, **same) == (
        "Un brouillon est déjà ouvert pour cet organisme."
    )
    withdraw(candidacy, by=None)
    assert start(candidacy.call, **same).number == 3


def test_a_call_takes_candidacies_while_it_is_open():
    action = make_plan()
    prepared = make_call(code="prepare")
    assert "en préparation" in refused(started, prepared, action)
    closed = make_call(code="retire", stage="closed")
    assert "retiré" in refused(started, closed, action)
    step_call(prepared, "try_call", by=None)
    assert started(prepared, action).is_test
    call = open_call()
    with clock.set_to(MAY):
        assert refused(started, call, action) == (
            "L’appel ouvre le 1er\u202fseptembre\u202f2025 à 10:00:00 (heure de Paris).".replace(
                "\u202f", " "
            )
        )


def test_a_call_for_actions_is_asked_for_an_action():
    action, call = make_plan(), open_call()
    for about in (f"territory:{action.territory_id}", ""):
        assert refused(start, call, about=about, number=SIRET, name=BODY, by=None) == (
            "Cet appel est pour une action : choisissez-en une."
        )
    gone = {"about": "action:987654", "number": SIRET, "by": None}
    assert refused(start, call, **gone) == "Cette action n’est plus dans le plan."


def test_what_came_by_mail_is_entered_by_the_national_team_with_its_date():
    user = make_user(Role.NATIONAL_TEAM)
    action, call = make_plan(), open_call()
    received = MARCH - timedelta(days=2)
    with clock.set_to(MAY):
        candidacy = started(call, action, by=user, received_at=received)
        assert refused(started, call, action, by=user, received_at=MAY + timedelta(days=1)) == (
            "Cette date de réception est à venir."
        )
    assert (candidacy.origin, candidacy.received_at) == (Origin.MAIL, received)
    assert start(call, about="", number=SIRET, by=user).territory is None


# Saved


def test_answers_are_saved_field_by_field():
    candidacy = started()
    [first, second] = [again(candidacy), again(candidacy)]
    marks = {key: mark_of(first.answers.get(key)) for key in ("titre", "aide", "cout")}
    one = save_answers(
        first, typed={"titre": "L’un", "aide": None, "cout": 2_400_00}, marks=marks, by=None
    )
    two = save_answers(
        second, typed={"titre": "Atelier", "aide": 100_00, "cout": 900_00}, marks=marks, by=None
    )
    assert (one.collisions, two.collisions) == ({}, {})
    now = again(candidacy)
    assert now.answers == {"siret": SIRET, "titre": "L’un", "aide": 100_00, "cout": 900_00}
    assert (now.lock, now.asked, now.title) == (2, 100_00, "L’un")
    assert set(now.prefilled) == {"siret"}


def test_what_two_wrote_in_one_field_comes_back_to_the_second():
    candidacy = started()
    marks = {"titre": mark_of("Atelier")}
    save_answers(candidacy, typed={"titre": "L’un"}, marks=marks, by=None)
    saved = save_answers(candidacy, typed={"titre": "L’autre"}, marks=marks, by=None)
    assert saved.collisions == {"titre": "L’un"}
    assert again(candidacy).answers["titre"] == "L’un"
    save_answers(candidacy, typed={"titre": "L’autre"}, marks={"titre": mark_of("L’un")}, by=None)
    assert again(candidacy).answers["titre"] == "L’autre"


def test_the_same_answers_record_nothing():
    candidacy = started()
    typed(candidacy, titre="Mien")
    before = head_number()
    assert typed(candidacy, titre="Mien", inconnu="X").collisions == {}
    assert head_number() == before
    typed(candidacy, titre=None)
    assert "titre" not in again(candidacy).answers
    assert again(candidacy).title == "Atelier"


def test_the_register_holds_no_answer():
    candidacy = filled(started(), titre="Un secret d’affaires")
    told = Payload.objects.filter(subject=candidacy.subject).values_list("content", flat=True)
    assert not any("secret" in (each or "") for each in told)
    assert json.loads(told.order_by("-event_id")[0])["after"]["asked"] == 1_000_00


def test_a_commune_tells_the_region_that_instructs():
    overseas = make_region("04", "La Réunion")
    candidacy = started(about=make_action(make_territory(region=overseas)))
    make_plan()
    assert candidacy.region == "04"
    typed(candidacy, commune="62765")
    assert (again(candidacy).region, again(candidacy).commune_id) == ("32", "62765")
    typed(candidacy, commune=None)
    assert (again(candidacy).region, again(candidacy).commune_id) == ("04", None)


def test_a_candidacy_that_was_sent_no_longer_changes():
    candidacy = submitted()
    why = "Cette candidature est dans l’état « déposé » : ses réponses et ses pièces"
    assert refused(typed, candidacy, titre="X").startswith(why)
    assert refused(file_documents, candidacy, code="devis", sent=[quote("b.txt")], by=None)
    assert refused(attach, candidacy.subject, sent=[quote("b.txt")], by=None).startswith(why)


def test_a_document_is_one_that_the_call_asks():
    candidacy = started()
    assert refused(file_documents, candidacy, code="plan", sent=[quote()], by=None) == (
        "L’appel ne demande pas ce document."
    )
    assert refused(file_documents, candidacy, code="devis", sent=[], by=None)
    [row] = file_documents(candidacy, code="devis", sent=[quote()], by=None)
    assert (row.code, row.document.name) == ("devis", "devis.txt")
    assert str(row) == f"devis de {candidacy.pk}"


# Copied


def test_an_earlier_file_of_the_same_body_fills_in_what_forms_keep():
    first = started()
    typed(first, titre="Le premier", siret=SIRET, aide=100_00)
    document = with_value("call.code", "portes-2026")
    del document["sections"][0]["fields"][0]["copied"]
    document["sections"][0]["fields"][4] |= {"copied": True, "required": False}
    later = started(make_call(document, stage="open"), make_plan("Ailleurs"), number=SIREN)
    assert "siret" not in later.answers
    document = with_value("call.code", "portes-2027")
    document["sections"][0]["fields"][1]["copied"] = True
    third = started(make_call(document, stage="open"), make_plan("Là"), number=SIREN)
    assert "siret" not in third.answers
    [fourth] = [started(first.call, make_plan("Loin"), number=SIREN)]
    assert fourth.answers["titre"] == "Atelier"


def test_copying_fills_in_what_is_empty_and_says_from_where():
    first = started()
    typed(first, titre="Le premier", aide=100_00)
    second = started(first.call, make_plan("Ailleurs"))
    assert refused(copy_answers, second, source=first, by=None).startswith("Rien à reprendre")
    typed(second, titre=None)
    assert copy_answers(second, source=first, by=None) == ["titre"]
    now = again(second)
    assert now.answers["titre"] == now.title == "Le premier"
    assert now.prefilled["titre"] == "dossier PORTES-OUVERTES-2025-0001"
    assert "aide" not in now.answers


def test_the_file_of_another_body_is_not_copied():
    first = started()
    second = started(first.call, make_plan("Ailleurs"), number="35600000000048", name="La Poste")
    why = "Ce dossier n’est pas un autre dossier du même organisme."
    assert refused(copy_answers, second, source=first, by=None) == why
    assert refused(copy_answers, second, source=second, by=None) == why
    elsewhere = started(first.call, make_plan("Loin"))
    user = make_user(Role.PROJECT_MANAGER, territory=elsewhere.territory)
    assert refused(copy_answers, elsewhere, source=first, by=user) == why


# A new version


def test_a_draft_goes_on_under_a_new_version_once_it_was_told():
    candidacy = started()
    typed(candidacy, aide=100_00, nocturne=True)
    document = example()
    document["sections"][1]["fields"][0]["label"] = "Coût total"
    document["sections"][0]["fields"][3] |= {"kind": "text"}
    del document["sections"][0]["fields"][4]["shown_when"]
    document["documents"][1].pop("when")
    document["facts"] = [each for each in document["facts"] if each["code"] != "nocturne"]
    import_call(bytes_of(document), by=None)
    now = again(candidacy)
    assert now.reads_new_version
    assert now.file.sections[1].fields[0].label == "Coût total"
    assert now.answers["aide"] == 100_00
    taken = take_version(now, by=None)
    assert (taken.version.number, taken.reads_new_version) == (2, False)
    before = head_number()
    assert take_version(taken, by=None).version.number == 2
    assert head_number() == before
    assert again(candidacy).answers["nocturne"] is True
    assert verify() == []


# The end of a draft


def test_drafts_lapse_at_the_closing_and_count_for_nothing():
    candidacy = started()
    by_mail = started(candidacy.call, make_plan("Ailleurs"), by=make_user(Role.NATIONAL_TEAM))
    assert lapse_drafts(MARCH) == "0\u00a0brouillon caduc"
    with clock.set_to(MAY):
        assert lapse_drafts(MAY) == "1\u00a0brouillon caduc"
        assert lapse_drafts(MAY) == "0\u00a0brouillon caduc"
        assert lapse(by_mail, by=None) is None
    assert (again(candidacy).state, again(by_mail).state) == ("lapsed", "draft")
    assert [each.state for each in candidacy.passages.all()] == ["draft", "lapsed"]
    assert not Entry.objects.filter(subject=candidacy.subject).exists()
    told = [fact.what for fact in history(candidacy.subject, names=lambda keys: {})]
    assert told == ["Brouillon devenu caduc à la clôture", "Candidature commencée"]
    assert verify() == []


def test_a_round_that_left_the_call_makes_nothing_lapse():
    candidacy = started()
    import_call(bytes_of(with_value("call.windows[0].code", "hiver")), by=None)
    with clock.set_to(MAY):
        assert lapse(candidacy, by=None) is None


def test_a_draft_may_be_given_up():
    candidacy = withdraw(started(), by=None)
    assert (candidacy.state, candidacy.submitted_at) == (CandidacyState.WITHDRAWN, None)
    assert not Entry.objects.filter(subject=candidacy.subject).exists()
    assert Event.objects.filter(verb="calls.withdraw_candidacy").count() == 1
