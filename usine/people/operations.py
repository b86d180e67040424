"""All writes of accounts and mandates."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date

from django.core.exceptions import PermissionDenied

from usine.geography.models import Region
from usine.jobs.queue import enqueue
from usine.ledger.erasers import without
from usine.ledger.operations import erase, record, settle
from usine.ledger.refusals import operation, save
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from . import bodies, forgetting, tasks
from .access import manages_nation, may_manage, stands_on
from .holding import hold, hold_known
from .measures import subject_of, timeline
from .models import Mandate, Organisation, User, key_of
from .queries import (
    deactivation_refusal,
    erasure_refusal,
    given,
    identity,
    labelled_on,
    over_days_added,
    payload_of,
    unseen_beside,
)
from .rights import MANAGE
from .roles import Kind, Role
from .rules import end_needs, period_refusal, place_refusal, start_needs, start_refusal
from .standing_in import (
    check_beside,
    check_named,
    end_with_seat,
    move_end,
    own_deputyships,
    take_back,
)

NOBODY = ("Ancien", "agent")


@operation
def create_user(
    *, email: str, first_name: str, last_name: str, by: User | None, password: str | None = None
) -> User:
    """Open an account; nobody can sign in to it without a password.

    Raises Refused when the address is wrong or already taken.
    """
    _check(by is None or by.grants.anywhere(MANAGE))
    return _open(email, first_name, last_name, by=by, password=password)


def _open(
    email: str, first_name: str, last_name: str, *, by: User | None, password: str | None = None
) -> User:
    user = User(email=email.strip().lower(), first_name=first_name, last_name=last_name)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    save(user)
    record(
        "people.create_user",
        subject=f"user:{user.pk}",
        by=by,
        payload=identity(user),
    )
    return user


@operation
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    starts_on: date,
    by: User | None,
    place: Territory | Region | None = None,
    organisation: str = "",
    ends_on: date | None = None,
    reason: str = "",
    beside: Collection[int] | None = None,
    tell: bool = False,
) -> Mandate:
    """Give a first mandate to somebody, and open an account unless the address has one.

    Raises Refused when the account is closed, or for the reasons of `grant_mandate`.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        # Whether `by` may give the mandate is asked next: refused, neither is there.
        user = _open(email, first_name, last_name, by=by)
    return grant_mandate(
        user,
        role,
        place=place,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        beside=beside,
        tell=tell,
        by=by,
    )


@operation
def deactivate(user: User, *, by: User | None) -> None:
    """Close an account: its mandates give no right any more, at once.

    Raises Refused on one's own account, on a closed one, and when nobody would be left to manage
    the nation.
    """
    _check_nation(by)
    user = hold(user)
    if refusal := deactivation_refusal(user, by):
        raise Refused(refusal)
    managed = user.grants.nation(MANAGE)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("people.deactivate", subject=f"user:{user.pk}", by=by)
    if managed:
        _check_nation_stays_managed(by)


@operation
def reactivate(user: User, *, by: User | None) -> None:
    """Open a closed account again; the mandates that still run give rights again.

    Raises Refused on an open account, and once the person was forgotten.
    """
    _check_nation(by)
    user = hold_known(user)
    if user.is_active:
        raise Refused("Ce compte est déjà actif.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("people.reactivate", subject=f"user:{user.pk}", by=by)


@operation
def forget(person: User, *, by: User | None, reason: str) -> None:
    """Erase what identifies a person, and the texts that they signed; close the account for ever.

    Names, addresses and signed texts go, from the account, from the tables of every room
    (`forgetting`) and from the payloads of the ledger (`erasers`). What was done stays, signed
    "Ancien agent". `reason` stays for ever: it must name nobody.

    Raises Refused without a reason, on oneself, twice, and while a mandate or a membership runs or
    is to come.
    """
    _check_nation(by)
    if not reason.strip():
        raise Refused("Dites pourquoi, sans nommer personne\u00a0: ce motif reste.")
    person = hold(person)
    if refusal := erasure_refusal(person, by):
        raise Refused(refusal)
    named = list(forgetting.payloads_naming(person))
    forgetting.forget_copies(person)
    person.email, person.first_name, person.last_name = f"{person.pk}@efface.invalid", *NOBODY
    person.is_active, person.forgotten_at = False, clock.now()
    person.invited_at = person.last_login = None
    person.set_unusable_password()
    person.save()
    record("people.forget", subject=f"user:{person.pk}", by=by, payload=given(reason))
    erase(f"user:{person.pk}", by=by, reason=reason.strip(), signed_by=person.pk)
    mandates = map(subject_of, person.mandates.all())
    for subject in (*mandates, *(f"membership:{each.pk}" for each in person.memberships.all())):
        with suppress(Refused):  # when there is nothing to erase
            erase(subject, by=by, reason=reason.strip())
    for subject, events, key in named:
        with suppress(Refused):  # when the person had signed it, and it is erased already
            erase(subject, by=by, reason=reason.strip(), numbers=events, eraser=without(key))


@operation
def grant_mandate(
    user: User,
    role: Role,
    *,
    starts_on: date,
    by: User | None,
    place: Territory | Region | None = None,
    within: str = "",
    organisation: Organisation | str | None = None,
    ends_on: date | None = None,
    reason: str = "",
    beside: Collection[int] | None = None,
    tell: bool = False,
) -> Mandate:
    """Give a role on a territory, on a region, or on the nation when there is no `place`.

    `within` limits the role to a subject, "kind:identifier". `organisation` is a body, its SIREN,
    or its name, which is added to the list when it is new. `beside` lists the mandates of others on
    the same seat that the giver has seen; None when nobody looked. `tell` sends a message to the
    holder.

    Raises Refused when the account is closed, when the role is not held on such a place, when it
    starts before the label or the programme, or in the past without a `reason`, when a deputy is
    given no last day, or a far one, holds the seat or names themselves, when dates are reversed,
    when the same mandate already runs, or when somebody else has just been given the seat.
    """
    kind, code = key_of(place)
    refusal = place_refusal(role, kind, within) or start_refusal(starts_on, labelled_on(place))
    if refusal := refusal or period_refusal(role, ends_on, clock.today()):
        raise Refused(refusal)
    _check_reason(start_needs(starts_on, clock.today()), reason, by=by)
    mandate = Mandate(
        user=hold_known(user),
        role=role,
        kind=kind,
        code=code,
        within=within,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    mandate.place = place
    _check(may_manage(by, mandate))
    if not mandate.user.is_active:
        raise Refused("Le compte de cette personne est désactivé\u00a0: réactivez-le d’abord.")
    _check_not_held(mandate, until=ends_on)
    check_named(mandate, by=by)
    if isinstance(organisation, str):
        organisation = bodies.body_given(organisation, by=by)
    mandate.organisation = organisation
    save(mandate)
    event = record(
        "people.grant_mandate",
        subject=subject_of(mandate),
        by=by,
        payload=payload_of(mandate, reason=reason),
    )
    _check_seats([mandate], beside)
    settle(subject_of(mandate), timeline(mandate), event=event)
    if tell:
        _note_invited(mandate.user)
        enqueue(tasks.welcome, mandate.pk, key=f"people.welcome:{mandate.pk}")
    return mandate


@operation
def welcome_again(mandate: Mandate, *, by: User | None) -> None:
    """Have the message of a mandate sent once more. Raises Refused when the account is closed."""
    _check(by is None or User.objects.visible_to(by).filter(pk=mandate.user_id).exists())
    user = hold_known(mandate.user)
    if not user.is_active:
        raise Refused("Le compte de cette personne est désactivé\u00a0: réactivez-le d’abord.")
    _note_invited(user)
    enqueue(tasks.welcome, mandate.pk)


def _note_invited(user: User) -> None:
    if user.is_invited:
        user.invited_at = clock.now()
        user.save(update_fields=["invited_at"])


@operation
def end_mandate(
    mandate: Mandate,
    *,
    on: date | None,
    by: User | None,
    reason: str = "",
    beside: Collection[int] | None = None,
) -> Mandate:
    """End a mandate: `on` is the last day of its rights; None lets it run on. What the holder of
    a seat holds there as its deputy ends too; the other deputies stay.

    `beside` is that of `grant_mandate`, for the days that the mandate gains.

    Raises Refused when the mandate starts after `on`; without a `reason`, when the past moves or
    the mandate runs longer; when it would run beside an equal mandate; when somebody else has just
    been given the seat; on the mandate by which `by` manages the nation; and when nobody would be
    left to manage the nation.
    """
    mandate = _hold_mandate(mandate, by=by)
    gained = over_days_added(mandate, on)
    before = mandate.ends_on
    if on == before:
        raise Refused("Ce mandat prend déjà fin ce jour-là." if on else "Ce mandat court déjà.")
    if refusal := period_refusal(mandate.role, on, clock.today()):
        raise Refused(refusal)
    _check_reason(end_needs(before, on, clock.today(), counts=True), reason, by=by)
    _check_not_held(mandate, until=on)
    check_beside(gained)
    own = list(own_deputyships(mandate))
    move_end(mandate, on, by=by, reason=reason)
    _check_seats(gained, beside)
    if on is not None:
        end_with_seat(own, on, by=by, reason=reason)
    if manages_nation(mandate):
        _check_nation_stays_managed(by)
    return mandate


@operation
def cancel_mandate(mandate: Mandate, *, by: User | None) -> None:
    """Take back a mandate given by mistake: it no longer counts at any date.

    Raises Refused once the mandate has run for a day, when it can only be ended; on a mandate to
    manage the nation, also for the reasons of `end_mandate`.
    """
    mandate = _hold_mandate(mandate, by=by)
    if mandate.starts_on < clock.today():
        raise Refused("Ce mandat a déjà couru\u00a0: mettez-y fin, il restera dans l’historique.")
    take_back(mandate, by=by)
    if manages_nation(mandate):
        _check_nation_stays_managed(by)


def _hold_mandate(mandate: Mandate, *, by: User | None) -> Mandate:
    """The mandate as it stands, its person held until the end of the transaction.

    Raises Refused once the person was forgotten, or the mandate taken back.
    """
    user = hold_known(mandate.user)
    mandate = user.mandates.get(pk=mandate.pk)
    _check(may_manage(by, mandate))
    if mandate.cancelled_at is not None:
        raise Refused("Ce mandat a été retiré.")
    if stands_on(by, mandate):
        raise Refused(
            "C’est par ce mandat que vous gérez les comptes\u00a0: demandez à une autre personne "
            "de l’équipe nationale d’y mettre fin."
        )
    return mandate


def _check_reason(needed: str, reason: str, *, by: User | None) -> None:
    """Refuse what needs a reason and has none; the system needs none."""
    if by is not None and needed and not reason.strip():
        raise Refused(needed)


def _check_not_held(mandate: Mandate, *, until: date | None) -> None:
    """Refuse a second, equal mandate on one day. The caller holds the person."""
    same = mandate.user.mandates.exclude(pk=mandate.pk).filter(
        role=mandate.role, kind=mandate.kind, code=mandate.code, within=mandate.within
    )
    if same.held_between(mandate.starts_on, until).exists():
        raise Refused("Cette personne a déjà ce mandat à ces dates.")


def _check_seats(mandates: Collection[Mandate], seen: Collection[int] | None) -> None:
    """Refuse when somebody took the seat since the giver looked; follows the event, as below."""
    if unseen_beside(mandates, seen):
        raise Refused(
            "Ce rôle vient d’être donné à quelqu’un d’autre à ces dates\u00a0: envoyez de nouveau "
            "le formulaire, il dira à qui."
        )


def _check(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied("Vous n’avez pas de mandat pour gérer ces personnes.")


def _check_nation(by: User | None) -> None:
    _check(by is None or by.grants.nation(MANAGE))


def _check_nation_stays_managed(by: User | None) -> None:
    """Refuse to leave the nation without a lasting manager who can sign in.

    The check follows the event: the ledger's writers come one by one, so it sees two people who
    remove each other. The system itself is free, since it may always invite again.
    """
    if by is None:
        return
    lasting = Mandate.objects.held_on(clock.today()).filter(
        kind=Kind.NATION,
        within="",
        role__in=MANAGE.roles,
        ends_on__isnull=True,
        user__is_active=True,
    )
    if not any(mandate.user.has_usable_password() for mandate in lasting.select_related("user")):
        raise Refused(
            "Plus personne ne gérerait durablement les comptes. Il faut d’abord, à une autre "
            "personne de l’équipe nationale, un mandat sans dernier jour, un compte actif et un "
            "mot de passe choisi."
        )
