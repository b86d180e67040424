"""The life of a call: brought in, drafted, published, copied, opened."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from usine.calls import operations
from usine.calls.format import canonical
from usine.calls.format.faults import CallRefused
from usine.calls.models import Call, CallVersion, Scheme
from usine.calls.operations import (
    DraftChanged,
    copy_call,
    discard_draft,
    draft_version,
    import_call,
    publish,
    save_draft,
    step_call,
)
from usine.calls.stages import Stage
from usine.ledger.history import history
from usine.ledger.queries import head_number
from usine.ledger.verification import verify
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user
from usine.values.errors import Refused

from .documents import GONE, example, with_value
from .factories import CODE, bytes_of, changed, document_of, make_call, make_draft

pytestmark = pytest.mark.django_db


def refused(work, *args, **named) -> str:
    before = head_number()
    with pytest.raises(Refused) as refusal:
        work(*args, **named)
    assert head_number() == before
    return str(refusal.value)


# Brought in from a file


def test_a_file_makes_a_scheme_a_call_and_its_first_version():
    user = make_user(Role.NATIONAL_TEAM)
    imported = import_call(bytes_of(example()), by=user)
    assert (imported.is_new, imported.is_relaid, imported.changes) == (True, False, None)
    version = CallVersion.objects.get()
    assert version.document.encode() == bytes_of(example())
    assert version.digest == canonical.digest(bytes_of(example()))
    assert version.grid_digest == canonical.digest(canonical.write(example()["grid"]))
    assert (version.number, version.label, version.published_by) == (1, "v1", user)
    assert version.changes == {}
    call = Call.objects.get()
    assert (call.pk, call.version, call.stage) == (CODE, version, Stage.DRAFT)
    assert (call.mode, call.applies_for) == ("online", "action")
    assert call.title == "Ouvrir son atelier au public en 2025"
    assert call.opens_at.isoformat() == "2025-03-03T08:00:00+00:00"
    assert call.closes_at.isoformat() == "2025-10-31T22:59:59+00:00"
    assert str(Scheme.objects.get()) == "Portes ouvertes des ateliers"
    assert verify() == []


def test_the_same_file_changes_nothing_whatever_its_layout():
    make_call()
    before = head_number()
    imported = import_call(json.dumps(example()).encode(), by=None)
    assert (imported.is_new, imported.is_relaid) == (False, True)
    assert not imported.changes
    assert imported.version == CallVersion.objects.get()
    assert head_number() == before


def test_another_content_is_another_version():
    call = make_call()
    document = with_value("texts.after", "Réponse sous un mois.")
    document["scheme"]["operator"] = "Fédération des ateliers"
    document["call"]["title"] = "Ouvrir son atelier"
    del document["grid"], document["steps"][4]["gates"][2]
    imported = import_call(bytes_of(document), by=None)
    assert [str(each) for each in imported.changes.changes] == [
        "Dispositif\u00a0: modifié (opérateur).",
        "Appel\u00a0: modifié (titre).",
        "Textes\u00a0: modifiés (suites).",
        "Étape «\u00a0propose\u00a0»\u00a0: modifiée (conditions de passage).",
        "Grille\u00a0: retirée.",
    ]
    call.refresh_from_db()
    assert (call.version.number, call.title) == (2, "Ouvrir son atelier")
    assert call.version.grid_digest == ""
    assert call.version.changes["sentences"][0] == "Dispositif\u00a0: modifié (opérateur)."
    assert call.version.changes["answers"] == []
    assert Scheme.objects.get().operator == "Fédération des ateliers"
    first = call.versions.get(number=1)
    assert first.document.encode() == bytes_of(example())
    assert verify() == []


def test_a_file_with_faults_is_refused_with_all_of_them():
    document = with_value("call.subject", "plan")
    del document["texts"]
    with pytest.raises(CallRefused) as refusal:
        import_call(bytes_of(document), by=None)
    assert [fault.path for fault in refusal.value.faults] == ["call.subject", "texts"]
    assert not Call.objects.exists()


def test_a_call_stays_in_its_scheme_and_keeps_what_candidacies_stand_on():
    make_call()
    assert refused(import_call, bytes_of(with_value("scheme.code", "autre")), by=None) == (
        "Cet appel est du dispositif «\u00a0portes-ouvertes\u00a0», pas «\u00a0autre\u00a0»."
    )
    assert Scheme.objects.count() == 1
    assert refused(import_call, bytes_of(with_value("call.subject", "site")), by=None) == (
        "L’objet d’un appel publié ne change pas\u00a0: créez un autre appel."
    )


def test_a_draft_in_progress_is_not_overtaken():
    make_draft()
    assert refused(import_call, bytes_of(with_value("texts.after", GONE)), by=None) == (
        "Un brouillon (version 2) de cet appel est ouvert\u00a0: publiez-le ou abandonnez-le "
        "d’abord."
    )


def test_who_makes_no_call_is_denied_before_the_file_is_read():
    with pytest.raises(PermissionDenied):
        import_call(b"", by=make_user())
    with pytest.raises(PermissionDenied):
        save_draft(make_draft(), b"", digest="", by=make_user())


# Drafted


def test_a_draft_begins_as_the_last_version_and_becomes_the_next():
    call = make_call()
    draft = draft_version(call, by=None)
    assert (draft.number, draft.document) == (2, call.version.document)
    draft = save_draft(draft, changed(draft, after="Bientôt."), digest=draft.digest, by=None)
    call.refresh_from_db()
    assert call.version.number == 1
    publish(draft, by=None)
    call.refresh_from_db()
    assert (call.version, call.version.file.texts.after) == (draft, "Bientôt.")
    assert call.version.changes["sentences"] == ["Textes\u00a0: modifiés (suites)."]
    assert verify() == []
    facts = history(call.subject, names=names_of)
    assert [fact.what for fact in facts] == [
        "Version publiée",
        "Brouillon enregistré",
        "Brouillon ouvert",
        "Version reçue d’un fichier et publiée",
    ]
    assert [line.new for line in facts[0].lines] == ["2 (v1)"]


def test_a_call_has_one_draft():
    draft = make_draft()
    assert str(draft) == f"{CODE}, version 2"
    assert str(draft.call) == "Ouvrir son atelier au public en 2025"
    assert refused(draft_version, draft.call, by=None) == (
        "Un brouillon (version 2) de cet appel est ouvert\u00a0: publiez-le ou abandonnez-le "
        "d’abord."
    )


def test_the_second_of_two_writers_does_not_overwrite_the_first():
    draft = make_draft()
    read = draft.digest
    save_draft(draft, changed(draft, after="L’un."), digest=read, by=None)
    with pytest.raises(DraftChanged):
        save_draft(draft, changed(draft, after="L’autre."), digest=read, by=None)


def test_a_draft_is_saved_once_for_the_same_document():
    draft = make_draft()
    before = head_number()
    save_draft(draft, json.dumps(document_of(draft)).encode(), digest=draft.digest, by=None)
    assert head_number() == before


def test_a_draft_is_of_its_call_and_of_its_scheme():
    draft = make_draft()
    for path, value in (("call.code", "autre"), ("scheme.code", "autre")):
        document = bytes_of(with_value(path, value))
        assert "«\u00a0autre\u00a0»" in refused(
            save_draft, draft, document, digest=draft.digest, by=None
        )


def test_a_discarded_draft_is_gone_and_its_number_is_free():
    draft = make_draft()
    discard_draft(draft, by=None)
    assert draft_version(draft.call, by=None).number == 2
    assert refused(publish, draft, by=None) == (
        "Ce brouillon n’est plus ouvert\u00a0: il a été publié ou abandonné."
    )
    assert verify() == []


def test_a_published_version_is_never_written_again():
    draft = make_draft()
    save_draft(draft, changed(draft, after="Bientôt."), digest=draft.digest, by=None)
    publish(draft, by=None)
    draft.refresh_from_db()
    gone = "Ce brouillon n’est plus ouvert\u00a0: il a été publié ou abandonné."
    document = changed(draft, after="Jamais.")
    assert refused(save_draft, draft, document, digest=draft.digest, by=None) == gone
    assert refused(publish, draft, by=None) == gone
    assert refused(discard_draft, draft, by=None) == gone


def test_a_draft_that_changes_nothing_is_not_published():
    assert refused(publish, make_draft(), by=None) == (
        "Ce brouillon ne change rien à la version publiée."
    )


# Copied


def test_a_copy_is_another_call_in_preparation():
    call = make_call(stage="open")
    copy = copy_call(call, code="portes-2026", title="En 2026", by=None)
    draft = copy.versions.get()
    assert (copy.stage, copy.version, copy.title) == (Stage.DRAFT, None, "En 2026")
    assert (draft.number, draft.published_at) == (1, None)
    expected = example()
    expected["call"] |= {"code": "portes-2026", "title": "En 2026"}
    assert document_of(draft) == expected
    publish(draft, by=None)
    copy.refresh_from_db()
    assert (copy.version, copy.version.changes) == (draft, {})
    assert verify() == []


def test_the_draft_of_a_copy_leads_its_call_and_is_not_discarded():
    copy = copy_call(make_call(), code="portes-2026", title="En 2026", by=None)
    draft = copy.versions.get()
    document = document_of(draft)
    document["call"] |= {"title": "En 2027", "subject": "site"}
    draft = save_draft(draft, bytes_of(document), digest=draft.digest, by=None)
    copy.refresh_from_db()
    assert (copy.title, copy.applies_for) == ("En 2027", "site")
    assert refused(discard_draft, draft, by=None) == (
        "C’est la seule version de cet appel\u00a0: modifiez-la plutôt."
    )
    again = copy_call(copy, code="portes-2028", title="En 2028", by=None)
    assert document_of(again.versions.get())["call"]["subject"] == "site"


def test_a_code_is_of_one_call():
    call = make_call()
    assert refused(copy_call, call, code=CODE, title="Encore", by=None) == (
        f"Un appel porte déjà le code «\u00a0{CODE}\u00a0»."
    )
    with pytest.raises(CallRefused) as refusal:
        copy_call(call, code="Été", title="", by=None)
    assert [fault.path for fault in refusal.value.faults] == ["call.code", "call.title"]


def test_a_code_is_not_that_of_a_page():
    sentence = "Le code «\u00a0gestion\u00a0» est réservé\u00a0: choisissez-en un autre."
    assert refused(copy_call, make_call(), code="gestion", title="Non", by=None) == sentence
    assert refused(import_call, bytes_of(with_value("call.code", "gestion")), by=None) == sentence


# Opened


STEPS = {
    Stage.DRAFT: {"try_call": Stage.TEST, "open_call": Stage.OPEN},
    Stage.TEST: {"open_call": Stage.OPEN},
    Stage.OPEN: {"close_call": Stage.CLOSED},
    Stage.CLOSED: {"reopen_call": Stage.OPEN},
}
WAYS = {Stage.DRAFT: "", Stage.TEST: "test", Stage.OPEN: "open", Stage.CLOSED: "closed"}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("verb", operations.STEPS)
def test_each_step_is_taken_from_its_stages_alone(stage, verb):
    call = make_call(stage=WAYS[stage])
    if target := STEPS[stage].get(verb):
        assert step_call(call, verb, by=None).stage == target
        assert verify() == []
        assert history(call.subject, names=names_of)[0].what.startswith("Appel ")
    else:
        assert refused(step_call, call, verb, by=None) == (
            f"Cet appel est déjà à l’étape «\u00a0{stage.label}\u00a0»."
        )


def test_a_call_opens_once_it_has_a_version():
    copy = copy_call(make_call(), code="portes-2026", title="En 2026", by=None)
    assert refused(step_call, copy, "open_call", by=None) == (
        "Publiez d’abord une version de cet appel."
    )


# Proved


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("document", "{}\n"),
        ("digest", "0" * 64),
        ("grid_digest", ""),
        ("number", 7),
        ("published_at", "2025-01-01T00:00:00Z"),
    ],
)
def test_the_register_tells_a_version_that_was_altered(column, value):
    call = make_call()
    CallVersion.objects.filter(call=call).update(**{column: value})
    [fault] = verify()
    assert fault.startswith(f"call_version:{call.version_id} : pour « {column} »")


def test_the_register_tells_a_call_that_was_altered():
    call = make_call()
    Call.objects.update(stage=Stage.OPEN)
    assert len(verify()) == 1
    assert f"call:{call.pk}" in verify()[0]


# Seen


@pytest.mark.parametrize(
    ("role", "stages"),
    [
        (None, {"open"}),
        (Role.REGIONAL_COORDINATOR, {"open", "closed"}),
        (Role.NATIONAL_TEAM, {"draft", "test", "open", "closed"}),
    ],
)
def test_a_call_is_seen_once_it_is_open_and_made_by_the_nation(role, stages):
    for stage, way in WAYS.items():
        make_call(code=f"appel-{stage}", stage=way)
    user = make_user(role, region=make_region() if role == Role.REGIONAL_COORDINATOR else None)
    assert {call.stage for call in Call.objects.visible_to(user)} == stages
