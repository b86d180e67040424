"""Every write about people: accounts and mandates."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from usine.geography.models import Region
from usine.jobs.queue import enqueue
from usine.ledger.operations import record, settle
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from . import tasks
from .access import manages_nation, may_manage, stands_on
from .models import Mandate, Organisation, User, key_of
from .queries import subject_of, timeline
from .rights import MANAGE
from .roles import Kind, Role
from .rules import place_refusal


@transaction.atomic
def create_user(
    *, email: str, first_name: str, last_name: str, by: User | None, password: str | None = None
) -> User:
    """Open an account; without a password nobody can sign in to it.

    Raises Refused when the address is wrong or already taken.
    """
    _check(by is None or by.grants.anywhere(MANAGE))
    user = User(email=email.strip().lower(), first_name=first_name, last_name=last_name)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    _save(user)
    record(
        "people.create_user",
        subject=f"user:{user.pk}",
        by=by,
        payload={"email": user.email, "first_name": first_name, "last_name": last_name},
    )
    return user


@transaction.atomic
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
    tell: bool = False,
) -> Mandate:
    """Give a first mandate to somebody, whose account is opened unless the address has one.

    Raises Refused when the account is closed, or for the reasons of `grant_mandate`.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = create_user(email=email, first_name=first_name, last_name=last_name, by=by)
    return grant_mandate(
        user,
        role,
        place=place,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        tell=tell,
        by=by,
    )


@transaction.atomic
def deactivate(user: User, *, by: User | None) -> None:
    """Close an account: at once, its mandates no longer give any right.

    Raises Refused on one's own account, and when nobody would be left to manage the nation.
    """
    _check_nation(by)
    if by is not None and by.pk == user.pk:
        raise Refused(
            "Vous ne pouvez pas désactiver votre propre compte\u00a0: demandez-le à une autre "
            "personne de l’équipe nationale."
        )
    managed = user.grants.nation(MANAGE)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("people.deactivate", subject=f"user:{user.pk}", by=by)
    if managed:
        _check_nation_stays_managed(by)


@transaction.atomic
def reactivate(user: User, *, by: User | None) -> None:
    """Open again an account that was closed; the mandates that still run give rights again."""
    _check_nation(by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("people.reactivate", subject=f"user:{user.pk}", by=by)


@transaction.atomic
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
    tell: bool = False,
) -> Mandate:
    """Give a role on a territory, on a region, or on the nation when there is no `place`.

    `within` limits it to a subject, "kind:identifier". A body given by a name that is not known
    yet is added to the list. `tell`: a message tells whoever has the mandate, once it is given.

    Raises Refused when the account is closed, when the role is not held on such a place,
    when dates are reversed or when the same mandate already runs.
    """
    kind, code = key_of(place)
    if refusal := place_refusal(role, kind, within):
        raise Refused(refusal)
    if isinstance(organisation, str):
        organisation = _organisation_named(organisation)
    mandate = Mandate(
        user=user,
        role=role,
        kind=kind,
        code=code,
        within=within,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _check(may_manage(by, mandate))
    if not user.is_active:
        raise Refused(f"Le compte de {user} est désactivé\u00a0: réactivez-le d’abord.")
    if _already_held(mandate):
        raise Refused(f"{user} a déjà ce mandat à ces dates.")
    _save(mandate)
    event = record(
        "people.grant_mandate",
        subject=subject_of(mandate),
        by=by,
        payload={
            "user": user.pk,
            "role": role,
            "kind": kind,
            "code": code,
            "within": within,
            "organisation": organisation and organisation.pk,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    settle(subject_of(mandate), timeline(mandate), event=event)
    if tell:
        enqueue(tasks.welcome, mandate.pk, key=f"people.welcome:{mandate.pk}")
    return mandate


def welcome_again(mandate: Mandate, *, by: User | None) -> None:
    """Have the message of a mandate sent once more. Raises Refused when the account is closed."""
    _check(by is None or User.objects.visible_to(by).filter(pk=mandate.user_id).exists())
    if not mandate.user.is_active:
        raise Refused(f"Le compte de {mandate.user} est désactivé\u00a0: réactivez-le d’abord.")
    enqueue(tasks.welcome, mandate.pk)


@transaction.atomic
def end_mandate(mandate: Mandate, *, on: date, by: User | None) -> Mandate:
    """End a mandate: `on` is its last day, and rights end with it.

    Raises Refused when it had not started by then, when it is the one by which one manages the
    nation, and when nobody would be left to manage it.
    """
    mandate = _held(mandate, by=by)
    before, mandate.ends_on = mandate.ends_on, on
    _save(mandate)
    event = record(
        "people.end_mandate",
        subject=subject_of(mandate),
        by=by,
        payload={"ends_on": [before, on]},
    )
    settle(subject_of(mandate), timeline(mandate), event=event)
    if manages_nation(mandate):
        _check_nation_stays_managed(by)
    return mandate


@transaction.atomic
def cancel_mandate(mandate: Mandate, *, by: User | None) -> None:
    """Take back a mandate given by mistake: it no longer counts at any date.

    Raises Refused once it has run for a day: it is then ended, and what it counted for remains;
    and, on managing the nation, for the reasons of `end_mandate`.
    """
    mandate = _held(mandate, by=by)
    if mandate.starts_on < clock.today():
        raise Refused("Ce mandat a déjà couru\u00a0: mettez-y fin, il restera dans l’historique.")
    mandate.cancelled_at = clock.now()
    mandate.save(update_fields=["cancelled_at"])
    event = record("people.cancel_mandate", subject=subject_of(mandate), by=by)
    settle(subject_of(mandate), timeline(mandate), event=event)
    if manages_nation(mandate):
        _check_nation_stays_managed(by)


def _held(mandate: Mandate, *, by: User | None) -> Mandate:
    """The mandate as it stands, held until the end of the transaction."""
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    _check(may_manage(by, mandate))
    if mandate.cancelled_at is not None:
        raise Refused("Ce mandat a été repris.")
    if stands_on(by, mandate):
        raise Refused(
            "C’est par ce mandat que vous gérez les comptes\u00a0: demandez à une autre personne "
            "de l’équipe nationale d’y mettre fin."
        )
    return mandate


def _organisation_named(name: str) -> Organisation | None:
    name = " ".join(name.split())
    if not name:
        return None
    known = Organisation.objects.filter(name__iexact=name).first()
    return known or Organisation.objects.create(name=name)


def _already_held(mandate: Mandate) -> bool:
    same = Mandate.objects.filter(
        user=mandate.user,
        role=mandate.role,
        kind=mandate.kind,
        code=mandate.code,
        within=mandate.within,
    )
    return same.held_between(mandate.starts_on, mandate.ends_on).exists()


def _check(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied("Vous n’avez pas de mandat pour gérer ces personnes.")


def _check_nation(by: User | None) -> None:
    _check(by is None or by.grants.nation(MANAGE))


def _check_nation_stays_managed(by: User | None) -> None:
    """Somebody who can sign in manages the nation today, for as long as nobody ends it.

    Asked once the event is recorded: the ledger's writers come one by one, so two people who
    remove each other are seen in turn. The system itself is free: it may always invite again.
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


def _save(instance: User | Mandate) -> None:
    try:
        instance.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    instance.save()
