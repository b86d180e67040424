"""What the form of an action suggests while people type: bodies and accounts that plans know."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from usine.people.models import Mandate, Organisation, User
from usine.people.naming import naming
from usine.people.roles import Kind
from usine.territories.models import Territory
from usine.values import clock

from .models import Party

# How many bodies a form suggests.
MOST = 200


@dataclass(frozen=True)
class Suggestions:
    """What may be typed on the plan of a territory; one query each."""

    territory: Territory

    @property
    def bodies(self) -> Iterator[str]:
        """The names of bodies: first those of this plan and of those who hold mandates here."""
        party = Party.objects.filter(action__territory=self.territory, body=OuterRef("pk"))
        acting = self._mandates.filter(organisation=OuterRef("pk"))
        homonyms = Organisation.objects.filter(name_key=OuterRef("name_key"))
        bodies = Organisation.objects.annotate(
            is_here=Q(Exists(party)) | Q(Exists(acting)),
            is_alone=~Exists(homonyms.exclude(pk=OuterRef("pk"))),
        )
        for body in bodies.order_by("-is_here", "name_key", "pk")[:MOST]:
            yield naming(body, is_alone=body.is_alone)

    @property
    def accounts(self) -> list[str]:
        """The names of those who hold a mandate on the territory."""
        holders = User.objects.filter(is_active=True, pk__in=self._mandates.values("user"))
        return sorted({str(each) for each in holders.exclude(first_name="", last_name="")})

    @property
    def _mandates(self):
        mandates = Mandate.objects.held_on(clock.today())
        return mandates.filter(kind=Kind.TERRITORY, code=self.territory.place)
