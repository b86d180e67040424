"""Workers that meet write one letter of one notice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from usine.notices import letters, operations
from usine.notices.models import Letter, Notice, Subscription
from usine.notices.rhythms import Rhythm
from usine.values import clock

from .factories import told

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*works: Callable[[], object]) -> None:
    """Do all of these at the same moment, each on a connection of its own."""
    start = Barrier(len(works))

    def do(work: Callable[[], object]) -> None:
        try:
            start.wait(timeout=60)
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(do, works))


def test_choices_that_meet_are_kept_one_after_the_other(reader):
    rhythms = {"tests.waiting": Rhythm.NEVER, "tests.urgent": Rhythm.NEVER}
    choose, unsubscribe = partial(operations.choose, reader, rhythms), operations.unsubscribe
    at_once(choose, choose, *(partial(unsubscribe, reader, kind) for kind in ("", "tests.urgent")))
    rows = Subscription.objects.filter(person=reader)
    assert set(rows.values_list("kind", "rhythm")) >= {("", "never"), ("tests.urgent", "never")}


def test_a_notice_is_in_one_letter_whoever_writes_it(key, reader):
    notice = told(key, reader, due_on=clock.today())
    Notice.objects.update(letter=None)
    Letter.objects.all().delete()
    due_at = clock.now() + timedelta(days=1)
    digest = partial(letters.digest_for, reader.pk, due_at)
    alone = partial(letters.letter_for, notice.pk)
    at_once(digest, alone, digest, alone)
    [letter] = Letter.objects.all()
    assert list(letter.notices.all()) == [notice]
