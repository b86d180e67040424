"""People who write one call at the same moment."""

import pytest

from usine.asks.tests.test_races import at_once
from usine.calls.models import Call, CallVersion
from usine.calls.operations import copy_call, draft_version, import_call, publish, save_draft
from usine.ledger.models import Event

from .documents import example, with_value
from .factories import bytes_of, changed, make_call, make_draft

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_file_brought_in_by_many_makes_one_call():
    data = bytes_of(example())
    assert at_once(*[lambda: import_call(data, by=None)] * 4) == ["done"] * 4
    assert (Call.objects.count(), CallVersion.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="calls.import_call").count() == 1


def test_two_files_of_one_call_make_two_versions():
    make_call()
    files = [bytes_of(with_value("texts.after", text)) for text in ("L’un.", "L’autre.")]
    works = [lambda data=data: import_call(data, by=None) for data in files]
    assert at_once(*works) == ["done", "done"]
    assert sorted(CallVersion.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert Call.objects.get().version.number == 3


def test_a_draft_is_published_once():
    draft = make_draft()
    draft = save_draft(draft, changed(draft, after="Bientôt."), digest=draft.digest, by=None)
    works = [lambda: publish(CallVersion.objects.get(pk=draft.pk), by=None)] * 3
    assert at_once(*works) == ["done", "refused", "refused"]
    assert Event.objects.filter(verb="calls.publish").count() == 1


def test_one_draft_is_begun():
    call = make_call()
    assert at_once(*[lambda: draft_version(call, by=None)] * 3) == ["done", "refused", "refused"]
    assert CallVersion.objects.filter(published_at=None).count() == 1


def test_one_copy_takes_a_code():
    call = make_call()
    works = [lambda: copy_call(call, code="portes-2026", title="En 2026", by=None)] * 3
    assert at_once(*works) == ["done", "refused", "refused"]
    assert CallVersion.objects.filter(call="portes-2026").count() == 1
