"""The codes of `place` in the ledger: a territory (`Territory.place`), or a region outside any."""

_OUTSIDE = "outside:"


def outside(region: str) -> str:
    """What a région counts for itself, in none of its territories: regions and the nation close."""
    return f"{_OUTSIDE}{region}"


def is_outside(place: str) -> bool:
    return place.startswith(_OUTSIDE)


def region_outside(place: str) -> str:
    """The région that such a place names; empty for another place."""
    return place.removeprefix(_OUTSIDE) if is_outside(place) else ""
