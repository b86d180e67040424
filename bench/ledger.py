"""The ledger with 3,000 and with 300,000 actions going through six statuses over four years, then
with grants in cents on 20,000 accounts and 1,095 days.

Run on the database named by DATABASE_URL, which must be empty: `python -m bench` gives it one.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from django.db import connection, transaction

from usine.ledger.measures import Measure, declare
from usine.ledger.models import Entry
from usine.ledger.operations import record, settle, settle_many
from usine.ledger.queries import balance, balances, evidence, head_number
from usine.ledger.timelines import Posting, Timeline

TERRITORIES = [f"T2-{n:03d}" for n in range(183)]
AXES = ["transition", "innovation", "competences", "foncier"]
STATUSES = ["unknown", "to_start", "under_review", "in_progress", "done", "abandoned"]
BEGIN, DAYS = date(2023, 11, 9), 1_461
# As many actions as one event brings in.
BATCH = 50_000
ASKED = 60
BY = ("state", "axis", "place")

# Then, in smaller imports, nearly as many entries as a volume holds: the most that is read again.
IMPORTS, IMPORTED = 8, 1_000

# Accounts of grants: each place, axis, funder and year, on each of the days.
GRANTS, GRANT_DAYS = 200_000, 1_095
FUNDERS = ["etat", "region", "departement", "epci", "europe"]
YEARS = ["2023", "2024", "2025", "2026", "2027"]
CORRECTED = 40


def timelines(measure: str, numbers: range, draw: random.Random) -> dict[str, Timeline]:
    days = [BEGIN + timedelta(n) for n in range(DAYS)]
    lines = {
        (territory, axis): [[Posting(measure, 1, territory, axis, status)] for status in STATUSES]
        for territory in TERRITORIES
        for axis in AXES
    }
    places = list(lines)
    return {
        f"{measure}:{number}": dict(
            zip(sorted(draw.sample(days, 6)), lines[draw.choice(places)], strict=True)
        )
        for number in numbers
    }


def load(measure: str, numbers: range, batch: int) -> list[float]:
    """Seconds spent in recording and posting each batch; what is posted is drawn before."""
    draw, spent = random.Random(numbers.stop), []
    for first in range(numbers.start, numbers.stop, batch):
        drawn = timelines(measure, range(first, min(first + batch, numbers.stop)), draw)
        spent.append(posted(drawn))
    return spent


def posted(timelines: dict[str, Timeline]) -> float:
    """Seconds during which the head is held: they are posted in an event of their own."""
    started = time.perf_counter()
    with transaction.atomic():
        settle_many(timelines, event=record("bench.load", subject="bench:0", by=None))
    return time.perf_counter() - started


def asked(*questions: Callable[[date], object], count: int = ASKED) -> list[list[float]]:
    """Milliseconds of each question, asked in turn at the same dates, the first one not counted.

    In turn, since what else the machine does then weighs on all of them alike.
    """
    taken: list[list[float]] = [[] for _ in questions]
    for day in some_days(count):
        for question, times in zip(questions, taken, strict=True):
            started = time.perf_counter()
            question(day)
            times.append((time.perf_counter() - started) * 1000)
    return [times[1:] for times in taken]


def some_days(count: int) -> Iterator[date]:
    draw = random.Random(7)
    for _ in range(count + 1):
        yield BEGIN + timedelta(draw.randrange(200, DAYS))


def say(what: str, value: str, wanted: str = "") -> None:
    sys.stdout.write(f"  {what:<62}{value:>14}   {wanted}\n")
    sys.stdout.flush()


def many_days(day: date) -> list[date]:
    """The 37 ends of months of a page, of which this day is in the last."""
    months = [day.year * 12 + day.month - n for n in range(37)]
    return [date(month // 12, month % 12 + 1, 1) - timedelta(1) for month in months]


def ms(values: list[float], wanted: str) -> tuple[str, str]:
    worst, least = max(values), min(values)
    return (
        f"{statistics.median(values):.1f} ms",
        f"{wanted} (from {least:.1f} to {worst:.1f})",
    )


def run(actions: int = 300_000, small: int = 3_000) -> None:
    sys.stdout.write(f"{connection.vendor}\n")
    for code in ("few", "many"):
        declare(Measure(code, "count", ("place", "axis", "state"), code, {}, lambda *asked: []))
    of_grants = ("place", "axis", "funder", "year")
    declare(Measure("grants", "cents", of_grants, "grants", {}, lambda *asked: []))
    load("few", range(small), small)
    loading(actions)
    balancing(small, actions)
    knowing(actions)
    correcting()


def loading(actions: int) -> None:
    spent = sum(load("many", range(actions), BATCH))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    say(f"load {actions:,} actions × 6 statuses", f"{spent:.1f} s", "at most 60 s")
    weigh("many")


def weigh(measure: str) -> None:
    entries = Entry.objects.filter(account__measure=measure).count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), SUM(LENGTH(moves)) FROM ledger_closing WHERE measure = %s", [measure]
        )
        closings, size = cursor.fetchone()
    say("  entries, closings", f"{entries:,}, {closings:,}", f"{size / 1e6:.1f} MB of closings")


def balancing(small: int, actions: int) -> None:
    few, many = (partial(national, measure) for measure in ("few", "many"))
    quick = asked(few, many)
    for size, taken in zip((small, actions), quick, strict=True):
        say(f"balance by status × axis × territory, {size:,} actions", *ms(taken, "at most 5 ms"))
    ratios = [large / little for little, large in zip(*quick, strict=True)]
    say("  ratio, question by question", f"{statistics.median(ratios):.2f}", "at most 2")
    (taken,) = asked(lambda day: page("many", day), count=10)
    say("balances at 37 ends of months", *ms(taken, "at most 50 ms"))
    cell = {"place": TERRITORIES[42], "axis": AXES[1], "state": STATUSES[3]}
    (taken,) = asked(lambda day: list(evidence("many", as_of=day, where=cell)))
    say("evidence of one cell", *ms(taken, "at most 5 ms"))


def national(measure: str, day: date, known: int | None = None) -> object:
    return balance(measure, as_of=day, known=known, by=BY)


def page(measure: str, day: date, known: int | None = None) -> object:
    return balances(measure, as_of=many_days(day), known=known, by=BY)


def knowing(actions: int) -> None:
    """As known when the last volume was nearly full, before the last event."""
    numbers = range(actions, actions + IMPORTS * IMPORTED)
    milliseconds = [seconds * 1000 for seconds in load("many", numbers, IMPORTED)]
    say(f"import {IMPORTED:,} actions: the head is held", *ms(milliseconds, "each"))
    known = head_number()
    posted({})
    (taken,) = asked(lambda day: national("many", day, known), count=10)
    say("balance as known earlier, one day", *ms(taken, "at most 500 ms"))
    (taken,) = asked(lambda day: page("many", day, known), count=5)
    say("balances as known earlier, 37 ends of months", *ms(taken, "at most 1,500 ms"))


def grant(number: int, cents: int) -> Timeline:
    place, rest = divmod(number % 20_000, 100)
    axis, rest = divmod(rest, 25)
    funder, year = FUNDERS[rest // 5], YEARS[rest % 5]
    line = Posting("grants", cents, f"T2-{place:03d}", AXES[axis], funder=funder, year=year)
    return {BEGIN + timedelta(number % GRANT_DAYS): [line]}


def correcting() -> None:
    """Grants of the first days, corrected one by one three years later."""
    draw = random.Random(3)
    amounts = [draw.randrange(100_00, 5_000_000_00) for _ in range(GRANTS)]
    posted({f"grant:{n}": grant(n, cents) for n, cents in enumerate(amounts)})
    milliseconds = []
    for n in range(1, GRANTS, GRANTS // CORRECTED // GRANT_DAYS * GRANT_DAYS):
        started = time.perf_counter()
        with transaction.atomic():
            event = record("bench.correct", subject=f"grant:{n}", by=None)
            settle(f"grant:{n}", grant(n, amounts[n] + 1), event=event)
        milliseconds.append((time.perf_counter() - started) * 1000)
    weigh("grants")
    say("correction 3 years back, 20,000 accounts in cents", *ms(milliseconds[1:], "at most 50 ms"))
    by = ("place", "axis", "funder", "year")
    (taken,) = asked(lambda day: balance("grants", as_of=day, by=by), count=20)
    say("balance of 20,000 accounts in cents", *ms(taken, "at most 50 ms"))
