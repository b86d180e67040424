"""Who is told of what, in the application."""

from datetime import timedelta

import pytest
from django.urls import reverse

from usine.notices import operations, tasks
from usine.notices.models import Letter, Notice, Subscription
from usine.notices.operations import read_all, tell
from usine.notices.queries import notices_of, unread_count, wishes_of
from usine.notices.rhythms import Rhythm
from usine.people import operations as people
from usine.people.backends import Backend
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects.models import Audience
from usine.values import clock

from .factories import URGENT, WAITING, event_about, told

pytestmark = pytest.mark.django_db


def test_people_are_told_of_what_others_do_and_once_of_one_event(key, manager, reader):
    event = event_about(key, by=manager)
    closed = make_user()
    people.deactivate(closed, by=None)
    closed.refresh_from_db()
    for kind in (URGENT, WAITING):
        tell(kind, people=[manager, reader, closed], event=event, by=manager, part="note-1")
    [notice] = Notice.objects.all()
    assert (notice.person, str(notice), notice.path) == (
        reader,
        "Ada Lovelace a fait un malheur",
        f"{notice.subject.path}#note-1",
    )


def test_the_platform_tells_too(key, reader):
    notice = told(key, reader)
    assert (str(notice), notice.path) == (
        "La plateforme a fait quelque chose",
        notice.subject.path,
    )


def test_who_lost_the_right_sees_nothing(key, manager, reader):
    elsewhere = make_territory("Ailleurs", region=make_region("76", "Occitanie"))
    stranger = make_user(Role.PROJECT_MANAGER, territory=elsewhere)
    notice = told(key, reader, stranger)
    assert [[*notices_of(each)] for each in (reader, stranger, manager)] == [[notice], [], []]
    assert [unread_count(each) for each in (reader, stranger)] == [1, 0]
    reader.mandates.update(ends_on=clock.today() - timedelta(days=1))
    ended = User.objects.get(pk=reader.pk)
    assert ([*notices_of(ended)], unread_count(ended)) == ([], 0)


def test_who_may_not_see_the_subject_any_more_sees_nothing(key, reader):
    told(key, reader)
    Audience.objects.filter(subject=key).update(token="nation")
    assert unread_count(reader) == 0


def test_a_kind_that_no_room_declares_is_not_shown(key, reader):
    Notice.objects.filter(pk=told(key, reader).pk).update(kind="tests.former")
    assert [*notices_of(reader)] == []


def test_what_is_undone_is_told_no_more(key, reader):
    first, second = told(key, reader), told(key, reader)
    operations.take_back(first.event, ["territory:0"])
    operations.take_back(second.event, [key])
    assert [*notices_of(reader)] == [first]


def test_the_page_lists_opens_and_reads(client, key, reader, manager):
    first, second = told(key, reader, by=manager), told(key, reader, part="note-2")
    client.force_login(reader)
    page = client.get(reverse("notices:notices"))
    assert [*page.context["notices"]] == [second, first]
    assert "Notifications (2)" in page.content.decode()
    assert page.content.decode().count("Nouveau") == 2
    opened = client.get(reverse("notices:open", args=[second.pk]))
    assert opened.url == f"{second.subject.path}#note-2"
    assert "Notifications (1)" in client.get(reverse("notices:notices")).content.decode()
    at = Notice.objects.get(pk=second.pk).read_at
    client.get(reverse("notices:open", args=[second.pk]))
    assert Notice.objects.get(pk=second.pk).read_at == at


def test_all_is_read_up_to_what_the_page_showed(client, key, reader, manager):
    first, second = told(key, reader, manager), told(key, reader)
    client.force_login(reader)
    address = reverse("notices:read_all")
    page = client.post(address, {"until": first.pk}, follow=True)
    assert (page.context["unread"], [n.read_at is None for n in page.context["notices"]]) == (
        1,
        [True, False],
    )
    assert client.post(address, {"until": "jamais"}, follow=True).context["unread"] == 1
    read_all(reader, until=second.pk)
    assert unread_count(reader) == 0
    assert unread_count(manager) == 1


def test_nothing_to_read_is_said(client, key, reader):
    client.force_login(reader)
    page = client.get(reverse("notices:notices"))
    assert ("Rien de nouveau" in page.content.decode(), page.context["latest"]) == (True, 0)


def test_who_has_nothing_unread_costs_no_query(key, reader, manager, django_assert_num_queries):
    operations.read(told(key, reader))
    told(key, manager)
    with django_assert_num_queries(1):
        loaded = Backend().get_user(reader.pk)
        assert unread_count(loaded) == 0
    loaded = Backend().get_user(manager.pk)
    assert loaded.tokens
    with django_assert_num_queries(1):
        assert unread_count(loaded) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_it_lists(
    client, key, reader, manager, number, django_assert_num_queries
):
    for _ in range(number):
        told(key, reader, by=manager)
    client.force_login(reader)
    with django_assert_num_queries(9):
        client.get(reverse("notices:notices"))


def test_preferences_are_kept(client, key, reader):
    client.force_login(reader)
    address = reverse("notices:preferences")
    form = client.get(address).context["form"]
    assert {name: field.initial for name, field in form.fields.items()} == {
        "tests.waiting": "daily",
        "tests.urgent": "at_once",
    }
    assert [value for value, _ in form.fields["tests.urgent"].choices] == ["at_once", "never"]
    client.post(address, {"tests.waiting": "weekly", "tests.urgent": "never"})
    wishes = wishes_of([reader])[reader.pk]
    assert [wishes.of(kind) for kind in (WAITING, URGENT)] == [Rhythm.WEEKLY, Rhythm.NEVER]
    refused = client.post(address, {"tests.waiting": "weekly", "tests.urgent": "weekly"})
    assert "tests.urgent" in refused.context["form"].errors


def test_who_wants_no_digest_wants_none_of_the_kinds_to_come(reader):
    operations.choose(reader, {"tests.waiting": Rhythm.NEVER, "tests.urgent": Rhythm.AT_ONCE})
    wishes = wishes_of([reader])[reader.pk]
    assert (wishes.chosen[""], wishes.of(URGENT)) == (Rhythm.NEVER, Rhythm.AT_ONCE)
    operations.choose(reader, {"tests.waiting": Rhythm.DAILY, "tests.urgent": Rhythm.NEVER})
    assert "" not in wishes_of([reader])[reader.pk].chosen


def test_who_unsubscribes_of_digests_keeps_what_they_chose_of_the_rest(reader):
    operations.choose(reader, {"tests.waiting": Rhythm.WEEKLY, "tests.urgent": Rhythm.NEVER})
    operations.unsubscribe(reader, "")
    assert wishes_of([reader])[reader.pk].chosen == {
        "": Rhythm.NEVER,
        "tests.urgent": Rhythm.NEVER,
    }


def test_what_is_a_year_old_is_removed(key, reader):
    told(key, reader)
    Letter.objects.create(person=reader)
    for days, left in ((364, 1), (366, 0)):
        with clock.set_to(clock.now() + timedelta(days=days)):
            tasks.remove_old(clock.now())
        assert (Notice.objects.count(), Letter.objects.count()) == (left, left)


def test_a_forgotten_person_was_told_nothing_and_signs_no_more(key, manager, reader):
    told(key, manager, by=reader)
    notice = told(key, reader, by=manager)
    operations.choose(manager, {"tests.waiting": Rhythm.NEVER, "tests.urgent": Rhythm.NEVER})
    Letter.objects.create(person=manager)
    people.end_mandate(manager.mandates.get(), on=clock.today(), by=None)
    with clock.set_to(clock.now() + timedelta(days=1)):
        people.forget(manager, reason="Demande", by=None)
    assert (Letter.objects.count(), Subscription.objects.count()) == (0, 0)
    assert str(Notice.objects.select_related("by").get()) == "Ancien agent a fait quelque chose"
    assert Notice.objects.get() == notice
