"""What the file of a committee tells: its plan as it stood a day, and what moved since the last."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import F, Q

from usine.exchanges.models import Note
from usine.ledger.queries import Cells, balance
from usine.values.dates import end_of_day

from ..bulk import batches
from ..models import Action, Blockage, Committee, Milestone
from ..moved import KINDS, Between, Movement, movements
from ..queries import Plan
from ..rows import marked
from ..table import in_plan_order
from .gate import plan_of
from .queries import before

# Without a committee before, what moved is told of so many days.
A_WHILE = timedelta(days=90)


@dataclass(frozen=True)
class PlanThen:
    """The plan that a committee follows at the end of a day, by what is known now."""

    committee: Committee
    day: date

    @cached_property
    def plan(self) -> Plan:
        own = plan_of(self.committee)
        return Plan(territory=own.territory, region=own.region, day=self.day)

    @property
    def is_wide(self) -> bool:
        """Whether several territories keep it."""
        return self.plan.territory is None

    @cached_property
    def previous(self) -> Committee | None:
        """The committee before it, and before the day too."""
        return before(self.committee, self.day)

    @cached_property
    def since(self) -> date:
        return self.previous.on if self.previous else self.day - A_WHILE

    @property
    def moved_from(self) -> date:
        """The first day of what moved: the one after that of the committee before."""
        return self.since + timedelta(days=1)

    @cached_property
    def names(self) -> dict[str, str]:
        """What tells each place: its territory in a region, its region in the nation."""
        territories = self.plan.territories().select_related("lead_region")
        if self.plan.region:
            return {each.place: str(each) for each in territories}
        return {each.place: str(each.lead_region) for each in territories}

    @cached_property
    def where(self) -> dict[str, list[str]]:
        """The places under which the ledger counts the plan."""
        return self.plan.where

    def counted(self, measure: str, *by: str) -> Cells:
        """What the ledger counts for the plan that day, by some dimensions."""
        return balance(measure, as_of=self.day, by=by, where=self.where)

    @cached_property
    def actions(self) -> list[Action]:
        """In the order of the plan, each with `is_late`."""
        rows = marked(self.plan.actions(), self.day)
        # Each territory is made once, not once for each of its actions.
        rows = rows.select_related(None).prefetch_related("territory__lead_region")
        return list(rows.order_by(F("territory__search_name"), *in_plan_order(), "pk"))

    def statuses(self, axis: str) -> dict[str, int]:
        """How many of its actions have each status in an axis, which the ledger knows as of today
        only."""
        return dict(Counter(each.status for each in self.actions if each.axis == axis))

    @cached_property
    def moved(self) -> list[Movement]:
        """What was recorded after the committee before, up to the day: kind by kind."""
        between = Between.days(self.moved_from, self.day)
        moves = movements(between, self.where["place"])
        ranks = list(KINDS)
        return sorted(moves, key=lambda each: ranks.index(each.kinds[0]))

    @cached_property
    def late(self) -> set[int]:
        """The keys of its actions that are late."""
        return {action.pk for action in self.actions if action.is_late}  # type: ignore[attr-defined]

    @cached_property
    def moving(self) -> set[int]:
        """The keys of its actions that moved."""
        return {movement.action for movement in self.moved}

    @cached_property
    def listed(self) -> list[Action]:
        """The actions that are told one by one: of several territories, those alone that moved, are
        late or are blocked."""
        if not self.is_wide:
            return self.actions
        marked = self.late | self.moving
        return [each for each in self.actions if each.pk in marked or each.is_blocked]

    @cached_property
    def next_steps(self) -> dict[int, Milestone]:
        """The next step of each action that is listed: the first to come that was not done."""
        done = Q(done=True) & (Q(done_on_on__isnull=True) | Q(done_on_on__lte=self.day))
        steps: dict[int, Milestone] = {}
        for batch in batches([action.pk for action in self.listed]):
            to_do = Milestone.objects.standing().exclude(done).filter(action__in=batch)
            for step in to_do.order_by(F("due_on").asc(nulls_last=True), "pk"):
                steps.setdefault(step.action_id, step)
        return steps

    @cached_property
    def words(self) -> dict[int, str]:
        """The last note on each action that is listed, by that day."""
        words: dict[int, str] = {}
        for batch in batches([action.subject for action in self.listed]):
            notes = Note.objects.standing().filter(subject__in=batch, at__lte=end_of_day(self.day))
            for subject, text in notes.order_by("at", "pk").values_list("subject", "text"):
                words[int(subject.partition(":")[2])] = text
        return words

    @cached_property
    def blockages(self) -> dict[int, Blockage]:
        """What blocks each action that is blocked."""
        blocked = [action.pk for action in self.actions if action.is_blocked]
        facts: dict[int, Blockage] = {}
        for batch in batches(blocked):
            standing = Blockage.objects.standing().filter(
                action__in=batch, effective_on__lte=self.day
            )
            for fact in standing.order_by("effective_on", "pk"):
                facts[fact.action_id] = fact
        return facts
