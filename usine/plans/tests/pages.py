"""The pages of a plan as tests ask for them and read them."""

from django.contrib.messages import get_messages
from django.urls import reverse


def plan_url(territory, query: str = "") -> str:
    return reverse("plans:territory_plan", args=[territory.slug]) + query


def titles(response) -> list[str]:
    return [row.action.title for row in response.context["rows"]]


def last_message(response) -> str:
    return str(list(get_messages(response.wsgi_request))[-1])
