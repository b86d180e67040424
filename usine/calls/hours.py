"""Moments typed in Paris time: an hour that never was is refused, one that is twice is asked. And
moments as clocks show them in the place of a reader."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from usine.geography.clocks import OVERSEAS
from usine.values.dates import PARIS
from usine.values.errors import Refused
from usine.values.formats import format_day

SUMMER, WINTER = "été", "hiver"
EXAMPLE = "31/12/2025 23:59:59"
_MOMENT = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})\s+(?:à\s+)?(\d{1,2})\s?[:h]\s?(\d{2})(?:[:]\s?(\d{2}))?"
    r"(?:\s+(été|hiver))?",
    re.IGNORECASE,
)


def instants(local: datetime) -> list[datetime]:
    """When clocks in Paris show this: once; never in the hour that spring skips; twice in the hour
    that autumn repeats, summer time first."""
    both = {local.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(each for each in both if each.astimezone(PARIS).replace(tzinfo=None) == local)


def moment_of(text: str) -> datetime:
    """The instant, in UTC, that a text says in Paris time: "31/12/2025 23:59:59".

    Raises Refused when it is none, never was, or was twice and the text does not say which.
    """
    read = _MOMENT.fullmatch(text.strip())
    if read is None:
        raise Refused(f"Écrivez un jour et une heure, comme {EXAMPLE}.")
    day, month, year, hour, minute, second = (int(part or 0) for part in read.groups()[:6])
    try:
        local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - in Paris
    except ValueError:
        raise Refused(f"Ce jour ou cette heure n’existe pas. Écrivez comme {EXAMPLE}.") from None
    return _the_one(instants(local), (read[7] or "").lower())


def _the_one(moments: list[datetime], season: str) -> datetime:
    match moments:
        case []:
            raise Refused(
                "Cette heure n’existe pas ce jour-là\u00a0: on passe à l’heure d’été. "
                "Choisissez-en une autre."
            )
        case [only]:
            return only
        case [first, second] if season:
            return first if season == SUMMER else second
    raise Refused(
        "Cette heure existe deux fois ce jour-là\u00a0: on passe à l’heure d’hiver. "
        f"Laquelle\u00a0? Ajoutez «\u00a0{SUMMER}\u00a0» (la première) ou «\u00a0{WINTER}\u00a0» "
        "(la seconde)."
    )


def as_typed(moment: datetime) -> str:
    """The text that `moment_of` reads back as this instant."""
    local = moment.astimezone(PARIS)
    text = local.strftime("%d/%m/%Y %H:%M:%S")
    if len(instants(local.replace(tzinfo=None, fold=0))) == 1:
        return text
    return f"{text} {SUMMER if local.dst() == timedelta(hours=1) else WINTER}"


def told(moment: datetime, region: str = "") -> str:
    """A moment to the second, in Paris, and as clocks show it in a région that has others."""
    paris = f"{_at(moment, PARIS)} (heure de Paris)"
    if region not in OVERSEAS:
        return paris
    local = OVERSEAS[region]
    return f"{paris}, soit le {_at(moment, local.zone)} {local.there}"


def _at(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{format_day(local.date())} à {local:%H:%M:%S}"
