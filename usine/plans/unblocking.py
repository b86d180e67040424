"""Somebody is asked to lift what blocks an action; how the same was lifted is shown beside.

Who answers that it is lifted, and may not edit the action, asks in turn who asked to lift it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.urls import reverse

from usine.asks.addressing import Addressee, a_body, a_role
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.asks.operations import ask_back
from usine.asks.queries import asks_on
from usine.pages.links import Link
from usine.people.access import grants_of, may
from usine.people.models import Organisation, User
from usine.people.roles import Role
from usine.subjects.models import Subject
from usine.values.errors import Refused
from usine.values.formats import format_day

from .blockers import blockers, outdated, refuse_if_outdated, tell_blocker
from .blocking import lift_block
from .doing import LIFTED
from .doing import UNBLOCK as CODE
from .doing import UNBLOCKED as TOLD_CODE
from .models import Action, Blockage
from .rights import ACT, EDIT, READ
from .similar import MOST, similar
from .standing import hold_action, number_of

# How many are shown beside the form, out of how many of the latest.
SHOWN_BESIDE, LOOKED_AT = 5, 200


@dataclass(frozen=True)
class LiftedBlockage:
    """Who lifted what blocked an action, how, and how many days that took."""

    action: Action
    by: User | None
    words: str
    days: int


def lifted_alike(action: Action, *, reader) -> list[LiftedBlockage]:
    """How blockages of the same nature were lifted, over the plans that the reader's mandates
    cover: on the actions most like this one first, then the latest; in as many queries whatever
    their number."""
    earlier = Q(effective_on__lt=OuterRef("effective_on")) | Q(
        effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk")
    )
    before = Blockage.objects.standing().filter(earlier, action=OuterRef("action"))
    before = before.order_by("-effective_on", "-pk")
    lifts = Blockage.objects.standing().filter(
        grants_of(reader).territories_q(READ, "action__territory"),
        kind="",
        action__withdrawn_on__isnull=True,
    )
    lifts = lifts.exclude(words="").annotate(
        nature=Subquery(before.values("kind")[:1]),
        began_on=Subquery(before.values("effective_on")[:1]),
    )
    latest = lifts.filter(nature=action.blocked).order_by("-effective_on", "-pk")
    return _nearest(action, latest.select_related("action__territory", "by")[:LOOKED_AT], reader)


def _nearest(action: Action, lifts: Iterable[Blockage], reader) -> list[LiftedBlockage]:
    """The first few, once ordered by how close their actions are."""
    alike = similar(action.title, reader=reader, but=action)
    ranks = {each.pk: rank for rank, each in enumerate(alike)}
    ordered = sorted(lifts, key=lambda each: ranks.get(each.action_id, MOST))
    return [_lifted(each) for each in ordered[:SHOWN_BESIDE]]


def _lifted(fact: Any) -> LiftedBlockage:
    """How a blockage was lifted, from the fact that says it, with when it had begun."""
    days = (fact.effective_on - fact.began_on).days
    return LiftedBlockage(fact.action, fact.by, fact.words, days)


def _actions(subjects: Sequence[Subject]) -> list[Action]:
    numbers = [number_of(each.pk) for each in subjects]
    return list(Action.objects.filter(pk__in=numbers).select_related("territory__lead_region"))


def _check(keys: Sequence[str]) -> None:
    numbers = {number_of(key) for key in keys}
    blocked = Action.objects.live().filter(pk__in=numbers).exclude(blocked="")
    if blocked.count() < len(numbers):
        raise Refused("Cette action n’est plus bloquée\u00a0: il n’y a rien à lever.")


def _to(subjects: Sequence[Subject]) -> list[Addressee]:
    """Who coordinates the region, the national team, then the bodies that take part."""
    actions = _actions(subjects)
    bodies = Organisation.objects.filter(
        pk__in=[each.body_id for action in actions for each in action.parties.all() if each.body_id]
    )
    return [
        a_role(Role.REGIONAL_COORDINATOR, actions[0].territory.lead_region),
        a_role(Role.NATIONAL_TEAM, None),
        *map(a_body, bodies),
    ]


def _message(subjects: Sequence[Subject]) -> str:
    """What blocks an action, in its words, and the call for help; `message` does for several."""
    [action, *others] = _actions(subjects)
    fact = Blockage.objects.standing().filter(action=action).order_by("effective_on", "pk").last()
    if others or fact is None or not fact.kind:
        return ""
    return (
        f"Bonjour,\n\nCette action est bloquée depuis le {format_day(fact.effective_on)} "
        f"({fact.get_kind_display().lower()})\u00a0: {fact.words}\n\n"
        "Nous n’arrivons pas à la débloquer seuls. Pouvez-vous lever ce qui la bloque, ou nous "
        "dire qui le peut\u00a0?\n\nMerci."
    )


def _lift(ask: Ask, by) -> None:
    """Lift it with the words of the answer, when who answers may; else who asked is to lift it."""
    action = Action.objects.select_related("territory").get(pk=number_of(ask.subject_id))
    if ask.outcome != LIFTED:
        return
    refuse_if_outdated(ask)
    if by is None or may(by, EDIT, action.territory):
        lift_block(action, words=ask.words or ask.text, by=by)
    else:
        ask_back(ask, TOLD_LIFTED, text=ask.words, by=by)


def told_lifted(action: Action, *, reader) -> list[Ask]:
    """What tells, in its `text`, that the action is blocked no more, and waits for its lifting."""
    told = list(asks_on(action.subject, reader=reader).filter(kind=TOLD_CODE))
    past = outdated(told)
    return [each for each in told if each not in past]


def _lift_page(ask: Ask) -> Link:
    address = reverse("plans:lift_block", args=[number_of(ask.subject_id)])
    return Link("Lever le blocage à une autre date, ou en d’autres mots", address)


def _beside(subjects: Sequence[Subject], reader) -> str:
    [action, *others] = _actions(subjects)
    lifted = [] if others else lifted_alike(action, reader=reader)
    context = {"lifted": lifted, "nature": action.get_blocked_display()}
    return render_to_string("plans/lifted.html", context)


UNBLOCK = AskKind(
    CODE,
    "Aider à lever un blocage",
    (
        Outcome(LIFTED, "C’est levé", needs_words=True),
        Outcome("followed", "Je m’en occupe, à suivre", needs_words=True),
        Outcome("impossible", "Je n’y peux rien", needs_words=True),
    ),
    may_ask=EDIT,
    may_answer=ACT,
    check=_check,
    to=_to,
    on_answer=_lift,
    hold=hold_action,
    beside=_beside,
    matter=blockers,
    tell_matter=tell_blocker,
    message="Bonjour,\n\nCette action est bloquée, et nous n’arrivons pas à la débloquer seuls. "
    "Pouvez-vous lever ce qui la bloque, ou nous dire qui le peut\u00a0?\n\nMerci.",
    message_about=_message,
)


# The one answer lifts the blockage: with the words of who asks, when none are typed.
TOLD_LIFTED = AskKind(
    TOLD_CODE,
    "Lever un blocage que l’on dit levé",
    (Outcome(LIFTED, "Lever le blocage"),),
    may_ask=READ,
    may_answer=EDIT,
    check=_check,
    on_answer=_lift,
    hold=hold_action,
    work=_lift_page,
    matter=blockers,
    tell_matter=tell_blocker,
    days=7,
)
