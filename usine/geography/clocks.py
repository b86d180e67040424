"""What clocks show in the régions of France: the hour of Paris, save overseas."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from usine.values.dates import PARIS


@dataclass(frozen=True)
class LocalTime:
    """A zone, how one says to be there ("à Mayotte"), and how one names its hour ("heure de
    Mayotte")."""

    zone: ZoneInfo
    there: str
    label: str


PARIS_TIME = LocalTime(PARIS, "à Paris", "heure de Paris")

# The régions whose clocks are not those of Paris, by their codes.
OVERSEAS = {
    code: LocalTime(ZoneInfo(zone), there, f"heure {of}")
    for code, zone, there, of in (
        ("01", "America/Guadeloupe", "en Guadeloupe", "de la Guadeloupe"),
        ("02", "America/Martinique", "en Martinique", "de la Martinique"),
        ("03", "America/Cayenne", "en Guyane", "de la Guyane"),
        ("04", "Indian/Reunion", "à La Réunion", "de La Réunion"),
        ("06", "Indian/Mayotte", "à Mayotte", "de Mayotte"),
    )
}


def local_time(region: str) -> LocalTime:
    """That of a région, by its code; of Paris for the nation, ""."""
    return OVERSEAS.get(region, PARIS_TIME)
