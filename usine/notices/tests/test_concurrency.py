"""Workers that meet write one letter of one notice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from usine.notices import letters
from usine.notices.models import Letter, Notice
from usine.values import clock

from .factories import told

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_notice_is_in_one_letter_whoever_writes_it(key, reader):
    notice = told(key, reader, due_on=clock.today())
    Notice.objects.update(letter=None)
    Letter.objects.all().delete()
    due_at = clock.now() + timedelta(days=1)
    start = Barrier(4)

    def write(rank: int) -> None:
        try:
            start.wait(timeout=60)
            if rank % 2:
                letters.digest_for(reader.pk, due_at)
            else:
                letters.letter_for(notice.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    [letter] = Letter.objects.all()
    assert list(letter.notices.all()) == [notice]
