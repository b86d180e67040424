"""The file of a committee, as a paper: summary, progress, an axis a page, timeline, money, results,
blockers.

It is read in one state of the ledger, whose number and seal each of its pages prints.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from usine.ledger.queries import head, snapshot
from usine.pages.papers import (
    Block,
    ChartedTable,
    Paper,
    PaperCell,
    PaperColumn,
    PaperFigure,
    PaperFigures,
    PaperSection,
    PaperTable,
    Prose,
    StackedRows,
)
from usine.values import clock
from usine.values.formats import (
    format_cents,
    format_cents_short,
    format_count,
    format_counted,
    format_day,
    format_moment,
    format_percent,
)
from usine.values.shares import shares

from ..appearance import STAGE_SERIES, STATUS_SERIES
from ..codes import FUNDERS, RESULT_CODES, SIDES, STAGES
from ..committee_states import CommitteeState
from ..fields import BLOCKAGE
from ..formats import RESTRICTED, format_result
from ..measures import ACTIONS, BUDGETS, FUNDING_MEASURES, RESULT_MEASURES
from ..models import Action, Committee
from ..moved import KINDS, Movement, counts, with_actions
from ..states import Status
from .cancelling import reason_of
from .followed import FollowedDecision, decisions_of
from .plan_then import A_WHILE, PlanThen
from .timelines import timeline
from .wide import (
    GOING,
    Worst,
    ends_by_place,
    listed,
    most_moved,
    moved_by_place,
    places,
    the_others,
)

# How much of a note fits beside its action.
_QUOTED = 220


def paper_of(committee: Committee, *, day: date) -> Paper:
    """The file of a committee at a day."""
    with snapshot():
        then, chain = PlanThen(committee, day), head()
        seal = f"Registre nº\u00a0{chain.number}, sceau {chain.seal[:16]}"
        figures = f"Chiffres au {format_day(day)}, tels que connus le {format_moment(clock.now())}"
        return Paper(
            title=str(committee),
            author=committee.of,
            lines=[committee.of, *_when(committee), f"{figures}."],
            foot=f"{committee.of} – {figures} – {seal}",
            opening=list(_opening(committee)),
            sections=list(_sections(then)),
        )


def _when(committee: Committee) -> Iterator[str]:
    if committee.state == CommitteeState.CANCELLED:
        reason = reason_of(committee)
        yield f"Comité annulé\u00a0: {reason}" if reason else "Comité annulé"
    parts = [part for part in (committee.hour, committee.venue) if part]
    if parts:
        yield ", ".join(parts)


def _opening(committee: Committee) -> Iterator[Block]:
    if committee.foreword:
        yield Prose(committee.foreword, committee.opening_words, quoted=True)
    if committee.agenda:
        yield Prose(committee.agenda, "Ordre du jour")
    if names := [str(member) for member in committee.members.all()]:
        yield Prose(", ".join(names), "Membres")


def _sections(then: PlanThen) -> Iterator[PaperSection]:
    yield PaperSection("En bref", _summary(then))
    decided = decisions_of(then.previous) if then.previous else []
    yield PaperSection(
        _period(then), [*_without_previous(then), *_follow_up(decided), *_progress(then)]
    )
    if then.is_wide:
        yield PaperSection(
            "Les territoires" if then.plan.region else "Les régions", [places(then, then.actions)]
        )
    for axis in then.plan.axes:
        if rows := [action for action in then.listed if action.axis == axis.code]:
            yield PaperSection(f"Axe\u00a0: {axis.label}", list(_axis(then, axis.code, rows)))
    yield PaperSection("Calendrier", [ends_by_place(then) if then.is_wide else timeline(then)])
    yield PaperSection("Financement et résultats", [_money(then), _results(then)])
    yield PaperSection("Ce qui bloque, ce qui est en retard", [_blocked(then), _late(then)])


def _period(then: PlanThen) -> str:
    """Of what moved."""
    if then.previous:
        return f"Depuis le comité du {format_day(then.since)}"
    return f"Du {format_day(then.moved_from)} au {format_day(then.day)}"


def _without_previous(then: PlanThen) -> Iterator[Prose]:
    """Why what moved is told of so many days."""
    if not then.previous:
        first = format_day(min(then.committee.on, then.day))
        why = f"Aucun comité n’a eu lieu avant le {first}\u00a0: ce qui a bougé est compté sur"
        yield Prose(f"{why} {A_WHILE.days}\u00a0jours.")


def _summary(then: PlanThen) -> list[Block]:
    cells = then.counted(ACTIONS.code, "state")
    total = sum(cells.values())
    going = sum(count for (state,), count in cells.items() if state in GOING)
    late = len(then.late)
    blocked = sum(action.is_blocked for action in then.actions)
    moving = len(then.moving)
    budget, granted = (
        then.counted(code).get((), 0) for code in (BUDGETS.code, FUNDING_MEASURES["granted"].code)
    )
    figures = [
        PaperFigure(format_count(total), "actions" if total > 1 else "action"),
        PaperFigure(
            format_percent(shares([going, total - going])[0]),
            "réalisées ou en cours",
            format_counted(going, "action", "actions"),
        ),
        PaperFigure(
            format_count(moving),
            "ont bougé" if moving > 1 else "a bougé",
            f"depuis le {format_day(then.since)}"
            if then.previous
            else f"en {A_WHILE.days}\u00a0jours",
        ),
        PaperFigure(format_count(late), "en retard"),
        PaperFigure(format_count(blocked), "bloquées" if blocked > 1 else "bloquée"),
        PaperFigure(
            format_cents_short(budget),
            "de budget prévisionnel",
            f"dont {format_cents_short(granted)} accordés",
        ),
    ]
    rows = [(axis.label, then.statuses(axis.code)) for axis in then.plan.axes]
    return [
        PaperFigures(figures),
        StackedRows("Les actions par axe et statut", STATUS_SERIES, rows),
    ]


def _follow_up(decided: list[FollowedDecision]) -> Iterator[PaperTable]:
    """What became of the decisions of the committee before."""
    if decided:
        yield PaperTable(
            "Suites de ses décisions",
            [
                PaperColumn("Décision", 4),
                PaperColumn("Suivie par, et suite", 3.2),
                PaperColumn("Pour le", 1.2),
            ],
            [
                [
                    PaperCell(each.decision.text),
                    PaperCell("\n".join(map(str, each.follow_ups))),
                    PaperCell(format_day(each.due_on)),
                ]
                for each in decided
            ],
            "",
        )


def _progress(then: PlanThen) -> Iterator[PaperTable]:
    tally = ", ".join(
        format_counted(count, *KINDS[kind]) for kind, count in counts(then.moved).items()
    )
    caption = f"Ce qui a bougé\u00a0: {tally}" if tally else "Ce qui a bougé"
    if not then.is_wide or not then.moved:
        yield _movements(then, caption, then.moved)
        return
    yield moved_by_place(then, caption)
    told = most_moved(then)
    counted = f"{format_count(len(told))} sur {format_count(len(then.moved))}"
    yield _movements(then, f"Les plus gros montants de chaque mouvement ({counted})", told)


def _movements(then: PlanThen, caption: str, told: list[Movement]) -> PaperTable:
    asked = urlencode({"du": then.moved_from, "au": then.day})
    others = len(then.moved) - len(told)
    return PaperTable(
        caption,
        [PaperColumn("Action", 4), PaperColumn("Ce qui a bougé", 4)],
        [
            *(
                [_named(then, action), PaperCell(" ; ".join(movement.sentences))]
                for action, movement in with_actions(told)
            ),
            *the_others(others, f"{then.plan.address('moved')}?{asked}", 2),
        ],
        "Rien n’a bougé.",
    )


def _axis(then: PlanThen, code: str, actions: list[Action]) -> Iterator[PaperTable]:
    if then.is_wide:
        yield places(then, [action for action in then.actions if action.axis == code])
    yield listed(
        then,
        "Les actions qui ont bougé, en retard ou bloquées" if then.is_wide else "Les actions",
        [
            PaperColumn("Action", 4.2),
            PaperColumn("Statut", 1.6),
            PaperColumn("Porteur", 1.7),
            PaperColumn("Prochaine étape", 2.2),
            PaperColumn("Échéance", 1.3),
            PaperColumn("Budget", 1.2, is_number=True),
        ],
        actions,
        lambda action: [
            _named(then, action, is_quoted=True),
            PaperCell(Status(action.status).label, _blockage(action)),
            PaperCell(action.lead or "–"),
            _next_step(then, action),
            PaperCell(str(action.end or "–"), "en retard" if action.pk in then.late else ""),
            PaperCell(format_cents(action.planned_budget)),
        ],
        worst=Worst("les plus gros budgets d’abord", _by_budget, {"axe": code}),
        empty="Aucune action.",
    )


def _by_budget(action: Action) -> int:
    return -(action.planned_budget or 0)


def _named(then: PlanThen, action: Action, *, is_quoted: bool = False) -> PaperCell:
    """An action by its name, and in small print its territory, whether few may read it, and its
    last note."""
    territory = [str(action.territory)] if then.is_wide else []
    restricted = [RESTRICTED] if action.restricted else []
    words = [f"«\u00a0{_cut(text)}\u00a0»" for text in [then.words.get(action.pk, "")] if text]
    return PaperCell(
        action.label, " – ".join([*territory, *restricted, *(words if is_quoted else [])])
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED].rstrip()}…"


def _blockage(action: Action) -> str:
    if not action.is_blocked:
        return ""
    return f"bloquée\u00a0: {BLOCKAGE['kind'].show(action.blocked).lower()}"


def _next_step(then: PlanThen, action: Action) -> PaperCell:
    step = then.next_steps.get(action.pk)
    return PaperCell(step.title, str(step.due or "")) if step else PaperCell("–")


def _money(then: PlanThen) -> ChartedTable:
    """What each funder was asked, granted and paid."""
    cells = {stage: then.counted(FUNDING_MEASURES[stage].code, "funder") for stage, _ in STAGES}
    amounts = [
        (label, {stage: sums.get((code,), 0) for stage, sums in cells.items()})
        for code, label in FUNDERS
        if any((code,) in sums for sums in cells.values())
    ]
    total = {stage: sum(sums.values()) for stage, sums in cells.items()}
    table = PaperTable(
        f"Par financeur, sur un budget prévisionnel de "
        f"{format_cents(then.counted(BUDGETS.code).get((), 0))}",
        [
            PaperColumn("Financeur", 2.2),
            *(PaperColumn(label.capitalize(), 1, is_number=True) for _, label in STAGES),
        ],
        [
            [PaperCell(label), *(PaperCell(format_cents(each)) for each in sums.values())]
            for label, sums in [*amounts, *([("Total", total)] if amounts else [])]
        ],
        "Aucun financement n’est demandé.",
        is_summed=True,
    )
    return ChartedTable(table, STAGE_SERIES, amounts)


def _results(then: PlanThen) -> PaperTable:
    """What the plan aims at and has measured, in the units that all plans share."""
    rows = []
    for code, label in RESULT_CODES:
        sums = [then.counted(RESULT_MEASURES[code, side].code).get((), 0) for side, _ in SIDES]
        if any(sums):
            rows.append(
                [PaperCell(label), *(PaperCell(format_result(code, each)) for each in sums)]
            )
    return PaperTable(
        "Résultats partagés par tous les plans",
        [
            PaperColumn("Résultat", 2.5),
            *(PaperColumn(label.capitalize(), 1, is_number=True) for _, label in SIDES),
        ],
        rows,
        "Aucun résultat n’est visé.",
    )


def _blocked(then: PlanThen) -> PaperTable:
    facts = then.blockages
    return listed(
        then,
        "Bloquées",
        [
            PaperColumn("Action", 3.5),
            PaperColumn("Nature", 1.2),
            PaperColumn("Depuis", 1.2),
            PaperColumn("Précisions", 3.5),
        ],
        [action for action in then.actions if action.is_blocked],
        lambda action: [
            _named(then, action),
            PaperCell(BLOCKAGE["kind"].show(action.blocked)),
            PaperCell(format_day(facts[action.pk].effective_on)),
            PaperCell(facts[action.pk].words),
        ],
        worst=Worst(
            "les plus anciennes d’abord",
            lambda action: facts[action.pk].effective_on,
            {"suivi": "bloquees"},
        ),
        empty="Aucune action n’est bloquée.",
    )


def _late(then: PlanThen) -> PaperTable:
    return listed(
        then,
        "En retard",
        [
            PaperColumn("Action", 3.5),
            PaperColumn("Statut", 1.6),
            PaperColumn("Porteur", 2),
            PaperColumn("Échéance", 1.2),
        ],
        [action for action in then.actions if action.pk in then.late],
        lambda action: [
            _named(then, action),
            PaperCell(Status(action.status).label),
            PaperCell(action.lead or "–"),
            PaperCell(str(action.end)),
        ],
        worst=Worst("les plus anciennes d’abord", _by_end, {"suivi": "en-retard"}),
        empty="Aucune action n’est en retard.",
    )


def _by_end(action: Action) -> tuple[date, int]:
    return action.end.last if action.end else date.max, _by_budget(action)
