"""Mails that leave through a real SMTP server, on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.urls import reverse
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from usine.jobs import schedules, worker
from usine.jobs.schedules import enqueue_due
from usine.jobs.worker import Worker
from usine.notices import letters, operations, tasks
from usine.notices.models import Letter, Notice
from usine.notices.queries import wishes_of
from usine.notices.rhythms import Rhythm
from usine.notices.unsubscribing import address
from usine.people import operations as people
from usine.people.models import User
from usine.values import clock

from .factories import URGENT, WAITING, told

pytestmark = pytest.mark.django_db

# Tuesday 27 May 2025 at 7 in Paris.
TUESDAY = datetime(2025, 5, 27, 5, tzinfo=UTC)
DAY = timedelta(days=1)


class Mailbox:
    """What an SMTP server takes: [(address, message)]; `answer` refuses when it is set."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answer = ""

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.answer:
            return self.answer
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(each, message) for each in envelope.rcpt_tos]
        return "250 OK"

    @property
    def readers(self) -> list[str]:
        return [reader for reader, _ in self.taken]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield box
    controller.stop()


@pytest.fixture
def _queue(settings, monkeypatch):
    """Jobs wait for a worker, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for module in (db_worker, worker):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)


@pytest.fixture
def _digests_only(monkeypatch):
    declared = {"notices.digests": schedules.declared()["notices.digests"]}
    monkeypatch.setattr(schedules, "_declared", declared)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock.set_to(moment):
        yield


def digest_at(moment: datetime) -> str | None:
    with at(moment):
        return tasks.digests(moment)


def told_at(moment: datetime, *args, **kwargs) -> Notice:
    with at(moment):
        return told(*args, **kwargs)


def parts(message: EmailMessage) -> tuple[str, str]:
    return (
        message.get_body(("plain",)).get_content(),
        message.get_body(("html",)).get_content(),
    )


def test_a_digest_tells_all_that_waits_in_text_and_html(mailbox, key, manager, reader):
    first = told_at(TUESDAY - DAY, key, reader, by=manager)
    second = told_at(TUESDAY - DAY, key, reader, due_on=TUESDAY.date() + 9 * DAY)
    assert digest_at(TUESDAY) == "1\u00a0personne à prévenir"
    [(to, message)] = mailbox.taken
    assert (to, message["Subject"]) == (reader.email, "Usine à projets\u00a0: 2\u00a0nouvelles")
    for text in parts(message):
        assert "Ada Lovelace a fait quelque chose" in text
        for notice in (first, second):
            assert f"http://testserver/notifications/{notice.pk}/" in text
        assert "attendu pour le 5\u00a0juin 2025" in text
    assert message["Auto-Submitted"] == "auto-generated"
    assert Letter.objects.get().sent_at == TUESDAY


def test_nothing_is_sent_twice_nor_empty(mailbox, key, reader):
    told_at(TUESDAY - DAY, key, reader)
    for _ in range(2):
        digest_at(TUESDAY)
    assert mailbox.readers == [reader.email]
    told_at(TUESDAY + timedelta(hours=1), key, reader)
    # At most one a day: what comes later that day waits for the next.
    tasks.send_digest.call(reader.pk, TUESDAY.isoformat())
    assert mailbox.readers == [reader.email]
    for days in (1, 2):
        digest_at(TUESDAY + days * DAY)
    assert len(mailbox.taken) == 2


def test_what_was_read_meanwhile_is_not_sent(mailbox, key, reader):
    operations.read(told_at(TUESDAY - DAY, key, reader))
    digest_at(TUESDAY)
    assert mailbox.taken == []


def test_who_lost_the_right_or_left_gets_no_mail(mailbox, key, manager, reader):
    told_at(TUESDAY - DAY, key, reader, manager)
    reader.mandates.update(ends_on=(TUESDAY - DAY).date())
    people.deactivate(manager, by=None)
    digest_at(TUESDAY)
    assert (mailbox.taken, Letter.objects.count()) == ([], 0)


def test_a_letter_whose_reader_lost_the_right_meanwhile_is_not_sent(mailbox, key, reader):
    told_at(TUESDAY - DAY, key, reader)
    with at(TUESDAY):
        letter = letters.digest_for(reader.pk, TUESDAY)
    reader.mandates.update(ends_on=(TUESDAY - DAY).date())
    with at(TUESDAY):
        tasks.send_digest.call(reader.pk, TUESDAY.isoformat())
    letter.refresh_from_db()
    assert (mailbox.taken, letter.sent_at) == ([], TUESDAY)


def test_people_of_demonstrations_get_no_mail(mailbox, key, reader):
    User.objects.filter(pk=reader.pk).update(email="grace@demo.example")
    told_at(TUESDAY - DAY, key, reader)
    told_at(TUESDAY - DAY, key, User.objects.get(pk=reader.pk), kind=URGENT)
    digest_at(TUESDAY)
    assert mailbox.taken == []


def test_people_of_demonstrations_get_mail_that_is_kept_here(key, reader, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    User.objects.filter(pk=reader.pk).update(email="grace@demo.example")
    told_at(TUESDAY - DAY, key, User.objects.get(pk=reader.pk), kind=URGENT)
    told_at(TUESDAY - DAY, key, reader)
    digest_at(TUESDAY)
    # Two letters of the same second may be kept in one file.
    kept = "".join(each.read_text() for each in tmp_path.iterdir())
    assert kept.count("To: grace@demo.example") == kept.count("Subject: ") == 2


def test_who_wants_a_digest_a_week_gets_it_on_monday(mailbox, key, reader):
    operations.choose(reader, {"tests.waiting": Rhythm.WEEKLY, "tests.urgent": Rhythm.NEVER})
    told_at(TUESDAY - timedelta(hours=1), key, reader)
    counts = []
    for days in range(8):
        digest_at(TUESDAY + days * DAY)
        counts.append(len(mailbox.taken))
    assert counts == [0, 0, 0, 0, 0, 0, 1, 1]


def test_what_is_urgent_or_due_soon_leaves_at_once(mailbox, key, manager, reader):
    told_at(TUESDAY, key, reader, kind=URGENT, by=manager)
    told_at(TUESDAY, key, reader, due_on=TUESDAY.date() + 3 * DAY)
    told_at(TUESDAY, key, reader, due_on=TUESDAY.date() + 4 * DAY)
    assert [message["Subject"] for _, message in mailbox.taken] == [
        "Ada Lovelace a fait un malheur\u00a0: Lacq",
        "La plateforme a fait quelque chose\u00a0: Lacq",
    ]
    digest_at(TUESDAY + DAY)
    assert [message["Subject"] for _, message in mailbox.taken][2:] == [
        "Usine à projets\u00a0: 1\u00a0nouvelle"
    ]


def test_a_notice_leaves_in_one_letter_only(mailbox, key, reader):
    notice = told_at(TUESDAY - DAY, key, reader)
    digest_at(TUESDAY)
    tasks.send_at_once.call(notice.pk)
    urgent = told_at(TUESDAY, key, reader, kind=URGENT)
    tasks.send_at_once.call(urgent.pk)
    digest_at(TUESDAY + DAY)
    assert len(mailbox.taken) == 2


def test_who_wants_no_mail_of_a_kind_gets_none(mailbox, key, reader):
    operations.choose(reader, {"tests.waiting": Rhythm.NEVER, "tests.urgent": Rhythm.NEVER})
    notice = told_at(TUESDAY - DAY, key, reader, due_on=TUESDAY.date())
    tasks.send_at_once.call(notice.pk)
    told_at(TUESDAY - DAY, key, reader, kind=URGENT)
    digest_at(TUESDAY)
    assert mailbox.taken == []


@pytest.mark.usefixtures("_queue")
def test_a_mail_that_fails_is_tried_again_as_the_same_message(mailbox, key, reader):
    told_at(TUESDAY - DAY, key, reader)
    mailbox.answer = "451 Plus tard"
    digest_at(TUESDAY)
    with at(TUESDAY):
        Worker("w").run()
    letter = Letter.objects.get()
    assert (mailbox.taken, letter.sent_at) == ([], None)
    mailbox.answer = ""
    DBTaskResult.objects.update(run_after=datetime(2025, 1, 1, tzinfo=UTC))
    with at(TUESDAY):
        Worker("w").run()
    [(_, message)] = mailbox.taken
    letter.refresh_from_db()
    assert letter.sent_at == TUESDAY
    assert message["Message-ID"] == f"<letter-{letter.pk}-20250527050000@testserver>"


@pytest.mark.usefixtures("_queue")
def test_nothing_leaves_of_what_was_taken_back(mailbox, key, reader):
    with transaction.atomic():
        told(key, reader, kind=URGENT)
        transaction.set_rollback(True)
    Worker("w").run()
    assert (mailbox.taken, Notice.objects.count()) == ([], 0)


@pytest.mark.usefixtures("_digests_only")
def test_the_digest_leaves_at_seven_in_paris_and_is_caught_up(mailbox, key, reader):
    with at(TUESDAY - timedelta(hours=2)):
        enqueue_due()  # from then on, at 7
    told_at(TUESDAY - timedelta(hours=1), key, reader)
    with at(TUESDAY - timedelta(seconds=1)):
        enqueue_due()
    assert mailbox.taken == []
    # The workers were stopped all day.
    with at(TUESDAY + timedelta(hours=10)):
        enqueue_due()
        enqueue_due()
    assert mailbox.readers == [reader.email]


def test_one_unsubscribes_in_one_click_for_ever(mailbox, client, key, reader):
    told_at(TUESDAY - DAY, key, reader)
    digest_at(TUESDAY)
    [(_, message)] = mailbox.taken
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = urlsplit(message["List-Unsubscribe"].strip(" <>")).path
    # A scanner opens the link: nothing is done.
    assert "Ne plus recevoir ces courriels" in client.get(link).content.decode()
    assert wishes_of([reader])[reader.pk].of(WAITING) == Rhythm.DAILY
    client.handler.enforce_csrf_checks = True
    done = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "ne recevrez plus" in done.content.decode()) == (200, True)
    wishes = wishes_of([reader])[reader.pk]
    assert [wishes.of(kind) for kind in (WAITING, URGENT)] == [Rhythm.NEVER, Rhythm.AT_ONCE]
    told_at(TUESDAY, key, reader)
    digest_at(TUESDAY + DAY)
    assert len(mailbox.taken) == 1
    client.post(link)
    with at(TUESDAY + 400 * DAY):
        assert client.get(link).status_code == 200


def test_one_unsubscribes_of_what_is_urgent_by_its_own_link(mailbox, client, key, reader):
    told_at(TUESDAY, key, reader, kind=URGENT)
    [(_, message)] = mailbox.taken
    link = urlsplit(message["List-Unsubscribe"].strip(" <>")).path
    assert "Ce qui presse" in client.get(link).content.decode()
    client.post(link)
    wishes = wishes_of([reader])[reader.pk]
    assert [wishes.of(kind) for kind in (WAITING, URGENT)] == [Rhythm.DAILY, Rhythm.NEVER]


def test_a_link_that_we_did_not_sign_stops_nothing(client, reader):
    assert client.post(reverse("notices:unsubscribe", args=["faux"])).status_code == 404
    link = urlsplit(address(reader.pk + 1_000, "")).path
    assert client.post(link).status_code == 200
    assert wishes_of([reader])[reader.pk].chosen == {}
