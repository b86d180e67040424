"""Who people are in the programme, and what each role may do.

A role is held through a mandate (`Mandate`), on a scope and between two dates.
"""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    NATIONAL_TEAM = "national_team", "équipe nationale"
    REGIONAL_COORDINATOR = "regional_coordinator", "coordinateur régional"
    PROJECT_MANAGER = "project_manager", "chef de projet"
    ELECTED_OFFICIAL = "elected_official", "élu du binôme"
    INDUSTRIALIST = "industrialist", "industriel du binôme"
    READER = "reader", "lecteur"


class Scope(models.TextChoices):
    NATION = "nation", "national"
    REGION = "region", "régional"
    TERRITORY = "territory", "territorial"


# On which scopes a role may be held.
SCOPES: dict[Role, frozenset[Scope]] = {
    Role.NATIONAL_TEAM: frozenset({Scope.NATION}),
    Role.REGIONAL_COORDINATOR: frozenset({Scope.REGION}),
    Role.PROJECT_MANAGER: frozenset({Scope.TERRITORY}),
    Role.ELECTED_OFFICIAL: frozenset({Scope.TERRITORY}),
    Role.INDUSTRIALIST: frozenset({Scope.TERRITORY}),
    Role.READER: frozenset(Scope),
}

# Held by one person at a time in a place, as a rule: a second one is asked about.
SEATS = frozenset(
    {
        Role.REGIONAL_COORDINATOR,
        Role.PROJECT_MANAGER,
        Role.ELECTED_OFFICIAL,
        Role.INDUSTRIALIST,
    }
)


class Right(StrEnum):
    """What a mandate may allow within its scope."""

    READ_PRIVATE = "read_private"  # budgets, notes, history, restricted actions
    EDIT_PLAN = "edit_plan"  # create, change, import, withdraw
    # Accounts, and the mandates on its territories; those on a region or on the nation are
    # granted and ended by who holds this right over the nation.
    MANAGE_PEOPLE = "manage_people"


EVERY_ROLE = frozenset(Role)
GRANTS: dict[Right, frozenset[Role]] = {
    Right.READ_PRIVATE: EVERY_ROLE,
    Right.EDIT_PLAN: frozenset(
        {Role.PROJECT_MANAGER, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}
    ),
    Right.MANAGE_PEOPLE: frozenset({Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}),
}
