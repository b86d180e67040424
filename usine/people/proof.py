"""The columns of this room's tables that `verify` compares with events, and those that are free."""

from typing import Any

from usine.ledger.columns import UNSET, register, value_of

from .models import Mandate, Membership, Organisation, User

# Whether the account is open after each event.
_IS_ACTIVE = {
    "people.create_user": True,
    "people.enlist": True,
    "people.deactivate": False,
    "people.reactivate": True,
    "people.forget": False,
}


def _is_active(verb: str, content: dict) -> Any:
    return _IS_ACTIVE.get(verb, UNSET)


def register_columns() -> None:
    """Declare the columns that decide who may do what: mandates, memberships, closed accounts."""
    register(
        "mandate",
        Mandate,
        proved={
            "user_id": value_of("user"),
            "role": value_of("role"),
            "kind": value_of("kind"),
            "code": value_of("code"),
            "within": value_of("within"),
            "starts_on": value_of("starts_on"),
            "ends_on": value_of("ends_on"),
            "cancelled_at": value_of("cancelled_at"),
        },
        free={"organisation_id"},
    )
    register(
        "membership",
        Membership,
        proved={
            "user_id": value_of("user"),
            "organisation_id": value_of("organisation"),
            "siret": value_of("siret"),
            "starts_on": value_of("starts_on"),
            "ends_on": value_of("ends_on"),
        },
        free=(),
    )
    register(
        "organisation", Organisation, proved={"siren": value_of("siren")}, free={"name", "name_key"}
    )
    register(
        "user",
        User,
        proved={"is_active": _is_active},
        free={
            "password",
            "last_login",
            "email",
            "first_name",
            "last_name",
            "created_at",
            "invited_at",
            "forgotten_at",
        },
    )
