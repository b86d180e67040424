"""Moments as addresses, forms and commands give them."""

from datetime import UTC, datetime

from .dates import PARIS, end_of_day


def parse_moment(text: str) -> datetime:
    """A date stands for the end of its day; a time without zone is that of Paris, the later one
    in the hour that comes twice.

    Takes ISO 8601 and 27/05/2025. Raises ValueError on anything else.
    """
    try:
        moment = _parsed(text.strip())
        # Every moment is kept in UTC and read in Paris.
        moment.astimezone(UTC), moment.astimezone(PARIS)
    except OverflowError as error:
        raise ValueError(f"{text!r} is at the edge of the calendar.") from error
    return moment


def _parsed(text: str) -> datetime:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"):
        try:
            return end_of_day(datetime.strptime(text, pattern).date())  # noqa: DTZ007 - a day
        except ValueError:
            continue
    # The + of a zone, when an address does not escape it, comes as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS, fold=1)
