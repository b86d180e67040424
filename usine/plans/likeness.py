"""Titles that are close to one another: a slip, or another wording of the same action."""

from collections.abc import Collection, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from usine.values.text import fold

from .models import Action

# Titles at least this alike, out of 100, are proposed, three at most for each.
CLOSE = 88
PROPOSALS = 3
# Beyond this many pairs of titles to compare (three seconds), nothing is proposed.
PAIRS_MAX = 10_000_000


def close_titles(titles: Sequence[str], actions: Collection[Action]) -> list[list[tuple[int, int]]]:
    """For each title, the actions that have a close one: (pk, likeness), the closest first.

    Nothing is proposed when there is too much to compare (`PAIRS_MAX`).
    """
    if not titles or not actions or len(titles) * len(actions) > PAIRS_MAX:
        return [[] for _ in titles]
    keys = [action.pk for action in actions]
    known = [_words(action.title) for action in actions]
    proposals = []
    for start in range(0, len(titles), 500):
        likeness = process.cdist(
            [_words(title) for title in titles[start : start + 500]],
            known,
            scorer=fuzz.ratio,
            score_cutoff=CLOSE,
            dtype=np.uint8,
            workers=2,
        )
        for scores in likeness:
            places = np.flatnonzero(scores)
            best = sorted(places, key=lambda place: (-int(scores[place]), place))
            proposals.append([(keys[i], int(scores[i])) for i in best[:PROPOSALS]])
    return proposals


def _words(title: str) -> str:
    """The words of a title in alphabetical order: their order matters little."""
    return " ".join(sorted(fold(title).split()))
