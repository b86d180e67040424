"""The letters of each person, written one by one: what is told in one is told in no other."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from usine.people.backends import DEMONSTRATION_DOMAIN
from usine.people.models import User
from usine.values import clock
from usine.values.dates import paris_day

from .models import Letter, Notice, NoticeQuerySet
from .queries import Wishes, wishes_of
from .rhythms import Rhythm, is_in_digest

IsDue = Callable[[Notice, Wishes], bool]


def digest_for(person: int, due_at: datetime) -> Letter | None:
    """The digest of a person at a due time; None when there is nothing to tell, or it left."""

    def is_due(notice: Notice, wishes: Wishes) -> bool:
        rhythm = wishes.of_code(notice.kind)
        return is_in_digest(rhythm, told_at=notice.at, due_at=due_at)

    day = paris_day(due_at)
    with transaction.atomic():
        reader = hold(person)
        if letter := Letter.objects.filter(person=reader, digest_on=day).first():
            return None if letter.sent_at else letter
        return _written(reader, Notice.objects.all(), is_due, digest_on=day)


def letter_for(notice: int) -> Letter | None:
    """The mail of a notice that does not wait; None when it left, was read or taken back
    meanwhile."""
    with transaction.atomic():
        person = Notice.objects.values_list("person", flat=True).filter(pk=notice).first()
        if person is None:
            return None
        reader = hold(person)
        if letter := Letter.objects.filter(notices=notice, digest_on=None).first():
            return None if letter.sent_at else letter
        return _written(reader, Notice.objects.filter(pk=notice), _is_wanted, digest_on=None)


def _is_wanted(notice: Notice, wishes: Wishes) -> bool:
    return wishes.of_code(notice.kind) != Rhythm.NEVER


def _written(
    person: User, notices: NoticeQuerySet, is_due: IsDue, *, digest_on: date | None
) -> Letter | None:
    """A letter of what waits and is due, which its reader may see; None when there is nothing."""
    if not is_reached(person):
        return None
    wishes = wishes_of([person])[person.pk]
    due = [each for each in notices.visible_to(person).waiting() if is_due(each, wishes)]
    if not due:
        return None
    letter = Letter.objects.create(person=person, digest_on=digest_on)
    Notice.objects.filter(pk__in=[each.pk for each in due]).update(letter=letter)
    return letter


def is_reached(person: User) -> bool:
    """Whether mail is sent to a person: not once they left, nor to those of demonstrations, unless
    it is kept here."""
    return person.is_active and (is_kept() or not person.email.endswith(DEMONSTRATION_DOMAIN))


def is_kept() -> bool:
    """Whether mail is kept in files of this machine, and reaches nobody."""
    return settings.EMAIL_BACKEND.endswith(".filebased.EmailBackend")


def sent(letter: Letter) -> None:
    """Say that the mail server took a letter."""
    letter.sent_at = clock.now()
    letter.save(update_fields=["sent_at"])


def hold(person: int) -> User:
    """Hold a person until the end of the transaction: their letters are written one by one."""
    return User.objects.select_for_update(no_key=True).get(pk=person)
