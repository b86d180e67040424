"""The ledger with 3,000 and with 300,000 actions going through six statuses over four years.

Run on the database named by DATABASE_URL, which must be empty: `python -m bench` gives it one.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from usine.ledger.measures import Measure, declare
from usine.ledger.models import Closing, Entry
from usine.ledger.operations import record, settle_many
from usine.ledger.queries import balance, evidence, number_at
from usine.ledger.timelines import Line, Timeline
from usine.values import clock

TERRITORIES = [f"T2-{n:03d}" for n in range(183)]
AXES = ["transition", "innovation", "competences", "foncier"]
STATUSES = ["unknown", "to_start", "under_review", "in_progress", "done", "abandoned"]
BEGIN, DAYS = date(2023, 11, 9), 1_461
# As many actions as one event brings in.
BATCH = 50_000
ASKED = 60


def timelines(measure: str, numbers: range, draw: random.Random) -> dict[str, Timeline]:
    days = [BEGIN + timedelta(n) for n in range(DAYS)]
    lines = {
        (territory, axis): [[Line(measure, 1, territory, axis, status)] for status in STATUSES]
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


def load(measure: str, actions: int) -> float:
    """Seconds spent in recording and posting; what is posted is drawn before."""
    draw, spent = random.Random(actions), 0.0
    for first in range(0, actions, BATCH):
        batch = timelines(measure, range(first, min(first + BATCH, actions)), draw)
        moment = datetime(2027, 11, 10, tzinfo=UTC) + timedelta(hours=first / BATCH)
        started = time.perf_counter()
        with clock.set_to(moment), transaction.atomic():
            event = record("bench.load", subject=f"{measure}:0", by=None)
            settle_many(batch, event=event)
        spent += time.perf_counter() - started
    return spent


def median_ms(question: Callable[[date], object], draws: Iterator[date]) -> tuple[float, float]:
    """(median, worst) milliseconds of a question asked at many dates, the first one not counted."""
    taken = []
    for day in draws:
        started = time.perf_counter()
        question(day)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[1:]), max(taken[1:])


def side_by_side(*questions: Callable[[date], object]) -> list[list[float]]:
    """Milliseconds of each question, asked in turn about the same dates: noise hits them alike."""
    taken: list[list[float]] = [[] for _ in questions]
    for day in some_days():
        for question, times in zip(questions, taken, strict=True):
            times.append(median_ms(question, iter([day, day, day]))[0])
    return [times[1:] for times in taken]


def some_days(count: int = ASKED) -> Iterator[date]:
    draw = random.Random(7)
    for _ in range(count + 1):
        yield BEGIN + timedelta(draw.randrange(200, DAYS))


def say(what: str, value: str, wanted: str = "") -> None:
    sys.stdout.write(f"  {what:<62}{value:>14}   {wanted}\n")
    sys.stdout.flush()


def run(actions: int = 300_000, small: int = 3_000) -> None:
    sys.stdout.write(f"{connection.vendor}\n")
    few, many = "few", "many"
    for code in (few, many):
        declare(Measure(code, "count", ("place", "axis", "state"), code, {}, lambda *asked: []))
    load(few, small)
    spent = load(many, actions)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    entries = Entry.objects.count()
    say(f"load {actions:,} actions × 6 statuses", f"{spent:.1f} s", "at most 60 s")
    say("  entries, closings", f"{entries:,}, {Closing.objects.count():,}")

    by = ("state", "axis", "place")

    def national(measure: str) -> Callable[[date], object]:
        return lambda day: balance(measure, as_of=day, by=by)

    quick = side_by_side(national(few), national(many))
    for size, taken in zip((small, actions), quick, strict=True):
        say(
            f"balance by status × axis × territory, {size:,} actions",
            f"{statistics.median(taken):.1f} ms",
            f"at most 20 ms (worst seen {max(taken):.1f})",
        )
    ratios = [large / little for little, large in zip(*quick, strict=True)]
    say("  ratio, question by question", f"{statistics.median(ratios):.2f}", "at most 1.2")

    half = timedelta(hours=(actions / BATCH + 1) / 2)
    known = number_at(datetime(2027, 11, 10, tzinfo=UTC) + half)
    older, worst = median_ms(lambda day: balance(many, as_of=day, known=known, by=by), some_days(5))
    say("the same as known earlier", f"{older:.0f} ms", f"at most 1,500 ms (worst {worst:.0f})")

    cell = {"place": TERRITORIES[42], "axis": AXES[1], "state": STATUSES[3]}
    found, worst = median_ms(lambda day: list(evidence(many, as_of=day, where=cell)), some_days())
    say("evidence of one cell", f"{found:.1f} ms", f"at most 5 ms (worst seen {worst:.1f})")
