"""Which columns of this room's tables `verify` holds to what events told, and which are free."""

from typing import Any

from usine.ledger.columns import UNSET, register, told

from .models import Mandate, Membership, Organisation, User

# Whether the account is open, once the event is recorded.
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
    """What decides who may do what: mandates, bodies to which one belongs, accounts closed."""
    register(
        "mandate",
        Mandate,
        proved={
            "user_id": told("user"),
            "role": told("role"),
            "kind": told("kind"),
            "code": told("code"),
            "within": told("within"),
            "starts_on": told("starts_on"),
            "ends_on": told("ends_on"),
            "cancelled_at": told("cancelled_at"),
        },
        free={"organisation_id"},
    )
    register(
        "membership",
        Membership,
        proved={
            "user_id": told("user"),
            "organisation_id": told("organisation"),
            "siret": told("siret"),
            "starts_on": told("starts_on"),
            "ends_on": told("ends_on"),
        },
        free=(),
    )
    register(
        "organisation", Organisation, proved={"siren": told("siren")}, free={"name", "name_key"}
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
