"""Actions like one another over 30,000: titles of the demonstration, of 500 communes.

What is timed is a search and its list, for the titles and the words that people write. Run on the
database named by DATABASE_URL, which must be empty.
"""

import random
import statistics
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from usine.plans.demonstration.themes import INDUSTRIES, THEMES
from usine.plans.similar import thesaurus
from usine.subjects import operations
from usine.subjects.likeness import closest
from usine.subjects.models import Subject
from usine.subjects.sources import Listing

from .ledger import say

ACTIONS = 30_000
LABELLED = Path(__file__).parents[1] / "usine" / "plans" / "tests" / "similar.toml"


def run() -> None:
    began = time.perf_counter()
    operations.put(listings())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say(f"{ACTIONS:,} titles written", f"{time.perf_counter() - began:.1f} s")
    labelled = tomllib.loads(LABELLED.read_text())["searches"]
    times = sorted(seconds_of(search["text"]) for search in labelled)
    say("actions close to a text, median of 100", f"{1_000 * statistics.median(times):.0f} ms")
    say("the slowest of them", f"{1_000 * times[-1]:.0f} ms", "under 100 ms")


def seconds_of(text: str) -> float:
    began = time.perf_counter()
    closest(Subject.objects.filter(kind="action"), text, thesaurus(), most=20)
    return time.perf_counter() - began


def listings() -> Iterator[Listing]:
    chance = random.Random(20)
    communes = [f"de Commune-{number:03}" for number in range(500)]
    titles = [theme.title for themes in THEMES.values() for theme in themes]
    for number in range(ACTIONS):
        title = chance.choice(titles).format(c=chance.choice(communes), f=chance.choice(INDUSTRIES))
        yield Listing(f"action:{number}", title, "/", frozenset({"public"}))
