"""More ways of laying a plan out: groups without merges, funders by their names, tables turned."""

from collections.abc import Callable, Sequence

from usine.reading.grid import Merge

from .laid import BASE, FUNDERS, HEADS, LABELS, STATUSES, YEARS, Laid, Row, Sheets, base, grid

ROMAN = ["I", "II", "III", "IV"]
BLANK: Row = [None] * len(HEADS)


def calendar_that_is_not_merged(plan: Sequence[Laid]) -> Sheets:
    """The last group of a text file, which keeps no merge."""
    rows: list[Row] = [[*HEADS, "Calendrier"], [*BLANK, *map(str, YEARS)]]
    rows += [[*base(a), *("x" if a.first <= n <= a.last else None for n in YEARS)] for a in plan]
    return Sheets([grid(rows)], BASE | {"start", "end"})


def statuses_under_a_group(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [
        [*HEADS[:-1], "Avancement"],
        [*BLANK[:-1], *(str(status.label) for status in STATUSES)],
    ]
    rows += [[*base(a)[:-1], *("●" if s == a.status else "○" for s in STATUSES)] for a in plan]
    return Sheets([grid(rows)])


def quarters_by_their_numbers(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS], [*BLANK]]
    for number in YEARS:
        rows[0] += [float(number), None, None, None]
        rows[1] += [1.0, 2.0, 3.0, 4.0]
    for a in plan:
        ticks = ["x" if a.first <= n <= a.last else None for n in YEARS for _ in range(4)]
        rows.append([*base(a), *ticks])
    return Sheets([grid(rows)], BASE | {"quarters"})


def funders_by_name(plan: Sequence[Laid]) -> Sheets:
    """Flat columns, and their total without any other word."""
    names = {"Région": "Région Grand Est", "EPCI": "CC du Val d’Orne"}
    rows: list[Row] = [
        [*HEADS, *(f"Part {names.get(name, name)}" for name in FUNDERS), "Total (€)"]
    ]
    for a in plan:
        parts: Row = [float(a.parts[name]) if name in a.parts else None for name in FUNDERS]
        rows.append([*base(a), *parts, float(a.budget)])
    return Sheets([grid(rows)], BASE | {"planned_budget", "funding"})


def years_of_commitments(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, *(f"CP {number}" for number in YEARS), "Total CP (€)"]]
    rows += [[*base(a), *map(float, a.years.values()), float(a.budget)] for a in plan]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def parts_by_roman_numbers(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [["N°", "Intitulé de l’action", "Porteur", "Statut", "Budget (€)"]]
    for number, code in zip(ROMAN, LABELS, strict=True):
        rows.append([f"VOLET {number}"])
        rows += [
            [a.reference, a.title, a.lead, str(a.status.label), float(a.budget)]
            for a in plan
            if a.axis == code
        ]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def steps_by_their_numbers(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, "Budget (€)"]]
    for a in plan:
        rows.append([*base(a), float(a.budget)])
        rows += [
            [f"{a.reference}.{n + 1}", None, f"Tranche {n + 1}"]
            for n in range(a.last - a.first + 1)
        ]
    return Sheets([grid(rows)], BASE | {"planned_budget", "steps"})


def _lines_of(a: Laid) -> list[Row]:
    return [
        ["Référence", a.reference],
        ["Axe", LABELS[a.axis]],
        ["Intitulé", a.title],
        ["Porteur", a.lead],
        ["Statut", str(a.status.label)],
        ["Budget total (€)", float(a.budget)],
    ]


def one_below_another(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [["FICHES ACTIONS"]]
    for a in plan:
        rows += [[], *_lines_of(a)]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def turned(plan: Sequence[Laid]) -> Sheets:
    """The header in the first column, an action a column."""
    columns = [_lines_of(a) for a in plan]
    rows = [[line[0], *(lines[n][1] for lines in columns)] for n, line in enumerate(columns[0])]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def with_numbered_columns(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, "Budget (€)"], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]
    rows += [[*base(a), float(a.budget)] for a in plan]
    merges = [Merge(1, column, 1, column) for column in range(6)]
    return Sheets([grid(rows, merges=merges)], BASE | {"planned_budget"})


def with_a_latest_status(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [
        [*HEADS[:-1], "Statut au 01/02/2025", "Statut au 01/10/2025", "Budget TTC", "Budget HT"]
    ]
    for a in plan:
        amounts = [a.budget * 1.2, float(a.budget)]
        rows.append([*base(a)[:-1], "À initier", str(a.status.label), *amounts])
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def with_what_blocks(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, "Type de blocage", "Points de blocage"]]
    rows += [[*base(a), "Foncier", "Le propriétaire hésite"] for a in plan]
    return Sheets([grid(rows)], BASE | {"blocked"})


def with_results(plan: Sequence[Laid]) -> Sheets:
    """Two results, one of them on two sides, and their sums."""
    rows: list[Row] = [
        [*HEADS, "Emplois créés", None, "Surface reconvertie visée (m²)"],
        [*[None] * len(HEADS), "Objectif", "Réalisé"],
    ]
    rows += [[*base(a), float(a.first), float(a.last), float(a.budget)] for a in plan]
    sums = [float(sum(row[place] for row in rows[2:])) for place in range(5, 8)]
    merges = [Merge(1, 5, 1, 6), *(Merge(1, place, 2, place) for place in (*range(5), 7))]
    total: Row = ["Total", *[None] * 4, *sums]
    return Sheets([grid([*rows, total], merges=merges)], BASE | {"jobs_created", "hectares"})


def bars_over_quarters(plan: Sequence[Laid]) -> Sheets:
    """Cells merged over the quarters of an action, with words inside."""
    rows: list[Row] = [[*BLANK], [*HEADS]]
    first = len(HEADS)
    merges = [Merge(1, first + 4 * n, 1, first + 4 * n + 3) for n in range(len(YEARS))]
    for number in YEARS:
        rows[0] += [float(number), None, None, None]
        rows[1] += ["T1", "T2", "T3", "T4"]
    for a in plan:
        start, end = 4 * YEARS.index(a.first), 4 * YEARS.index(a.last) + 3
        rows.append([*base(a), *[None] * start, "Travaux"])
        merges.append(Merge(len(rows), first + start, len(rows), first + end))
    return Sheets([grid(rows, merges=merges)], BASE | {"quarters"})


LAYOUTS: list[Callable[[Sequence[Laid]], Sheets]] = [
    calendar_that_is_not_merged, statuses_under_a_group, quarters_by_their_numbers, funders_by_name,
    years_of_commitments, parts_by_roman_numbers, steps_by_their_numbers, one_below_another, turned,
    with_numbered_columns, with_a_latest_status, with_what_blocks, bars_over_quarters,
    with_results,
]  # fmt: skip
