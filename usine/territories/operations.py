"""All writes of territories: the labels and perimeters of a period, from a list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from usine.geography.naming import address, search_key
from usine.geography.operations import keep_outlines
from usine.ledger.operations import record, settle_many
from usine.subjects import operations as subjects
from usine.territories.locating import Location, locate
from usine.territories.measures import subject_of, timeline
from usine.territories.models import Member, Period, Territory, TerritoryOutline
from usine.territories.perimeters import Perimeter, resolve
from usine.territories.periods import change_period, last_day_of_labels, open_official_periods
from usine.territories.proof import about
from usine.territories.reading import ListedTerritory
from usine.territories.rules import slugs
from usine.territories.successions import name_predecessors
from usine.values import clock
from usine.values.errors import Refused

Progress = Callable[[str], None]


@dataclass
class ListLoad:
    """What the load of a list changed, by official code."""

    period: str
    source: str
    total: int
    created: list[str] = field(default_factory=list)
    renamed: dict[str, list[str]] = field(default_factory=dict)  # [old name, new name]
    members_in: dict[str, list[str]] = field(default_factory=dict)
    members_out: dict[str, list[str]] = field(default_factory=dict)
    outlines: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)  # another région, another end of label…
    ends_on: str = ""  # new last day of the period
    succeeding: list[str] = field(default_factory=list)  # places that have other predecessors
    # Territories that the list leaves out: reported, left as they are.
    absent: list[str] = field(default_factory=list)
    # Where régions come from when the members could not tell: reported, not stored.
    deduced: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, Any]:
        """What the load wrote, empty when it wrote nothing."""
        outside = {"period", "source", "total", "absent", "deduced"}
        return {key: value for key, value in asdict(self).items() if value and key not in outside}


@transaction.atomic
def load_territories(
    *,
    period: str,
    territories: Sequence[ListedTerritory],
    source: str,
    by,
    labelled_on: date | None = None,
    effective_on: date | None = None,
    ends_on: date | None = None,
    is_demonstration: bool = False,
    progress: Progress = lambda step: None,
) -> ListLoad:
    """Make the territories of a period agree with a list; one event records what changed.

    `labelled_on` is the day of the label of new territories (the start of the period by default);
    `effective_on` the day from which members enter or leave an existing perimeter (today by
    default); `ends_on` the last day of the period, when it is better known. Territories that the
    list leaves out are not touched. Loading the same list again writes nothing.

    Raises Refused, and writes nothing, when a territory cannot be located, or when real and
    demonstration territories would mix.
    """
    loaded = ListLoad(period, source, len(territories))
    opened = _opened(period, ends_on, loaded, by)
    _refuse_mixing(opened, is_demonstration)
    known = {each.code: each for each in opened.territories.all()}
    loaded.absent = sorted(known.keys() - {each.code for each in territories})
    label = labelled_on or opened.starts_on
    if max([label, *(each.labelled_on for each in known.values())]) > opened.ends_on:
        raise Refused(
            f"Des territoires seraient labellisés après la fin de la période {period}, le "
            f"{opened.ends_on:%d/%m/%Y}."
        )
    progress("Recherche des membres dans le code officiel géographique")
    perimeters = resolve(territories)
    progress("Contours et régions")
    locations = locate(territories, perimeters, known)
    loaded.deduced = {code: where.deduced for code, where in locations.items() if where.deduced}
    progress("Écriture des territoires")
    new = {"labelled_on": label, "is_demonstration": is_demonstration}
    written = _write_territories(opened, territories, locations, known, new, loaded)
    _write_outlines(written, locations, loaded)
    regions = {code: where.regions for code, where in locations.items()}
    departements = {code: where.departements for code, where in locations.items()}
    _write_places(Territory.regions.through, "region_id", regions, written, loaded)
    _write_places(Territory.departements.through, "departement_id", departements, written, loaded)
    _write_members(written, perimeters, effective_on or clock.today(), loaded)
    succeeding = name_predecessors(opened)
    loaded.succeeding = [each.place for each in succeeding]
    loaded.outlines = sorted(set(loaded.outlines))
    loaded.other = sorted(set(loaded.other))
    if loaded.changes:
        counted = {each.pk: each for each in (*succeeding, *written.values())}
        _account_for(opened, counted.values(), loaded, by)
        subjects.refresh([territory.place for territory in written.values()])
    return loaded


def _opened(code: str, ends_on: date | None, loaded: ListLoad, by) -> Period:
    open_official_periods(by=by)
    periods = {period.code: period for period in Period.objects.all()}
    if code not in periods:
        known = ", ".join(periods)
        raise Refused(f"La période {code} est inconnue\u00a0; périodes connues\u00a0: {known}.")
    period = periods[code]
    if ends_on is None or ends_on == period.ends_on:
        return period
    loaded.ends_on = ends_on.isoformat()
    reason = "Dernier jour mieux connu, au chargement d’une liste de territoires."
    return change_period(period, name=period.name, ends_on=ends_on, reason=reason, by=by)


def _refuse_mixing(period: Period, is_demonstration: bool) -> None:
    if period.territories.filter(is_demonstration=not is_demonstration).exists():
        there, wanted = ("réels", "de démonstration")[:: 1 if is_demonstration else -1]
        raise Refused(
            f"Des territoires {there} sont déjà chargés : les territoires {wanted} demandent une "
            "base neuve (un autre dossier VAR_DIR, une autre DATABASE_URL, ou le dossier var/ "
            "supprimé)."
        )


def _write_territories(
    period: Period,
    listed: Sequence[ListedTerritory],
    locations: Mapping[str, Location],
    known: Mapping[str, Territory],
    new: Mapping[str, Any],
    loaded: ListLoad,
) -> dict[str, Territory]:
    """Create territories (with the values of `new` too) and change others; returns all by code."""
    wanted = _values(period, listed, locations, known)
    written, changed = {}, []
    for code, values in wanted.items():
        territory = known.get(code)
        if territory is None:
            territory = Territory(period=period, code=code, **values, **new)
            loaded.created.append(code)
        elif before := _change(territory, values):
            changed.append(territory)
            _tell(territory, before, loaded)
        written[code] = territory
    Territory.objects.bulk_create([written[code] for code in loaded.created])
    if changed:
        # Two territories may swap their names: this keeps slugs distinct at every step.
        Territory.objects.filter(pk__in=[each.pk for each in changed]).update(
            slug=Concat(Value("-"), Cast("pk", models.CharField()))
        )
        Territory.objects.bulk_update(changed, list(values))
    return written


def _values(
    period: Period,
    listed: Sequence[ListedTerritory],
    locations: Mapping[str, Location],
    known: Mapping[str, Territory],
) -> dict[str, dict[str, Any]]:
    """The values of the fields of each territory, by code."""
    taken = frozenset(known[code].slug for code in known.keys() - locations.keys())
    others = Territory.objects.exclude(period=period).values_list("slug", flat=True)
    slug_of = slugs(
        {each.code: address(each.name) for each in listed},
        taken,
        period=period.code,
        elsewhere=frozenset(others),
    )
    last_day = last_day_of_labels(period)
    return {
        each.code: {
            "name": each.name,
            "slug": slug_of[each.code],
            "search_name": search_key(each.name),
            "lead_region_id": where.lead_region_id,
            "unlabelled_on": last_day,
            "longitude": where.longitude,
            "latitude": where.latitude,
        }
        for each in listed
        for where in [locations[each.code]]
    }


def _change(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the row these values; returns the previous values of the fields that changed."""
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return {name: old for name, old in before.items() if old != values[name]}


def _tell(territory: Territory, before: Mapping[str, Any], loaded: ListLoad) -> None:
    if "name" in before:
        loaded.renamed[territory.code] = [before["name"], territory.name]
    elif "slug" in before:
        loaded.other.append(territory.code)
    if before.keys() & {"longitude", "latitude"}:
        loaded.outlines.append(territory.code)
    if before.keys() & {"lead_region_id", "unlabelled_on"}:
        loaded.other.append(territory.code)


def _write_outlines(
    written: Mapping[str, Territory], locations: Mapping[str, Location], loaded: ListLoad
) -> None:
    code_of = {territory.pk: code for code, territory in written.items()}
    wanted = {pk: locations[code].outline for pk, code in code_of.items()}
    changed = {code_of[pk] for pk in keep_outlines(TerritoryOutline, wanted)}
    loaded.outlines += changed - set(loaded.created)


def _write_places(
    through: type[models.Model],
    column: str,
    places: Mapping[str, frozenset[str]],
    written: Mapping[str, Territory],
    loaded: ListLoad,
) -> None:
    """Write the régions or départements that each territory touches."""
    rows = through._default_manager.filter(territory__in=written.values())
    there = {(pk, place): row for pk, place, row in rows.values_list("territory_id", column, "pk")}
    wanted = {(written[code].pk, place) for code, codes in places.items() for place in codes}
    moved = {pk for pk, _ in wanted ^ there.keys()} - {written[code].pk for code in loaded.created}
    loaded.other += [code for code, territory in written.items() if territory.pk in moved]
    gone = [row for pair, row in there.items() if pair not in wanted]
    through._default_manager.filter(pk__in=gone).delete()
    through._default_manager.bulk_create(
        through(territory_id=pk, **{column: place}) for pk, place in sorted(wanted - there.keys())
    )


def _write_members(
    written: Mapping[str, Territory],
    perimeters: Mapping[str, Perimeter],
    effective_on: date,
    loaded: ListLoad,
) -> None:
    """Write members: new ones enter on the day of the label or on `effective_on`, those that are
    gone left the day before."""
    history: dict[int, list[Member]] = {territory.pk: [] for territory in written.values()}
    for member in Member.objects.filter(territory__in=history):
        history[member.territory_id].append(member)
    created = set(loaded.created)
    entered: list[Member] = []
    changed: list[Member] = []
    never_were: list[Member] = []
    for code, territory in written.items():
        since = territory.labelled_on if code in created else effective_on
        current = {each.code: each for each in history[territory.pk] if each.until is None}
        wanted = perimeters[code].members
        if current.keys() != wanted.keys():
            _refuse_rewriting(territory, history[territory.pk], since)
        for gone in sorted(current.keys() - wanted.keys()):
            member = current[gone]
            member.until = since - timedelta(days=1)
            (changed if member.since < since else never_were).append(member)
            loaded.members_out.setdefault(code, []).append(gone)
        for new in sorted(wanted.keys() - current.keys()):
            entered.append(Member(territory=territory, since=since, **asdict(wanted[new])))
            loaded.members_in.setdefault(code, []).append(new)
        for staying in sorted(current.keys() & wanted.keys()):
            links = asdict(wanted[staying])
            del links["name"]  # a member keeps the name that it had at the label
            if _change(current[staying], links):
                changed.append(current[staying])
                loaded.other.append(code)
    Member.objects.filter(pk__in=[member.pk for member in never_were]).delete()
    Member.objects.bulk_update(changed, ["until", "kind", "grouping", "commune"])
    Member.objects.bulk_create(entered)


def _refuse_rewriting(territory: Territory, history: Sequence[Member], effective_on: date) -> None:
    """Refuse to change a perimeter before its last change: recorded changes stay."""
    for member in history:
        if member.since > effective_on or (member.until and member.until >= effective_on):
            raise Refused(
                f"Le périmètre de {territory.name} a changé depuis le "
                f"{effective_on:%d/%m/%Y} : donnez une date d’effet plus récente."
            )


def _account_for(period: Period, territories: Collection[Territory], loaded: ListLoad, by) -> None:
    """Record one event for the whole load, and settle what each territory now counts for."""
    event = record(
        "territories.load",
        subject=f"period:{period.code}",
        by=by,
        payload={"source": loaded.source, **loaded.changes},
        about=about(territories),
    )
    settle_many({subject_of(each): timeline(each) for each in territories}, event=event)
    period.source, period.loaded_at = loaded.source, clock.now()
    period.save(update_fields=["source", "loaded_at"])
