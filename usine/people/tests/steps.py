"""What tests of accounts and mandates do, and read, again and again."""

from datetime import date

from django.contrib.messages import get_messages
from django.urls import reverse

from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.people import operations
from usine.people.roles import Role

TODAY, YESTERDAY = date(2025, 5, 27), date(2025, 5, 26)
INVITE = reverse("people:invite")


def notices(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def typed(**fields) -> dict:
    return {
        "email": "ada@exemple.fr",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "role": "project_manager",
        "starts_on": "2025-05-27",
        **fields,
    }


def running(day: date = TODAY) -> dict:
    """Mandates of the places of these tests, by place and role."""
    return balance("mandates", as_of=day, by=["place", "state"])


def last_event() -> tuple[str, dict | None]:
    event = Event.objects.latest("number")
    return event.verb, event.payload


def invitation(by, **fields):
    return operations.invite(
        **{
            "email": "ada@exemple.fr",
            "first_name": "Ada",
            "last_name": "Lovelace",
            "role": Role.PROJECT_MANAGER,
            "starts_on": TODAY,
            "reason": "Nommée plus tôt.",
            "by": by,
            **fields,
        }
    )
