"""Every write of calls: one verb, checked against the rights of `by`, recorded."""

from typing import Any, NamedTuple

from django.db.models import Max

from usine.ledger.operations import record
from usine.ledger.refusals import operation, save
from usine.plans.writing import refuse_if
from usine.values import clock
from usine.values.errors import Refused

from . import rules, subjects
from .changes import VersionChanges, changes
from .format import canonical
from .format.model import CallFile
from .format.parse import parse
from .gate import check_may_make, draft_of, hold, hold_or_create, latest_of
from .models import Call, CallVersion, Scheme
from .stages import STEPS, Stage


class Imported(NamedTuple):
    """What a file did. `changes` is None for the first version of a call; `version` is the one
    that stood when nothing changed. `is_relaid`: the file had another layout than ours."""

    version: CallVersion
    changes: VersionChanges | None
    is_new: bool
    is_relaid: bool


class DraftChanged(Refused):
    """Somebody wrote the draft since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Quelqu’un a modifié ce brouillon entre-temps\u00a0: ouvrez-le dans un autre onglet, "
            "reportez ce qui manque, puis enregistrez de nouveau."
        )


def import_call(data: bytes, *, by) -> Imported:
    """Bring in the file of a call: the call itself when it is new, else a new version, published,
    when it differs from the last one.

    Raises CallRefused with every fault of the file, Refused when a draft of the call is open, or
    when the file would change what candidacies stand on.
    """
    check_may_make(by)
    document = canonical.read(data)
    file = parse(document)
    written = canonical.write(document)
    version, since, is_new = _import(file, written, by=by)
    return Imported(version, since, is_new, written != data)


@operation
def _import(
    file: CallFile, written: bytes, *, by
) -> tuple[CallVersion, VersionChanges | None, bool]:
    refuse_if(rules.reserved_refusal(file.call.code))
    call = hold_or_create(file, by=by)
    refuse_if(rules.scheme_refusal(file.scheme.code, of_call=call.scheme_id))
    refuse_if(rules.draft_refusal(_number_of(draft_of(call))))
    last = call.version
    if last and last.digest == canonical.digest(written):
        return last, changes(file, file), False
    version = CallVersion(call=call, number=_next_number(call))
    _publish(call, version, file, written, verb="calls.import_call", by=by)
    return version, changes(last.file, file) if last else None, last is None


@operation
def draft_version(call: Call, *, by) -> CallVersion:
    """Begin the next version of a call, from the last one."""
    call = hold(call, by=by)
    refuse_if(rules.draft_refusal(_number_of(draft_of(call))))
    last = latest_of(call)
    version = CallVersion(call=call, number=_next_number(call))
    _write(version, last.file, last.document.encode())
    _record("calls.draft_version", version, by=by)
    return version


def save_draft(draft: CallVersion, data: bytes, *, digest: str, by) -> CallVersion:
    """Give a draft another document; `digest` is that of the document as it was read.

    Raises CallRefused with every fault of the document, DraftChanged when somebody wrote it since.
    """
    check_may_make(by)
    document = canonical.read(data)
    return _save_draft(draft, parse(document), canonical.write(document), digest, by=by)


@operation
def _save_draft(
    draft: CallVersion, file: CallFile, written: bytes, digest: str, *, by
) -> CallVersion:
    call, draft = _hold_draft(draft, by=by)
    if draft.digest != digest:
        raise DraftChanged
    refuse_if(rules.code_refusal(file.call.code, of_call=call.pk))
    refuse_if(rules.scheme_refusal(file.scheme.code, of_call=call.scheme_id))
    if draft.digest != canonical.digest(written):
        _write(draft, file, written)
        if call.version is None:
            _follow(call, file)
            save(call)
        _record("calls.save_draft", draft, by=by)
    return draft


@operation
def discard_draft(draft: CallVersion, *, by) -> None:
    """Drop a draft: the last version stays."""
    call, draft = _hold_draft(draft, by=by)
    if call.version is None:
        raise Refused("C’est la seule version de cet appel\u00a0: modifiez-la plutôt.")
    number = draft.number
    draft.delete()
    record("calls.discard_draft", subject=call.subject, by=by, payload={"number": number})


@operation
def publish(draft: CallVersion, *, by) -> CallVersion:
    """Make a draft the version of its call, for ever. Candidacies that were submitted stay on
    theirs."""
    call, draft = _hold_draft(draft, by=by)
    if call.version and call.version.digest == draft.digest:
        raise Refused("Ce brouillon ne change rien à la version publiée.")
    _publish(call, draft, draft.file, draft.document.encode(), verb="calls.publish", by=by)
    return draft


@operation
def copy_call(call: Call, *, code: str, title: str, by) -> Call:
    """Make another call of the same scheme, in preparation, whose draft says what this one does.

    Raises CallRefused when the code is none, Refused when it is taken.
    """
    check_may_make(by)
    document = canonical.read(latest_of(call).document.encode())
    document["call"] |= {"code": code, "title": title}
    file = parse(document)
    refuse_if(rules.reserved_refusal(code))
    copy = hold_or_create(file, by=by)
    if copy.versions.exists():
        raise Refused(f"Un appel porte déjà le code «\u00a0{code}\u00a0».")
    draft = CallVersion(call=copy, number=1)
    _write(draft, file, canonical.write(document))
    _follow(copy, file)
    save(copy)
    _record("calls.copy_call", draft, by=by, copied=call.pk)
    return copy


@operation
def step_call(call: Call, verb: str, *, by) -> Call:
    """Take a step of `STEPS`: "try_call", "open_call", "close_call" or "reopen_call"."""
    call = hold(call, by=by)
    refuse_if(rules.step_refusal(Stage(call.stage), verb, has_version=call.version is not None))
    call.stage = STEPS[verb].target
    save(call)
    subjects.put(call)
    record(f"calls.{verb}", subject=call.subject, by=by, payload={"stage": call.stage})
    return call


def _hold_draft(draft: CallVersion, *, by) -> tuple[Call, CallVersion]:
    """The draft as it stands, its call held. Raises Refused when it is published or discarded."""
    call = hold(draft.call, by=by)
    draft_now = draft_of(call)
    if draft_now is None or draft_now.pk != draft.pk:
        raise Refused("Ce brouillon n’est plus ouvert\u00a0: il a été publié ou abandonné.")
    draft_now.call = call
    return call, draft_now


def _publish(
    call: Call, version: CallVersion, file: CallFile, written: bytes, *, verb: str, by
) -> None:
    """Make a document the published version of its call."""
    last = call.version
    if last:
        before = {"mode": call.mode, "applies_for": call.applies_for}
        after = {"mode": file.call.mode, "applies_for": file.call.subject}
        refuse_if(rules.fixed_refusal(before, after))
    version.published_at, version.published_by = clock.now(), by
    version.changes = _encoded(changes(last.file, file)) if last else {}
    _write(version, file, written)
    call.version = version
    _follow(call, file)
    save(call)
    _keep_scheme(file)
    _record(verb, version, by=by)


def _write(version: CallVersion, file: CallFile, written: bytes) -> None:
    version.label = file.version.label
    version.document = written.decode()
    version.digest = canonical.digest(written)
    grid = canonical.read(written).get("grid")
    version.grid_digest = canonical.digest(canonical.write(grid)) if grid else ""
    save(version)


def _follow(call: Call, file: CallFile) -> None:
    """The columns that follow from the document."""
    header = file.call
    call.title, call.mode, call.applies_for = header.title, header.mode, header.subject
    call.opens_at, call.closes_at = header.windows[0].opens_at, header.windows[-1].closes_at


def _keep_scheme(file: CallFile) -> None:
    scheme = file.scheme
    Scheme.objects.filter(pk=scheme.code).update(
        name=scheme.name, operator=scheme.operator, funder=scheme.funder
    )


def _record(verb: str, version: CallVersion, *, by, **more: Any) -> None:
    """Record a document of a call by its digest, and how the call stands."""
    call = version.call
    subjects.put(call)
    payload = {
        "number": version.number,
        "label": version.label,
        "stage": call.stage,
        "scheme": call.scheme_id,
        "version": call.version_id,
        **more,
    }
    document = {
        "call": call.pk,
        "number": version.number,
        "digest": version.digest,
        "grid_digest": version.grid_digest,
        "published_at": version.published_at,
    }
    record(verb, subject=call.subject, by=by, payload=payload, about={version.subject: document})


def _encoded(since: VersionChanges) -> dict[str, Any]:
    return {"sentences": [str(each) for each in since.changes], "answers": list(since.answers)}


def _next_number(call: Call) -> int:
    return (call.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _number_of(version: CallVersion | None) -> int | None:
    return version.number if version else None
