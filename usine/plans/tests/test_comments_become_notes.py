"""The comments that plans had become notes, signed by whoever had written them."""

from importlib import import_module

import pytest
from django.apps import apps

from usine.exchanges.models import Note
from usine.plans import operations
from usine.subjects.models import Subject

from .factories import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_each_comment_is_a_note_signed_and_dated(territory, manager):
    migration = import_module("usine.plans.migrations.0003_notes")
    first = make_action(territory, comment="Étude lancée")
    operations.change(first, values={"comment": "Étude rendue"}, version=1, by=manager)
    second = make_action(territory, comment="Chantier ouvert")
    third = make_action(territory)
    type(third).objects.filter(pk=third.pk).update(comment="Venu d’ailleurs")
    Note.objects.all().delete()
    Subject.objects.filter(pk=second.subject).delete()
    migration.keep(apps, None)
    notes = Note.objects.order_by("subject")
    assert [(note.subject_id, note.text, note.by) for note in notes] == [
        (first.subject, "Étude rendue", manager),
        (second.subject, "Chantier ouvert", None),
        (third.subject, "Venu d’ailleurs", None),
    ]
    assert [note.event and note.event.verb for note in notes] == [
        "plans.change",
        "plans.create",
        None,
    ]
