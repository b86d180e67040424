"""The roles of people in the programme, and the kinds of places on which each is held.

A role is held through a mandate (`Mandate`), on a place and between two dates. Each room declares
what a role allows in its `rights.py`.
"""

from django.db import models


class Role(models.TextChoices):
    NATIONAL_TEAM = "national_team", "équipe nationale"
    REGIONAL_COORDINATOR = "regional_coordinator", "coordinateur régional"
    PROJECT_MANAGER = "project_manager", "chef de projet"
    DEPUTY = "deputy", "suppléant"
    ELECTED_OFFICIAL = "elected_official", "élu du binôme"
    INDUSTRIALIST = "industrialist", "industriel du binôme"
    READER = "reader", "lecteur"
    INSTRUCTOR = "instructor", "instructeur"
    REVIEWER = "reviewer", "relecteur"
    EXPERT = "expert", "expert"
    APPROVER = "approver", "approbateur"
    EDITOR = "editor", "rédacteur"
    ORGANISER = "organiser", "organisateur"
    PROJECT_HOLDER = "project_holder", "porteur de projet"
    SITE_OWNER = "site_owner", "propriétaire de site"


class Kind(models.TextChoices):
    """The kinds of places on which a mandate bears."""

    NATION = "nation", "national"
    REGION = "region", "régional"
    TERRITORY = "territory", "territorial"


# The kinds of places on which a role may be held.
KINDS: dict[Role, frozenset[Kind]] = {
    Role.NATIONAL_TEAM: frozenset({Kind.NATION}),
    Role.REGIONAL_COORDINATOR: frozenset({Kind.REGION}),
    Role.PROJECT_MANAGER: frozenset({Kind.TERRITORY}),
    Role.DEPUTY: frozenset({Kind.REGION, Kind.TERRITORY}),
    Role.ELECTED_OFFICIAL: frozenset({Kind.TERRITORY}),
    Role.INDUSTRIALIST: frozenset({Kind.TERRITORY}),
    Role.READER: frozenset(Kind),
    Role.INSTRUCTOR: frozenset({Kind.NATION, Kind.REGION}),
    Role.REVIEWER: frozenset({Kind.NATION, Kind.REGION}),
    Role.EXPERT: frozenset({Kind.NATION, Kind.REGION}),
    Role.APPROVER: frozenset({Kind.NATION, Kind.REGION}),
    Role.EDITOR: frozenset({Kind.NATION, Kind.REGION}),
    Role.ORGANISER: frozenset(Kind),
    Role.PROJECT_HOLDER: frozenset({Kind.REGION, Kind.TERRITORY}),
    Role.SITE_OWNER: frozenset({Kind.TERRITORY}),
}

# The kinds of subjects ("call:FV2025") to which a mandate of each role may be limited.
WITHIN: dict[Role, frozenset[str]] = {
    Role.INSTRUCTOR: frozenset({"call"}),
    Role.REVIEWER: frozenset({"call"}),
    Role.EXPERT: frozenset({"call"}),
    Role.APPROVER: frozenset({"call"}),
    Role.PROJECT_HOLDER: frozenset({"body", "call"}),
    Role.SITE_OWNER: frozenset({"body", "site"}),
}

# Roles that one person at a time holds on a place, as a rule: forms ask about a second holder.
# Published figures count the holders of the seat alone: a deputy does not fill it.
SEATS = frozenset(
    {
        Role.REGIONAL_COORDINATOR,
        Role.PROJECT_MANAGER,
        Role.ELECTED_OFFICIAL,
        Role.INDUSTRIALIST,
    }
)

# The seat for which a deputy stands in, by the kind of its place.
DEPUTISED = {Kind.TERRITORY: Role.PROJECT_MANAGER, Kind.REGION: Role.REGIONAL_COORDINATOR}

# Roles that follow the programme on their place, and read what is private there.
AGENTS = frozenset(
    {
        Role.NATIONAL_TEAM,
        Role.REGIONAL_COORDINATOR,
        Role.PROJECT_MANAGER,
        Role.DEPUTY,
        Role.ELECTED_OFFICIAL,
        Role.INDUSTRIALIST,
        Role.READER,
    }
)

# Roles that do the work of their place: they prepare what is sent from there.
TEAMS = frozenset({Role.NATIONAL_TEAM, Role.PROJECT_MANAGER, Role.DEPUTY})

# Roles that study what is sent from their place, or approve what is decided of it.
INSTRUCTORS = frozenset({Role.INSTRUCTOR, Role.APPROVER})

# Roles that no right uses yet, and the future feature of each: pages do not offer them.
AWAITED: dict[Role, str] = {
    Role.REVIEWER: "calls: gives marks and an opinion on a candidacy",
    Role.EXPERT: "asks: gives the opinion that is asked of them",
    Role.EDITOR: "editions: drafts what is published",
    Role.ORGANISER: "network: opens sessions and offers",
    Role.PROJECT_HOLDER: "calls: submits a candidacy",
    Role.SITE_OWNER: "sites: keeps the page of a site current",
}
