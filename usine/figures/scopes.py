"""What a bilan bears on: the nation, a region or a territory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify

from usine.geography.models import Region
from usine.subjects import audiences
from usine.territories.models import Territory
from usine.territories.places import outside
from usine.values.errors import Refused


@dataclass(frozen=True)
class Scope:
    """`places` are the codes under which the ledger counts for the scope; None for all codes."""

    kind: str  # "nation", "region" or "territory"
    name: str
    slug: str = ""
    places: frozenset[str] | None = None
    region: Scope | None = None  # that of a territory
    territories: tuple[Scope, ...] = field(default=(), compare=False)  # those of a region
    period: str = ""  # that of a territory
    # Who may read what is private there (`Measure.is_private`).
    audience: frozenset[str] = frozenset({audiences.NATION})

    @property
    def where(self) -> dict[str, frozenset[str]]:
        return {} if self.places is None else {"place": self.places}

    @property
    def address(self) -> str:
        """The page of its bilan."""
        return self.page()

    def page(self, name: str = "", **kwargs: str) -> str:
        """The address of its bilan, or of a page beside it: "export" (with the kind of `file`),
        "evidence", "evidence_export"."""
        slug = {"slug": self.slug} if self.slug else {}
        return reverse(f"figures:{self.kind}{'_' * bool(name)}{name}", kwargs=kwargs | slug)


NATION = Scope("nation", "France entière")


def of_region(region: Region, territories: Iterable[Territory] | None = None) -> Scope:
    """The scope of a region: itself, and the territories that it leads, of every period.

    `territories` spares the query when they are known.
    """
    if territories is None:
        territories = summaries().filter(lead_region=region)
    parts = tuple(of_territory(territory) for territory in territories)
    places = {outside(region.code)}.union(*(part.places or () for part in parts))
    return Scope(
        "region",
        region.name,
        region.slug,
        frozenset(places),
        territories=parts,
        audience=frozenset({audiences.NATION, audiences.region(region.code)}),
    )


def of_territory(territory: Territory) -> Scope:
    lead = territory.lead_region
    return Scope(
        "territory",
        territory.name,
        territory.slug,
        frozenset({territory.place}),
        Scope("region", lead.name, lead.slug),
        period=territory.period_id,
        audience=frozenset(
            {
                audiences.NATION,
                audiences.region(lead.code),
                audiences.territory(territory.place),
            }
        ),
    )


def regions() -> list[Scope]:
    """The regions that lead a territory of some period; one query."""
    led: dict[Region, list[Territory]] = defaultdict(list)
    for territory in summaries():
        led[territory.lead_region].append(territory)
    return [of_region(region, territories) for region, territories in led.items()]


def summaries() -> QuerySet[Territory]:
    """Territories of every period with their région."""
    return Territory.objects.select_related("lead_region")


def find_region(text: str) -> Region:
    """The region of this code, address or name; Refused when there is none."""
    regions = {region.code: region for region in Region.objects.all()}
    by_slug = {region.slug: region for region in regions.values()}
    region = regions.get(text) or by_slug.get(slugify(text))
    if region is None:
        raise Refused(
            f"Aucune région n’a le code ou l’adresse «\u00a0{text}\u00a0». Régions connues\u00a0: "
            f"{', '.join(f'{each.code} {each.slug}' for each in regions.values()) or 'aucune'}."
        )
    return region


def find_territory(slug: str) -> Territory:
    """The territory at this address; Refused when there is none."""
    territory = summaries().filter(slug=slug).first()
    if territory is None:
        raise Refused(
            f"Aucun territoire n’a l’adresse «\u00a0{slug}\u00a0»\u00a0: c’est son nom en "
            "minuscules, sans accents, avec des tirets (pays-de-saint-omer)."
        )
    return territory
