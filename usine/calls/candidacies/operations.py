"""Every write of candidacies: one verb, checked against the rights of `by`, recorded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max

from usine.files import operations as files
from usine.files.checking import Sent, checked
from usine.files.models import Document
from usine.files.rules import count_refusal
from usine.ledger.refusals import operation, save
from usine.people.bodies import body_numbered
from usine.plans.models import Action
from usine.plans.writing import refuse_if
from usine.subjects.models import Subject
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.siren import compact

from ..eligibility.windows import open_at
from ..format import canonical
from ..models import AskedDocument, Call, Candidacy, Origin, Submission
from ..stages import Stage
from ..states import CandidacyState
from . import rules
from .answering import asked_answers, follow_answers, mark_of, readable
from .corrections import end_corrections, put_back_sent, writable
from .gate import check_may_apply, check_may_edit, hold, hold_call_to_join, origin_of
from .moving import came, check_gates, check_step, move, record_candidacy
from .opinions import end_opinions
from .prefilling import Prefill, copied, earlier, prefills


class Saved(NamedTuple):
    """What a save did. `collisions` are the answers that somebody else wrote meanwhile, by key:
    those stay."""

    candidacy: Candidacy
    collisions: dict[str, Any]


@operation
def start(
    call: Call,
    *,
    about: str,
    number: str,
    by,
    name: str = "",
    received_at: datetime | None = None,
) -> Candidacy:
    """Begin a candidacy for the body of a SIREN or a SIRET, filled in with what is known.

    `about` is "action:12" or "territory:5"; the national team may leave it empty. `name` is that of
    a body that is not known yet. `received_at`: when the national team received it, now by default.
    Raises Refused when the call takes none at that moment.
    """
    check_may_apply(by)
    territory = _territory_of(about)
    origin = origin_of(by, territory)
    call = hold_call_to_join(call)
    file = _file_of(call)
    refuse_if(rules.call_refusal(Stage(call.stage), is_external=file.call.is_external))
    is_needed = origin == Origin.ONLINE
    refuse_if(rules.about_refusal(file.call.subject, about, is_needed=is_needed))
    received = _received(received_at) if origin == Origin.MAIL else None
    moment = received or clock.now()
    region = territory.lead_region_id if territory else ""
    refuse_if(rules.window_refusal(file.call.windows, "", moment, region))
    window = open_at(file.call.windows, moment)
    candidacy = Candidacy(
        call=call,
        version=call.version,
        round=window.code if window else "",
        number=_next_number(call),
        body=body_numbered(number, name=name, by=by),
        siret=compact(number) if len(compact(number)) == 14 else "",
        about=Subject.objects.get(pk=about) if about else None,
        territory=territory,
        region=region,
        title=call.title,
        origin=origin,
        received_at=received,
        is_test=call.stage == Stage.TEST,
        created_by=by,
    )
    _fill(candidacy, prefills(candidacy, reader=by))
    follow_answers(candidacy)
    save(candidacy)
    came(candidacy, by=by, at=candidacy.created_at)
    record_candidacy(
        "start_candidacy", candidacy, by=by, details={"filled": sorted(candidacy.prefilled)}
    )
    return candidacy


def _territory_of(about: str) -> Territory | None:
    kind, _, key = about.partition(":")
    if kind == "action":
        action = Action.objects.live().filter(pk=int(key)).select_related("territory").first()
        if action is None:
            raise Refused("Cette action n’est plus dans le plan.")
        return action.territory
    return Territory.objects.get(pk=int(key)) if kind == "territory" else None


def _file_of(call: Call):
    if call.version is None:
        raise Refused("Cet appel n’a pas encore de version publiée.")
    return call.version.file


def _received(received_at: datetime | None) -> datetime:
    now = clock.now()
    refuse_if(rules.received_refusal(received_at or now, now))
    return received_at or now


def _next_number(call: Call) -> int:
    return (call.candidacies.aggregate(last=Max("number"))["last"] or 0) + 1


@operation
def save_answers(
    candidacy: Candidacy, *, typed: Mapping[str, Any], marks: Mapping[str, str], by
) -> Saved:
    """Write what was typed, field by field: {key: plain JSON, None when it is emptied}.

    `marks` are those (`mark_of`) of the answers that were read by whoever typed: what they left
    alone stays as it is now, what somebody else wrote meanwhile stays and comes back as a
    collision.
    """
    candidacy = _hold_to_write(candidacy, by=by)
    keys = writable(candidacy).keys
    refuse_if(rules.locked_refusal(_locked(candidacy, typed, keys)))
    written, collisions = {}, {}
    for key, answer in typed.items():
        now = candidacy.answers.get(key)
        is_mine = key in keys and answer != now and marks.get(key) != mark_of(answer)
        if is_mine and marks.get(key, mark_of(now)) == mark_of(now):
            written[key] = answer
        elif is_mine:
            collisions[key] = now
    if written:
        _write(candidacy, written)
        record_candidacy("save_answers", candidacy, by=by, details={"keys": sorted(written)})
    return Saved(candidacy, collisions)


def _locked(candidacy: Candidacy, typed: Mapping[str, Any], keys: Collection[str]) -> list[str]:
    """The labels of the answers that were typed and may not change."""
    return [
        field.label
        for field in candidacy.file.fields
        if field.key in typed
        and field.key not in keys
        and typed[field.key] != candidacy.answers.get(field.key)
    ]


def _write(candidacy: Candidacy, written: Mapping[str, Any]) -> None:
    answers = {**candidacy.answers, **written}
    candidacy.answers = {key: value for key, value in answers.items() if value is not None}
    candidacy.prefilled = {
        key: source for key, source in candidacy.prefilled.items() if key not in written
    }
    candidacy.lock += 1
    # Lists and figures go on telling what was sent, until it is sent again.
    if candidacy.is_draft:
        follow_answers(candidacy)
    save(candidacy)


def _fill(candidacy: Candidacy, given: Iterable[Prefill]) -> list[str]:
    """Give the answers that are not there yet, and returns their keys."""
    new = [each for each in given if each.key not in candidacy.answers]
    candidacy.answers |= {each.key: each.answer for each in new}
    candidacy.prefilled |= {each.key: each.source for each in new}
    return sorted(each.key for each in new)


@operation
def copy_answers(candidacy: Candidacy, *, source: Candidacy, by) -> list[str]:
    """Fill in what is empty with the answers of an earlier candidacy of the same body that the
    form keeps from another one; returns their keys."""
    candidacy = _hold_draft(candidacy, by=by)
    others = {each.pk: each for each in earlier(candidacy, reader=by)}
    if source.pk not in others:
        raise Refused("Ce dossier n’est pas un autre dossier du même organisme.")
    source = others[source.pk]
    keys = _fill(candidacy, copied(source, candidacy.file))
    if not keys:
        raise Refused(
            f"Rien à reprendre du dossier {source.reference}\u00a0: ce que les deux formulaires "
            "ont en commun est déjà rempli."
        )
    candidacy.lock += 1
    follow_answers(candidacy)
    save(candidacy)
    record_candidacy("copy_answers", candidacy, by=by, details={"keys": keys, "source": source.pk})
    return keys


@operation
def take_version(candidacy: Candidacy, *, by) -> Candidacy:
    """Go on under the version of the call that came since, whose changes were read: answers stay,
    by their keys."""
    candidacy = _hold_draft(candidacy, by=by)
    if candidacy.reads_new_version:
        candidacy.version = candidacy.call.version  # type: ignore[assignment]
        follow_answers(candidacy)
        save(candidacy)
        record_candidacy("take_version", candidacy, by=by)
    return candidacy


def file_documents(
    candidacy: Candidacy, *, code: str, sent: Sequence[Sent], by
) -> list[AskedDocument]:
    """Attach files for a document that the call asks: all of them, or Refused says why none."""
    check_may_edit(candidacy, by=by)
    refuse_if(count_refusal(len(sent)))
    return _file_documents(candidacy, code, checked(sent), by=by)


@operation
def _file_documents(candidacy: Candidacy, code: str, sent, *, by) -> list[AskedDocument]:
    candidacy = _hold_to_write(candidacy, by=by)
    if code not in writable(candidacy).documents:
        raise Refused("L’appel ne demande pas ce document.")
    filed: list[Document] = files.keep(candidacy.subject, files=sent, by=by)
    rows = [AskedDocument(candidacy=candidacy, code=code, document=each) for each in filed]
    AskedDocument.objects.bulk_create(rows)
    record_candidacy(
        "file_documents",
        candidacy,
        by=by,
        details={"code": code, "documents": [each.pk for each in filed]},
    )
    return rows


def submit(candidacy: Candidacy, *, by) -> Submission:
    """Send a candidacy, for ever; the clock as it is on entering decides, before anybody waits.

    What was already sent, the same, is given back. Raises GatesClosed with all that is missing,
    Refused when its round is closed, with the hour of its place.
    """
    return _submit(candidacy, clock.now(), by=by)


@operation
def _submit(candidacy: Candidacy, now: datetime, *, by) -> Submission:
    candidacy = hold(candidacy, by=by)
    if candidacy.state == CandidacyState.SUBMITTED:
        return candidacy.submissions.latest("rank")
    file = candidacy.file
    check_step(candidacy, "submit")
    refuse_if(rules.version_refusal(candidacy.reads_new_version))
    refuse_if(rules.call_refusal(Stage(candidacy.call.stage), is_external=False))
    moment = candidacy.received_at or now
    refuse_if(rules.window_refusal(file.call.windows, candidacy.round, moment, candidacy.region))
    check_gates(candidacy, "submit", moment)
    submission = keep_sent(candidacy, now, by=by)
    candidacy.submitted_at = moment
    move(candidacy, "submit", at=moment, by=by)
    return submission


def keep_sent(candidacy: Candidacy, now: datetime, *, by) -> Submission:
    """Keep for ever what is sent."""
    content = canonical.write(content_of(candidacy))
    submission = Submission(
        candidacy=candidacy,
        rank=candidacy.submissions.count() + 1,
        version=candidacy.version,
        content=content.decode(),
        digest=canonical.digest(content),
        asked=candidacy.asked,
        at=now,
        by=by,
    )
    save(submission)
    return submission


def content_of(candidacy: Candidacy) -> dict[str, Any]:
    """What is sent: the answers that are asked, the documents by their digests, the version."""
    documents = candidacy.documents.filter(document__withdrawn_at=None).order_by("code", "pk")
    return {
        "answers": asked_answers(candidacy.file, readable(candidacy.file, candidacy.answers)),
        "candidacy": candidacy.reference,
        "documents": [
            {"code": each.code, "name": each.document.name, "sha256": each.document.sha256}
            for each in documents.select_related("document")
        ],
        "version": candidacy.version.digest,
    }


@operation
def withdraw(candidacy: Candidacy, *, by) -> Candidacy:
    """Take a candidacy back, if its call lets one, or give up a draft; only who instructs it may
    open it again."""
    candidacy = hold(candidacy, by=by)
    if not candidacy.is_draft:
        check_step(candidacy, "withdraw")
    if candidacy.state == CandidacyState.RETURNED:
        put_back_sent(candidacy)
    event = move(candidacy, "withdraw", at=clock.now(), by=by)
    end_corrections(candidacy, "Le dossier est retiré.", event=event, by=by)
    end_opinions(candidacy, "Le dossier est retiré.", event=event, by=by)
    return candidacy


@operation
def lapse(candidacy: Candidacy, *, by) -> Candidacy | None:
    """Say that a draft whose round closed can no longer be sent; None when nothing lapses."""
    candidacy = hold(candidacy, by=by)
    windows = candidacy.file.call.windows
    if not candidacy.is_draft or candidacy.origin != Origin.ONLINE:
        return None
    if not rules.has_closed(windows, candidacy.round, clock.now()):
        return None
    move(candidacy, "lapse", at=clock.now(), by=by)
    return candidacy


def _hold_to_write(candidacy: Candidacy, *, by) -> Candidacy:
    candidacy = hold(candidacy, by=by)
    refuse_if(rules.writing_refusal(candidacy.told_state))
    return candidacy


def _hold_draft(candidacy: Candidacy, *, by) -> Candidacy:
    candidacy = hold(candidacy, by=by)
    refuse_if(rules.draft_refusal(candidacy.told_state))
    return candidacy
