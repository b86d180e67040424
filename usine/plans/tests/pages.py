"""The table of a plan as tests ask for it and read it."""

from django.urls import reverse


def plan_url(territory, query: str = "") -> str:
    return reverse("plans:territory_plan", args=[territory.slug]) + query


def titles(response) -> list[str]:
    return [row.action.title for row in response.context["rows"]]
