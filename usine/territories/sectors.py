"""All writes of the list of sectors of industry (filières), which the national team keeps."""

from collections import Counter
from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from usine.ledger.models import Payload
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.errors import Refused
from usine.values.text import fold

from . import calendar
from .models import Sector
from .rights import SETTLE

# The sectors that have a strategic committee (comité stratégique de filière) under the Conseil
# national de l’industrie: the first list, that the national team keeps from then on.
FIRST = (
    ("aeronautique", "Aéronautique"),
    ("agroalimentaire", "Agroalimentaire"),
    ("automobile", "Automobile"),
    ("bois", "Bois"),
    ("chimie", "Chimie et matériaux"),
    ("construction", "Construction"),
    ("dechets", "Transformation et valorisation des déchets"),
    ("eau", "Eau"),
    ("electronique", "Électronique"),
    ("ferroviaire", "Ferroviaire"),
    ("mer", "Industries de la mer"),
    ("metallurgie", "Mines et métallurgie"),
    ("mode", "Mode et luxe"),
    ("energie", "Nouveaux systèmes énergétiques"),
    ("nucleaire", "Nucléaire"),
    ("numerique", "Infrastructures numériques"),
    ("sante", "Industries et technologies de santé"),
    ("securite", "Industries de sécurité"),
    ("solutions", "Solutions pour l’industrie du futur"),
)
LONGEST = 24

# How many subjects of an upper room bear each sector that some bear, by its code.
Uses = Callable[[], Counter[str]]

_uses: list[Uses] = []


def register(uses: Uses) -> None:
    """Declare how many subjects of a room bear each sector; the room calls this when it is
    ready."""
    _uses.append(uses)


def borne() -> Counter[str]:
    """How many subjects bear each sector, by its code: none that is not there."""
    return sum((uses() for uses in _uses), Counter())


@operation
def add_sector(*, label: str, by) -> Sector:
    """Add a sector, whose code follows from its label. Raises Refused when the label is taken."""
    _hold(by)
    label = _named(label)
    sector = Sector(code=_free_code(label), label=label)
    sector.save(force_insert=True)
    calendar.forget()
    record("territories.add_sector", subject=subject(sector), by=by, payload={"label": label})
    return sector


@operation
def change_sector(sector: Sector, *, label: str, by) -> Sector:
    """Change the label of a sector, whose code stays."""
    _hold(by)
    sector, label = _still(sector), " ".join(label.split())
    before = sector.label
    if label == before:
        return sector
    sector.label = _named(label, besides=sector)
    sector.save(update_fields=["label"])
    calendar.forget()
    payload = {"label": [before, sector.label]}
    record("territories.change_sector", subject=subject(sector), by=by, payload=payload)
    return sector


@operation
def remove_sector(sector: Sector, *, by) -> Sector:
    """Offer a sector no more: what bears it keeps it, else nothing is left of it.

    Raises Refused when it was retired already.
    """
    _hold(by)
    sector = _still(sector)
    if sector.retired_at:
        raise Refused(f"La filière «\u00a0{sector}\u00a0» est déjà retirée.")
    name, payload = subject(sector), {"label": sector.label}
    if borne()[sector.code]:
        sector.retired_at = clock.now()
        sector.save(update_fields=["retired_at"])
    else:
        sector.delete()
    calendar.forget()
    record("territories.remove_sector", subject=name, by=by, payload=payload)
    return sector


@operation
def restore_sector(sector: Sector, *, by) -> Sector:
    """Offer again a sector that was retired. Nothing is recorded when it is offered already."""
    _hold(by)
    sector = _still(sector)
    if sector.retired_at:
        sector.retired_at = None
        sector.save(update_fields=["retired_at"])
        calendar.forget()
        payload = {"label": sector.label}
        record("territories.restore_sector", subject=subject(sector), by=by, payload=payload)
    return sector


def subject(sector: Sector) -> str:
    """The name of the sector in the ledger."""
    return f"sector:{sector.code}"


def subjects() -> list[str]:
    """The names in the ledger of every sector that somebody wrote, those removed included."""
    written = Payload.objects.filter(subject__startswith="sector:").order_by()
    return list(written.values_list("subject", flat=True).distinct())


def _hold(by) -> None:
    """Lock the list: its writes come one by one.

    Raises PermissionDenied unless `by` (None is the system itself) may settle it.
    """
    if by is not None and not by.grants.nation(SETTLE):
        raise PermissionDenied("La liste des filières est tenue par l’équipe nationale.")
    list(Sector.objects.select_for_update())


def _still(sector: Sector) -> Sector:
    there = Sector.objects.filter(pk=sector.pk).first()
    if there is None:
        raise Refused(f"La filière «\u00a0{sector}\u00a0» a été retirée entre-temps.")
    return there


def _named(label: str, besides: Sector | None = None) -> str:
    """The label, on one line. Raises Refused when it is empty, or when another sector has it."""
    label = " ".join(label.split())
    if not fold(label):
        raise Refused("Donnez un intitulé à la filière.")
    others = Sector.objects.exclude(pk=besides.pk) if besides else Sector.objects.all()
    same = next((each for each in others if fold(each.label) == fold(label)), None)
    if same is None:
        return label
    if same.retired_at:
        raise Refused("Une filière retirée porte déjà ce nom\u00a0: reprenez-la depuis la liste.")
    raise Refused("Une autre filière porte déjà ce nom.")


def _free_code(label: str) -> str:
    """A code that no sector has, made of the words of the label."""
    stem = fold(label).replace(" ", "_")[: LONGEST - 4].strip("_")
    taken = set(Sector.objects.values_list("code", flat=True))
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code
