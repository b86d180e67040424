"""What is to correct of a candidacy that was returned: only that changes until it is sent again."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from usine.asks.doing import withdraw_outdated
from usine.asks.models import Ask
from usine.files import operations as files
from usine.files.models import Document
from usine.ledger.models import Event
from usine.people.models import User
from usine.plans.writing import refuse_if
from usine.values import clock
from usine.values.dates import paris_day
from usine.values.errors import Refused

from ..format import canonical
from ..format.form import DocumentSpec, FormField, FormSection
from ..forms import shown_keys
from ..models import AskedCorrection, AskedDocument, Candidacy, Submission
from ..states import CandidacyState
from . import rules
from .answering import asked_answers, readable
from .gate import hold, may_edit
from .gates import documents_of

# The kind of its asks.
CORRECTION_CODE = "calls.correction"


class Writable(NamedTuple):
    """What may change: keys of fields, codes of documents."""

    keys: frozenset[str]
    documents: frozenset[str]


def standing_correction(candidacy: Candidacy) -> AskedCorrection | None:
    """What is asked while it is returned."""
    if candidacy.state != CandidacyState.RETURNED:
        return None
    return candidacy.corrections.select_related("ask__by").last()


def writable(candidacy: Candidacy) -> Writable:
    """All of a draft; of what was returned, what is to correct, and what its new answers ask."""
    file = candidacy.file
    if candidacy.is_draft:
        keys = {field.key for field in file.fields}
        return Writable(frozenset(keys), frozenset(each.code for each in file.documents))
    correction = standing_correction(candidacy)
    if correction is None:
        return Writable(frozenset(), frozenset())
    before, now = sent_answers(candidacy), readable(file, candidacy.answers)
    asked_since = shown_keys(file, now) - shown_keys(file, before)
    wanted_since = _codes(documents_of(file, now)) - _codes(documents_of(file, before))
    return Writable(
        frozenset({*correction.fields, *asked_since}),
        frozenset({*correction.documents, *wanted_since}),
    )


def _codes(documents) -> set[str]:
    return {each.code for each in documents}


def last_sent(candidacy: Candidacy) -> Submission:
    return candidacy.submissions.latest("rank")


def _content_sent(candidacy: Candidacy) -> dict[str, Any]:
    return canonical.read(last_sent(candidacy).content.encode())


def sent_answers(candidacy: Candidacy) -> dict[str, Any]:
    """Those that were sent last."""
    return _content_sent(candidacy)["answers"]


def is_sent(candidacy: Candidacy, document: Document) -> bool:
    """Whether a document is of what was sent last."""
    digests = {each["sha256"] for each in _content_sent(candidacy)["documents"]}
    return document.sha256 in digests


def shown_answers(candidacy: Candidacy, reader) -> dict[str, Any]:
    """Whoever does not write a candidacy reads what was sent, until it is sent again."""
    if candidacy.state == CandidacyState.RETURNED and not may_edit(candidacy, reader):
        return sent_answers(candidacy)
    return candidacy.answers


def shown_documents(candidacy: Candidacy, reader) -> list[AskedDocument]:
    """The same of its documents."""
    rows = list(standing_documents(candidacy))
    if candidacy.state == CandidacyState.RETURNED and not may_edit(candidacy, reader):
        return [each for each in rows if is_sent(candidacy, each.document)]
    return rows


def standing_documents(candidacy: Candidacy) -> QuerySet[AskedDocument]:
    rows = candidacy.documents.filter(document__withdrawn_at=None)
    return rows.select_related("document__by")


def correctable(candidacy: Candidacy) -> list[tuple[FormSection, list[FormField]]]:
    """The fields that are asked, by section: those which one may ask to correct."""
    file = candidacy.file
    seen = shown_keys(file, readable(file, candidacy.answers))
    sections = [
        (each, [field for field in each.fields if field.key in seen]) for each in file.sections
    ]
    return [(section, fields) for section, fields in sections if fields]


def wanted(candidacy: Candidacy) -> list[DocumentSpec]:
    return list(documents_of(candidacy.file, candidacy.answers))


class PastCorrection(NamedTuple):
    """What was asked to be corrected, and is no more expected."""

    ask: Ask
    labels: Sequence[str]


def past_corrections(candidacy: Candidacy) -> list[PastCorrection]:
    """The latest first."""
    rows = list(candidacy.corrections.select_related("ask__by"))
    if candidacy.state == CandidacyState.RETURNED:
        rows.pop()
    return [PastCorrection(each.ask, _labels(candidacy, each)) for each in reversed(rows)]


def _labels(candidacy: Candidacy, correction: AskedCorrection) -> list[str]:
    file = candidacy.file
    fields = [each.label for each in file.fields if each.key in correction.fields]
    return fields + [each.title for each in file.documents if each.code in correction.documents]


class Correcting(NamedTuple):
    """What is to correct, as pages tell it."""

    words: str
    due_on: date
    asked_on: date
    sections: Sequence[tuple[FormSection, list[FormField]]]
    documents: Sequence[DocumentSpec]

    @property
    def is_late(self) -> bool:
        return self.due_on < clock.today()


def sections_to_write(candidacy: Candidacy) -> list[FormSection]:
    """Those of a draft; of what was returned, those with something to correct."""
    keys = writable(candidacy).keys
    return [
        section
        for section in candidacy.file.sections
        if candidacy.is_draft or any(field.key in keys for field in section.fields)
    ]


def may_be_written(candidacy: Candidacy) -> bool:
    """Whether whoever writes it may change something."""
    return rules.writing_refusal(candidacy.told_state) is None


def correcting(candidacy: Candidacy) -> Correcting | None:
    """None when nothing is to correct."""
    correction = standing_correction(candidacy)
    if correction is None:
        return None
    keys, codes = writable(candidacy)
    listed = [
        (section, [field for field in fields if field.key in keys])
        for section, fields in correctable(candidacy)
    ]
    ask = correction.ask
    return Correcting(
        ask.text,
        ask.due_on,
        paris_day(ask.at),
        [(section, fields) for section, fields in listed if fields],
        [each for each in wanted(candidacy) if each.code in codes],
    )


def is_changed(candidacy: Candidacy) -> bool:
    """Whether something of it was written since it was sent."""
    file = candidacy.file
    answers = asked_answers(file, readable(file, candidacy.answers)) != sent_answers(candidacy)
    rows = standing_documents(candidacy)
    return answers or any(not is_sent(candidacy, each.document) for each in rows)


def put_back_sent(candidacy: Candidacy) -> None:
    """Have one that was returned say again what was sent: what was written since is dropped. The
    caller saves it."""
    keys = writable(candidacy).keys
    others = {key: value for key, value in candidacy.answers.items() if key not in keys}
    candidacy.answers = others | sent_answers(candidacy)
    candidacy.lock += 1
    for each in standing_documents(candidacy):
        if not is_sent(candidacy, each.document):
            files.withdraw(each.document, by=None)


def end_corrections(candidacy: Candidacy, words: str, *, event: Event, by: User | None) -> None:
    """Expect no correction any more; who asked and who knew of it are told why."""
    withdraw_outdated(waiting_corrections(candidacy), words=words, event=event, by=by)


def waiting_corrections(candidacy: Candidacy) -> list[int]:
    asks = Ask.objects.waiting().filter(kind=CORRECTION_CODE, subject=candidacy.subject)
    return list(asks.values_list("pk", flat=True))


def hold_to_file(key: str, by) -> None:
    """Hold "candidacy:12" while its documents change."""
    candidacy = hold(_candidacy(key), by=by)
    refuse_if(rules.writing_refusal(candidacy.told_state))


def check_filed(document: Document) -> None:
    """What was sent stays as it was; what was added since goes."""
    candidacy = _candidacy(document.subject_id)
    if not candidacy.is_draft and is_sent(candidacy, document):
        raise Refused(
            "Cette pièce a été déposée\u00a0: elle reste au dossier. Ajoutez celle qui la remplace."
        )


def _candidacy(key: str) -> Candidacy:
    return Candidacy.objects.get(pk=int(key.partition(":")[2]))
