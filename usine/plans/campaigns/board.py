"""The board of a campaign: who answered, who has not, how far each plan is up to date."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from usine.asks.models import Ask
from usine.asks.rows import AskRow, ask_rows
from usine.asks.states import AskState
from usine.geography.models import Region
from usine.people.access import grants_of
from usine.territories.models import Territory
from usine.values.formats import format_day
from usine.values.text import fold

from ..models import Campaign
from ..queries import Plan
from ..rights import CHASE
from ..updating import PARTLY, left_address
from .progress import Confirmed, confirmed_since
from .queries import asked_now

VACANT, LATE = "vacant", "late"
# How an answer stands, in the order of what asks for attention: {code: (one, several)}.
STANDINGS = {
    VACANT: ("poste vacant", "postes vacants"),
    LATE: ("en retard", "en retard"),
    AskState.OPEN: ("non vue", "non vues"),
    AskState.SEEN: ("vue, sans réponse", "vues, sans réponse"),
    AskState.DECLINED: ("déclinée", "déclinées"),
    AskState.LAPSED: ("restée sans réponse", "restées sans réponse"),
    AskState.WITHDRAWN: ("retirée", "retirées"),
    PARTLY: ("répondue en partie", "répondues en partie"),
    AskState.ANSWERED: ("répondue", "répondues"),
}
_ORDER = list(STANDINGS)


@dataclass(frozen=True)
class BoardRow:
    """A territory that a campaign asks: `standing` is a code of `STANDINGS`."""

    territory: Territory
    standing: str
    confirmed: Confirmed
    # Since when a confirmation counts.
    since: date
    asked: AskRow | None = None

    @property
    def left_url(self) -> str:
        """What is left to confirm in the plan."""
        return left_address(self.territory, self.since)

    @property
    def words(self) -> str:
        """How the answer stands, as users read it."""
        return self.asked.standing if self.asked else "poste vacant"

    @property
    def ask_url(self) -> str:
        return reverse("asks:ask", args=[self.asked.ask.pk]) if self.asked else ""

    @property
    def plan_url(self) -> str:
        return Plan(territory=self.territory).address()


@dataclass(frozen=True)
class RegionRow:
    """The territories of a region, added up."""

    region: Region
    territories: int
    standings: Counter[str]
    confirmed: Confirmed

    @property
    def cells(self) -> list[tuple[str, int]]:
        """How many stand so, under each label."""
        return [(label, self.standings[code]) for code, (label, _) in STANDINGS.items()]


COLUMNS: dict[str, Callable[[BoardRow], Any]] = {
    "territoire": lambda row: fold(row.territory.name),
    "region": lambda row: (fold(row.territory.lead_region.name), fold(row.territory.name)),
    "reponse": lambda row: (_ORDER.index(row.standing), fold(row.territory.name)),
    "confirmees": lambda row: (
        row.confirmed.confirmed / row.confirmed.actions if row.confirmed.actions else 1,
        fold(row.territory.name),
    ),
}
DEFAULT = "region"


def board(campaign: Campaign, user, today: date) -> list[BoardRow]:
    """The rows of the territories on which the user may send a campaign, in constant queries."""
    plans = list(
        campaign.plans.filter(grants_of(user).territories_q(CHASE, "territory")).select_related(
            "territory__lead_region", "ask__person", "ask__body", "ask__by", "ask__closed_by"
        )
    )
    asks = asked_now(plans)
    told = {row.ask.pk: row for row in ask_rows(asks.values(), today)}
    confirmed = confirmed_since([each.territory for each in plans], campaign.opens_on)
    rows = []
    for each in plans:
        ask = asks.get(each.pk)
        rows.append(
            BoardRow(
                each.territory,
                _standing(ask, today),
                confirmed.get(each.territory_id, Confirmed()),
                campaign.opens_on,
                told[ask.pk] if ask else None,
            )
        )
    return rows


def _standing(ask: Ask | None, today: date) -> str:
    if ask is None:
        return VACANT
    if ask.outcome == PARTLY:
        return PARTLY
    return LATE if ask.is_waiting and ask.due_on < today else ask.state


def by_region(rows: Iterable[BoardRow]) -> list[RegionRow]:
    """The rows of each region, added up, by their names."""
    together: dict[Region, list[BoardRow]] = {}
    for row in sorted(rows, key=COLUMNS["region"]):
        together.setdefault(row.territory.lead_region, []).append(row)
    return [
        RegionRow(
            region,
            len(each),
            Counter(row.standing for row in each),
            sum((row.confirmed for row in each), Confirmed()),
        )
        for region, each in together.items()
    ]


HEADER = (
    *("Région", "Territoire", "Réponse", "Close le", "Par", "Dernier rappel"),
    *("Actions ouvertes", "Confirmées"),
)


def lines(rows: Sequence[BoardRow]) -> list[list[Any]]:
    """The lines of the file of a board."""
    return [
        [
            row.territory.lead_region.name,
            row.territory.name,
            STANDINGS[row.standing][0],
            *_told(row.asked.ask if row.asked else None),
            *row.confirmed,
        ]
        for row in rows
    ]


def _told(ask: Ask | None) -> list[str]:
    if ask is None:
        return ["", "", ""]
    closed, reminded = ask.closed_at, ask.reminded_at
    return [
        format_day(closed) if closed else "",
        str(ask.closed_by or ""),
        format_day(reminded) if reminded else "",
    ]
