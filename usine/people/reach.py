"""What mandates allow on the subjects of any room, by the place where each lies."""

from django.db.models import Q

from usine.territories.models import Territory
from usine.values.rights import Right

from .access import grants_of


def reached(right: Right, user, path: str = "subject") -> Q:
    """The filter on what speaks of the subjects on whose place the user holds the right.

    `path` leads from the filtered model to its subject.
    """
    grants = grants_of(user)
    if grants.nation(right):
        # Matches every row. `Q()` would not: `Q() | other` is just `other`.
        return ~Q(pk__in=[])
    places = Territory.objects.filter(grants.territories_q(right)).values("place")
    return Q(**{f"{path}__place__in": places})


def reaches(right: Right, user, place: str) -> bool:
    """Whether the user holds the right on the place of a subject; empty for the whole nation."""
    grants = grants_of(user)
    if grants.nation(right):
        return True
    territory = Territory.objects.filter(place=place).first()
    return territory is not None and grants.allow(right, territory)
