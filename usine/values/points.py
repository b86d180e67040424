"""Points as people write them: decimal degrees, latitude first, "50.75, 2.25"."""

import re

from .errors import Refused

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""

# Two numbers with decimals, in whichever way: "48.85, 2.35", "48,85 ; 2,35", "48.85 2.35".
_TYPED = re.compile(r"\s*([-−]?\d{1,2}[.,]\d+)\s*[,;\s]\s*([-−]?\d{1,3}[.,]\d+)\s*")


def read_point(text: str | None) -> Point | None:
    """The point that somebody typed; None when they typed nothing. Raises Refused when it is no
    point."""
    if not (text or "").strip():
        return None
    typed = _TYPED.fullmatch(text or "")
    if typed is None:
        raise Refused(
            "Écrivez le point en degrés avec des décimales, la latitude d’abord\u00a0: 48.85, 2.35."
        )
    latitude, longitude = (
        float(each.replace(",", ".").replace("−", "-")) for each in typed.groups()
    )
    return longitude, latitude


def format_point(longitude: float | None, latitude: float | None) -> str:
    """A point as people write it; payloads hold no floats."""
    return "" if longitude is None else f"{latitude:.6f}, {longitude:.6f}"


def short_point(longitude: float | None, latitude: float | None) -> str:
    """`format_point` without the zeros that say nothing; each number keeps a decimal."""
    written = format_point(longitude, latitude)
    return re.sub(r"(\.\d+?)0+(?=,|$)", r"\1", written)
