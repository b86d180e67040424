"""How statuses look: the same colour in every chart, bar, legend and badge."""

from usine.pages import charts
from usine.pages.charts import Series

from .codes import STAGES
from .states import Status

# The order in which bars pile them up: done first, unknown last.
STATUS_SERIES: list[Series] = [
    Series(status, status.label, *colours)
    for status, colours in {
        Status.DONE: charts.FINISHED,
        Status.IN_PROGRESS: charts.ACTIVE,
        Status.UNDER_REVIEW: charts.NEARLY,
        Status.TO_START: charts.WAITING,
        Status.ABANDONED: charts.STOPPED,
        Status.UNKNOWN: charts.UNKNOWN,
    }.items()
]

# What is asked is the lightest, what is paid is as sure as what is done.
STAGE_SERIES: list[Series] = [
    Series(stage, label.capitalize(), *colours)
    for (stage, label), colours in zip(
        STAGES, (charts.WAITING, charts.ACTIVE, charts.FINISHED), strict=True
    )
]

# Tones of the design system's badges; grey for the others.
STATUS_TONES: dict[str, str] = {
    Status.DONE: "success",
    Status.IN_PROGRESS: "info",
    Status.UNDER_REVIEW: "new",
}
