"""Every write about people: accounts and mandates."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from usine.geography.models import Region
from usine.kernel.errors import Refused
from usine.ledger.operations import record, settle
from usine.territories.models import Territory

from .models import Mandate, Organisation, User
from .queries import subject_of, timeline
from .roles import Role, Scope


@transaction.atomic
def create_user(
    *, email: str, first_name: str, last_name: str, by: User | None, password: str | None = None
) -> User:
    """Open an account; without a password nobody can sign in to it.

    Raises Refused when the address is wrong or already taken.
    """
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
def deactivate(user: User, *, by: User | None) -> None:
    """Close an account: its mandates no longer give any right."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("people.deactivate", subject=f"user:{user.pk}", by=by)


@transaction.atomic
def grant_mandate(
    user: User,
    role: Role,
    *,
    starts_on: date,
    by: User | None,
    region: Region | None = None,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    ends_on: date | None = None,
) -> Mandate:
    """Give a role on a territory, on a region, or on the nation when neither is given.

    Raises Refused when the role is not held on such a scope or when dates are reversed.
    """
    scope = Scope.TERRITORY if territory else Scope.REGION if region else Scope.NATION
    mandate = Mandate(
        user=user,
        role=role,
        scope=scope,
        region=region,
        territory=territory,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _save(mandate)
    event = record(
        "people.grant_mandate",
        subject=subject_of(mandate),
        by=by,
        payload={
            "user": user.pk,
            "role": role,
            "region": region and region.pk,
            "territory": territory and territory.pk,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    settle(subject_of(mandate), timeline(mandate), event=event)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, on: date, by: User | None) -> Mandate:
    """End a mandate: `on` is its last day, and rights end with it.

    Raises Refused when it had not started by then.
    """
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    before, mandate.ends_on = mandate.ends_on, on
    _save(mandate)
    event = record(
        "people.end_mandate",
        subject=subject_of(mandate),
        by=by,
        payload={"ends_on": [before, on]},
    )
    settle(subject_of(mandate), timeline(mandate), event=event)
    return mandate


def _save(instance: User | Mandate) -> None:
    try:
        instance.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    instance.save()
