"""The states of actions, as their measure declares them; formulas name some of them."""

from collections.abc import Mapping, Sequence

from usine.ledger.measures import declared
from usine.pages.charts import Series

ACTIONS = "actions"
DONE, IN_PROGRESS = "done", "in_progress"
# The states that the published share adds up.
UNDER_WAY = (DONE, IN_PROGRESS)
# Those of actions that are still to be kept current.
OPEN = ("to_start", "under_review", IN_PROGRESS, "unknown")


def states() -> Mapping[str, str]:
    """{code: label}, in the order of an action's life."""
    return declared()[ACTIONS].labels_of("state")


def series() -> Sequence[Series]:
    """How each state looks, in the order in which bars pile them up."""
    return declared()[ACTIONS].series
