"""Scenes that write to the plans: sessions of review, single changes, late corrections."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from usine.people.demonstration import Posts, World
from usine.plans import operations, reviews
from usine.plans.corrections import correct_status
from usine.plans.demonstration.themes import THEMES
from usine.plans.models import Action, StatusChange
from usine.plans.reviews import Draft, Step
from usine.plans.states import Status
from usine.territories.demonstration import ASSEMBLY, DATES, END, REVIEW
from usine.values.agenda import Scene, at, office_days

from .lives import Life, LifeStep, PlanLife
from .themes import COMMENTS, CORRECTIONS, WITHDRAWALS

MORNING, AFTERNOON = 120, 420  # minutes after eight: sessions, then single changes
# How many of the actions are changed on their own, put under another axis; of the steps, how many
# are corrected afterwards; of the actions, how many turn out to have been done by the assembly.
CHANGED, RECLASSIFIED, CORRECTED, ALREADY_DONE = 0.05, 0.004, 0.015, 0.0025
CORRECTED_WITHIN = 90  # days, at most, between a step and its correction
DAY = timedelta(days=1)
CONFIRMED = 0.15  # how often a session ends with the whole plan confirmed


@dataclass
class Session:
    """One sitting over one plan: what enters it, what moves, what leaves."""

    plan: PlanLife
    day: date
    entering: list[Life] = field(default_factory=list)
    moves: list[tuple[Life, LifeStep]] = field(default_factory=list)
    leaving: list[tuple[Life, str]] = field(default_factory=list)
    confirms: bool = False

    def happen(self, author: str, world: World) -> None:
        by, territory = world.user(author), self.plan.profile.territory
        if self.entering:
            drafts = [
                Draft(
                    {**life.values, "referent": str(by) if self.day == DATES[0] else ""},
                    life.moves[0].status,
                    life.moves[0].effective_on,
                )
                for life in self.entering
            ]
            actions = reviews.create_many(territory, drafts=drafts, by=by)
            for life, action in zip(self.entering, actions, strict=True):
                life.pk = action.pk
        if self.moves:
            steps = [Step(life.pk, move.verb, move.effective_on) for life, move in self.moves]
            reviews.step_many(territory, steps=steps, by=by)
        for life, reason in self.leaving:
            operations.withdraw(Action(pk=life.pk), reason=reason, by=by)
        if self.confirms:
            operations.confirm_plan(territory, by=by)


def scenes(plans: Sequence[PlanLife], posts: Posts, random: Random) -> Iterator[Scene]:
    for plan in plans:
        for session in _sessions(plan, random):
            author = posts.keeper(plan.profile.territory, session.day)
            moment = at(session.day, MORNING + plan.profile.number)
            yield Scene(moment, partial(session.happen, author))
    everything = [(plan, life) for plan in plans for life in plan.lives]
    for plan, day, change in (
        *_changes(everything, random),
        *_reclassified(everything, random),
        *_corrections(everything, random),
        *_already_done(everything, random),
    ):
        author = posts.keeper(plan.profile.territory, day)
        yield Scene(at(day, AFTERNOON + plan.profile.number % 60), partial(change, author))


def _sessions(plan: PlanLife, random: Random) -> Iterator[Session]:
    sessions = {
        day: Session(plan, day) for day in (DATES[0], *(d for days in plan.sessions for d in days))
    }
    for life in plan.lives:
        entry, *moves = life.moves
        sessions[entry.recorded_on].entering.append(life)
        for move in moves:
            sessions[move.recorded_on].moves.append((life, move))
        if life.withdrawn_on:
            sessions[life.withdrawn_on].leaving.append((life, random.choice(WITHDRAWALS)))
    for session in sessions.values():
        session.confirms = session.day > DATES[0] and random.random() < CONFIRMED
        yield session


# What happens to one action between two sessions: its plan, the day, the change.
Change = tuple[PlanLife, date, Callable[[str, World], object]]
Everything = Sequence[tuple[PlanLife, Life]]


def _changes(everything: Everything, random: Random) -> Iterator[Change]:
    """A budget made more precise, a comment."""
    for plan, life in random.sample(everything, round(len(everything) * CHANGED)):
        values: dict[str, Any] = {"comment": random.choice(COMMENTS)}
        if budget := life.values["planned_budget"]:
            values["planned_budget"] = round(budget * random.uniform(0.7, 1.4), -5)
        if day := _day(life, DATES[0], END, random):
            yield plan, day, partial(_revise, life, values)


def _reclassified(everything: Everything, random: Random) -> Iterator[Change]:
    """Actions put under another axis between the review and the assembly: their past follows."""
    for plan, life in random.sample(everything, round(len(everything) * RECLASSIFIED)):
        axis = random.choice([axis for axis in THEMES if axis != life.values["axis"]])
        if day := _day(life, REVIEW, ASSEMBLY, random):
            yield plan, day, partial(_revise, life, {"axis": axis})


def _corrections(everything: Everything, random: Random) -> Iterator[Change]:
    """Steps whose day was wrong.

    Their right day lies between the same two official dates: what was published at these dates
    remains true, what was said of the days between them does not.
    """
    stepped = [(plan, life) for plan, life in everything if len(life.moves) > 1]
    for plan, life in random.sample(stepped, round(len(stepped) * CORRECTED)):
        i = random.randrange(1, len(life.moves))
        before, move = life.moves[i - 1 : i + 1]
        first = max(before.effective_on, DATES[bisect_left(DATES, move.recorded_on) - 1]) + DAY
        last = min([move.recorded_on, *(after.effective_on - DAY for after in life.moves[i + 1 :])])
        days = [first + n * DAY for n in range((last - first).days + 1)]
        right = [day for day in days if day != move.effective_on]
        recorded_on = _day(
            life, move.recorded_on, min(move.recorded_on + CORRECTED_WITHIN * DAY, END), random
        )
        if right and recorded_on and not _turns_out_done(life):
            yield plan, recorded_on, partial(_correct, life, move, random.choice(right))


def _already_done(everything: Everything, random: Random) -> Iterator[Change]:
    """Actions declared done in June, and done in fact by the assembly. They were in progress
    before, so the published share holds."""
    those = [(plan, life) for plan, life in everything if _turns_out_done(life)]
    count = round(len(everything) * ALREADY_DONE)
    for plan, life in random.sample(those, min(count, len(those))):
        move, recorded_on = life.moves[-1], _day(life, life.moves[-1].recorded_on, END, random)
        right = ASSEMBLY - random.randint(0, 12) * DAY
        if recorded_on and right > max(life.moves[-2].effective_on, REVIEW):
            yield plan, recorded_on, partial(_correct, life, move, right)


def _turns_out_done(life: Life) -> bool:
    return life.statuses[-2:] == [Status.IN_PROGRESS, Status.DONE]


def _day(life: Life, after: date, before: date, random: Random) -> date | None:
    """An office day between two dates on which the action is in its plan, if there is one; never
    an official date, whose figures are those of the evening before."""
    after = max(after, life.moves[0].recorded_on)
    days = office_days(after, min(before, life.withdrawn_on or before))
    days = [day for day in days if day not in DATES]
    return random.choice(days) if days else None


def _revise(life: Life, values: dict[str, Any], author: str, world: World) -> None:
    action = Action.objects.get(pk=life.pk)
    operations.change(action, values=values, version=action.version, by=world.user(author))


def _correct(life: Life, move: LifeStep, right: date, author: str, world: World) -> None:
    change = StatusChange.objects.select_related("action").get(
        action=life.pk,
        superseded_at=None,
        status=move.status,
        effective_on=move.effective_on,
    )
    reason = CORRECTIONS[life.pk % len(CORRECTIONS)]
    correct_status(
        change, status=move.status, effective_on=right, reason=reason, by=world.user(author)
    )
