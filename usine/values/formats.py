"""Numbers, money and days as French readers expect them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from .dates import PARIS, end_of_day, month_and_year, paris_day

# Between groups of three digits, and before a unit, where no line breaks. Marianne draws the narrow
# one (U+202F) half as wide: 2 635 000 would read as 2635000.
FIXED = "\u00a0"

_LARGE = [(10**11, "Md€"), (10**8, "M€"), (10**5, "k€")]


def format_count(number: int | None) -> str:
    """12345 gives "12 345"; None gives a dash."""
    return "–" if number is None else f"{number:,}".replace(",", FIXED)


def format_counted(number: int, singular: str, plural: str) -> str:
    """3, "action", "actions" gives "3 actions"; zero is singular in French."""
    return f"{format_count(number)}{FIXED}{plural if number > 1 else singular}"


def format_decimal(number: Decimal, decimals: int) -> str:
    """Rounded half up, with a comma: Decimal("1234.56"), 1 gives "1 234,6"."""
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", FIXED).replace(".", ",")


def format_percent(share: Decimal | int | None) -> str:
    """A share out of 100, with its own decimals: Decimal("56.0") gives "56,0 %"."""
    if share is None:
        return "–"
    return f"{share}".replace(".", ",") + f"{FIXED}%"


def format_cents(cents: int | None) -> str:
    """An amount in cents, exact: 120000000 gives "1 200 000 €", 150 gives "1,50 €"."""
    if cents is None:
        return "–"
    decimals = 2 if cents % 100 else 0
    return format_decimal(Decimal(cents) / 100, decimals) + f"{FIXED}€"


def format_cents_short(cents: int | None) -> str:
    """An amount in cents, to three significant digits: "11,6 M€", "350 k€", "950 €"."""
    if cents is None:
        return "–"
    for scale, unit in _LARGE:
        if abs(cents) >= scale:
            value = Decimal(cents) / scale
            # 999 999 € is 1 M€, not 1 000 k€.
            if round(abs(value)) >= 1_000 and scale != _LARGE[0][0]:
                return format_cents_short(1000 * scale if cents > 0 else -1000 * scale)
            return f"{_three_digits(value)}{FIXED}{unit}"
    return format_decimal(Decimal(cents) / 100, 0) + f"{FIXED}€"


def _three_digits(value: Decimal) -> str:
    """To three significant digits, without zeros after the comma; `value` is 1 or more."""
    decimals = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    text = format_decimal(value, decimals)
    return text.rstrip("0").rstrip(",") if decimals else text


def format_day(day: date | datetime | None) -> str:
    """27 mai 2025, 1er janvier 2024; a moment gives its day in Paris."""
    if day is None:
        return "–"
    if isinstance(day, datetime):
        day = paris_day(day)
    rank = "1er" if day.day == 1 else str(day.day)
    return f"{rank}{FIXED}{month_and_year(day)}"


def format_moment(moment: datetime | None) -> str:
    """22 novembre 2026 à 6 h 27, in Paris; the last moment of a day gives the day alone."""
    if moment is None or moment == end_of_day(paris_day(moment)):
        return format_day(moment)
    in_paris = moment.astimezone(PARIS)
    return f"{format_day(in_paris)} à {format_hour(in_paris)}"


def format_hour(moment: datetime) -> str:
    """6 h 27, in Paris."""
    in_paris = moment.astimezone(PARIS)
    return f"{in_paris.hour}{FIXED}h{FIXED}{in_paris.minute:02}"


def format_ago(days: int) -> str:
    """How long ago a day is, in the unit that tells it best.

    >>> [format_ago(days) for days in (0, 1, 12, 70, 800)]
    ['aujourd’hui', 'hier', 'il y a 12\xa0jours', 'il y a 2\xa0mois', 'il y a 2\xa0ans']
    """
    if days < 2:
        return "hier" if days == 1 else "aujourd’hui"
    if days < 60:
        return f"il y a {format_counted(days, 'jour', 'jours')}"
    if days < 730:
        return f"il y a {format_counted(days // 30, 'mois', 'mois')}"
    return f"il y a {format_counted(days // 365, 'an', 'ans')}"
