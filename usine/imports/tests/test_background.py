"""Imports that are given up, large, or interrupted: nothing is ever half done."""

from datetime import UTC, datetime

import pytest

from usine.imports import comparison, operations, tasks, writing
from usine.imports.models import ImportFile, ImportRow, PlanImport
from usine.imports.states import State
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.plans.models import Action
from usine.values import clock
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, LARGE, csv, kinds, many, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_abandon_leaves_nothing_but_the_trace(territory):
    preview = send(territory, csv(FRICHE))
    operations.abandon(preview, by=None)
    preview.refresh_from_db()
    assert preview.state == State.ABANDONED
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()
    with pytest.raises(Refused, match="abandonné"):
        operations.apply(preview, by=None)


@pytest.mark.usefixtures("queued")
def test_a_large_file_is_read_and_applied_in_the_background(territory, manager):
    waiting = send(territory, many(501), by=manager)
    assert (waiting.state, waiting.rows.count()) == (State.READING, 0)
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.counts["created"]) == (State.READY, 501)
    tasks.read.func(waiting.pk)
    assert waiting.rows.count() == 501

    submitted = operations.submit(waiting, by=manager)
    assert (submitted.state, Action.objects.count()) == (State.APPLYING, 0)
    tasks.apply.func(waiting.pk, manager.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.applied_by) == (State.APPLIED, manager)
    events = Event.objects.count()
    tasks.apply.func(waiting.pk, manager.pk)
    assert (Event.objects.count(), Action.objects.count()) == (events, 501)


@pytest.mark.usefixtures("queued")
def test_a_heavy_file_is_not_even_read_at_once(territory, monkeypatch):
    monkeypatch.setattr(operations, "BYTES_AT_ONCE", 10)
    waiting = send(territory, b"%PDF-1.7 and much more")
    assert waiting.state == State.READING
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.UNREADABLE
    assert send(territory, csv(FRICHE), at_once=True).state == State.READY


@pytest.mark.usefixtures("a_few_is_many")
def test_those_who_wait_see_how_far_it_has_gone(territory, manager, monkeypatch):
    seen = []

    def watched(function):
        def call(*args, **options):
            seen.append(PlanImport.objects.get().progress)
            return function(*args, **options)

        return call

    monkeypatch.setattr(operations, "take_in", watched(operations.take_in))
    monkeypatch.setattr(comparison, "compare", watched(comparison.compare))
    monkeypatch.setattr(operations, "BYTES_AT_ONCE", 10)
    waiting = send(territory, many(LARGE), by=manager)
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.progress == 0
    operations.submit(waiting, by=manager)
    tasks.apply.func(waiting.pk, manager.pk)
    assert seen == [10, 60, 30]


def test_a_small_file_is_applied_at_once(territory, manager):
    preview = send(territory, csv(FRICHE), by=manager)
    assert operations.submit(preview, by=manager).state == State.APPLIED


@pytest.mark.usefixtures("a_few_is_many")
def test_columns_of_a_large_file_are_read_again_in_the_background(territory):
    preview = send(territory, many(LARGE), at_once=True)
    read_again = operations.understand(preview, meanings={"porteur": ""}, by=None)
    assert read_again.state == State.READING
    tasks.read.func(preview.pk)
    assert "lead" not in preview.rows.first().values


@pytest.mark.usefixtures("a_few_is_many")
def test_a_file_that_can_no_longer_be_read_is_refused_with_its_reason(territory):
    waiting = send(territory, many(LARGE))
    ImportFile.objects.update(content=b"%PDF-1.7")
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.UNREADABLE
    assert "document PDF" in waiting.notice


@pytest.mark.usefixtures("a_few_is_many")
def test_a_second_reader_that_comes_late_writes_nothing(territory, monkeypatch):
    waiting = send(territory, many(LARGE))
    take_in = operations.take_in

    def overtaken(*args, **options):
        intake = take_in(*args, **options)
        PlanImport.objects.update(state=State.ABANDONED)
        return intake

    monkeypatch.setattr(operations, "take_in", overtaken)
    operations.read(waiting)
    assert not ImportRow.objects.exists()


@pytest.mark.usefixtures("a_few_is_many")
def test_a_reading_that_died_is_started_again(territory, manager):
    waiting = send(territory, many(LARGE), by=manager)
    with pytest.raises(Refused, match="attendez la fin"):
        operations.restart(waiting, by=manager)
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        again = operations.restart(waiting, by=manager)
        assert again.state == State.READING
        assert not operations.is_stalled(again)
    tasks.read.func(waiting.pk)
    assert waiting.rows.count() == LARGE


@pytest.mark.usefixtures("a_few_is_many")
def test_an_application_that_died_goes_back_to_the_preview(territory, manager):
    preview = send(territory, many(LARGE), at_once=True)
    submitted = operations.submit(preview, by=manager)
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        back = operations.restart(submitted, by=manager)
    assert (back.state, back.notice) == (
        State.READY,
        "L’application s’est interrompue\u00a0: rien n’a été écrit dans le plan.",
    )
    assert operations.apply(back, by=manager).state == State.APPLIED


def test_an_application_killed_in_the_middle_leaves_nothing_half_done(territory, monkeypatch):
    preview = send(territory, csv(FRICHE, ECOLE))
    events = Event.objects.count()

    def killed(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "settle_many", killed)
    with pytest.raises(KeyboardInterrupt):
        operations.apply(preview, by=None)
    assert (Action.objects.count(), Event.objects.count()) == (0, events)
    preview.refresh_from_db()
    assert (preview.state, kinds(preview)) == (State.READY, ["new", "new"])
    assert verify() == []
