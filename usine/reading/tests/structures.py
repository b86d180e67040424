"""Plans laid out as territories do: each layout gives the sheets, and what must be read of them."""

from collections.abc import Callable, Sequence

from usine.reading.grid import Grid, Merge

from . import structures_beside, structures_of_groups
from .laid import (
    BASE,
    FUNDERS,
    HEADS,
    LABELS,
    STATUSES,
    YEARS,
    Laid,
    Row,
    Sheets,
    base,
    grid,
    plain,
)


def by_funder(plan: Sequence[Laid], *, merged: bool = True, total: bool = True) -> Sheets:
    names = [*FUNDERS, *(["Total"] if total else [])]
    rows: list[Row] = [[*HEADS, "Financement prévisionnel (€)"], [*[None] * len(HEADS), *names]]
    for a in plan:
        parts: Row = [float(a.parts[name]) if name in a.parts else None for name in FUNDERS]
        rows.append([*base(a), *parts, *([float(a.budget)] if total else [])])
    first = len(HEADS)
    merges = [Merge(1, first, 1, first + len(names) - 1)] if merged else []
    merges += [Merge(1, column, 2, column) for column in range(first)] if merged else []
    return Sheets([grid(rows, merges=merges)], BASE | {"planned_budget", "funding"})


def by_funder_unmerged(plan: Sequence[Laid]) -> Sheets:
    return by_funder(plan, merged=False)


def by_funder_without_total(plan: Sequence[Laid]) -> Sheets:
    return by_funder(plan, total=False)


def by_year(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [
        [*HEADS, "Budget prévisionnel (k€)"],
        [*[None] * len(HEADS), *(float(number) for number in YEARS), "Total"],
    ]
    for a in plan:
        shares: Row = [amount / 1000 for amount in a.years.values()]
        rows.append([*base(a), *shares, a.budget / 1000])
    first = len(HEADS)
    return Sheets(
        [grid(rows, merges=[Merge(1, first, 1, first + len(YEARS))])], BASE | {"planned_budget"}
    )


def by_year_in_words(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, *(f"Budget {number} (€)" for number in YEARS)]]
    rows += [[*base(a), *map(float, a.years.values())] for a in plan]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def pairs_of_funders(plan: Sequence[Laid]) -> Sheets:
    count = max(len(a.parts) for a in plan)
    heads = [head for n in range(1, count + 1) for head in (f"Financeur {n}", "Montant")]
    rows: list[Row] = [[*HEADS, *heads, "Coût total"]]
    for a in plan:
        pairs: Row = [cell for name, amount in a.parts.items() for cell in (name, float(amount))]
        pairs += [None] * (2 * count - len(pairs))
        rows.append([*base(a), *pairs, float(a.budget)])
    return Sheets([grid(rows)], BASE | {"planned_budget", "funding"})


def statuses_in_columns(plan: Sequence[Laid], mark: str = "X") -> Sheets:
    rows: list[Row] = [[*HEADS[:-1], *(str(status.label) for status in STATUSES), "Budget (€)"]]
    for a in plan:
        marks: Row = [mark if status == a.status else None for status in STATUSES]
        rows.append([*base(a)[:-1], *marks, float(a.budget)])
    used = frozenset(a.status for a in plan)
    return Sheets([grid(rows)], BASE | {"planned_budget"} if used else BASE)


def statuses_as_booleans(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS[:-1], *(str(status.label) for status in STATUSES)]]
    rows += [[*base(a)[:-1], *(status == a.status for status in STATUSES)] for a in plan]
    return Sheets([grid(rows)])


def calendar_by_year(plan: Sequence[Laid], mark: str = "x") -> Sheets:
    rows: list[Row] = [
        [*HEADS, "Calendrier"],
        [*[None] * len(HEADS), *(float(number) for number in YEARS)],
    ]
    rows += [[*base(a), *(mark if a.first <= n <= a.last else None for n in YEARS)] for a in plan]
    first = len(HEADS)
    merges = [Merge(1, first, 1, first + len(YEARS) - 1)]
    return Sheets([grid(rows, merges=merges)], BASE | {"start", "end"})


def calendar_by_quarter(plan: Sequence[Laid]) -> Sheets:
    """Quarters under years: the first of the first year to the last of the last one."""
    rows: list[Row] = [[None] * len(HEADS), [*HEADS]]
    for number in YEARS:
        rows[0] += [float(number), None, None, None]
        rows[1] += ["T1", "T2", "T3", "T4"]
    for a in plan:
        ticks = ["x" if a.first <= n <= a.last else None for n in YEARS for _ in range(4)]
        rows.append([*base(a), *ticks])
    first = len(HEADS)
    merges = [Merge(1, first + 4 * n, 1, first + 4 * n + 3) for n in range(len(YEARS))]
    return Sheets([grid(rows, merges=merges)], BASE | {"quarters"})


def lines_by_funder(plan: Sequence[Laid], *, merged: bool = True) -> Sheets:
    rows: list[Row] = [[*HEADS, "Financeur", "Montant (€)"]]
    merges = []
    for a in plan:
        top = len(rows) + 1
        for place, (name, amount) in enumerate(a.parts.items()):
            cells: Row = base(a) if place == 0 else [None] * len(HEADS)
            rows.append([*cells, name, float(amount)])
        if merged and len(a.parts) > 1:
            merges += [Merge(top, column, len(rows), column) for column in range(len(HEADS))]
    total: Row = [*[None] * 4, "TOTAL", None, float(sum(a.budget for a in plan))]
    return Sheets([grid([*rows, total], merges=merges)], BASE | {"planned_budget", "funding"})


def lines_without_merges(plan: Sequence[Laid]) -> Sheets:
    return lines_by_funder(plan, merged=False)


def lines_of_steps(plan: Sequence[Laid]) -> Sheets:
    """A line for each year of the action, with what is done then."""
    rows: list[Row] = [[*HEADS, "Sous-action", "Budget (€)", "Début", "Fin"]]
    for a in plan:
        for place, number in enumerate(range(a.first, a.last + 1)):
            cells: Row = base(a) if place == 0 else [None] * len(HEADS)
            amount = float(a.budget) if place == 0 else None
            rows.append([*cells, f"Tranche {place + 1}", amount, str(number), str(number)])
    return Sheets([grid(rows)], BASE | {"planned_budget", "start", "end", "steps"})


def indented_steps(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, "Budget (€)"]]
    for a in plan:
        rows.append([*base(a), float(a.budget)])
        rows += [[None, None, f"   Tranche {place + 1}"] for place in range(a.last - a.first + 1)]
    return Sheets([grid(rows)], BASE | {"planned_budget", "steps"})


def one_sheet_per_action(plan: Sequence[Laid]) -> Sheets:
    grids = [
        grid(
            [
                ["FICHE ACTION"],
                [],
                ["Référence", a.reference],
                ["Axe", LABELS[a.axis]],
                ["Intitulé", a.title],
                ["Porteur", a.lead],
                ["Statut", str(a.status.label)],
                ["Budget total (€)", float(a.budget)],
                ["Date de début", str(a.first)],
                ["Date de fin", str(a.last)],
            ],
            f"Fiche {place}",
        )
        for place, a in enumerate(plan, start=1)
    ]
    return Sheets(grids, BASE | {"planned_budget", "start", "end"})


def side_by_side(plan: Sequence[Laid]) -> Sheets:
    left, right = plan[: (len(plan) + 1) // 2], plan[(len(plan) + 1) // 2 :]
    heads = [*HEADS, "Budget (€)"]
    rows: list[Row] = [[*heads, None, *heads]]
    for place, a in enumerate(left):
        b = right[place] if place < len(right) else None
        blank: Row = [None] * len(heads)
        beside = [*base(b), float(b.budget)] if b else blank
        rows.append([*base(a), float(a.budget), None, *beside])
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def far_to_the_right(plan: Sequence[Laid]) -> Sheets:
    sheets = plain(plan)
    shifted = {n: (*[None] * 23, *cells) for n, cells in sheets.grids[0].rows.items()}
    return Sheets([Grid("Plan", shifted)], sheets.fields)


def one_part_after_another(plan: Sequence[Laid]) -> Sheets:
    """Titles of parts, subtotals and a total; the axis is that of the title."""
    heads = ["N°", "Intitulé de l’action", "Porteur", "Statut", "Budget (€)"]
    rows: list[Row] = [["PLAN D’ACTIONS DU TERRITOIRE"], [], [*heads]]
    for place, (code, label) in enumerate(LABELS.items(), start=1):
        of_axis = [a for a in plan if a.axis == code]
        if not of_axis:
            continue
        rows.append([f"AXE {place} – {label}"])
        rows += [
            [a.reference, a.title, a.lead, str(a.status.label), float(a.budget)] for a in of_axis
        ]
        rows.append([f"Sous-total axe {place}", *[None] * 3, float(sum(a.budget for a in of_axis))])
    rows.append(["TOTAL GÉNÉRAL", *[None] * 3, float(sum(a.budget for a in plan))])
    rows += [[], [f"{len(plan)} actions"], ["NB : montants hors taxes"]]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def one_table_above_another(plan: Sequence[Laid]) -> Sheets:
    """Two tables on a sheet, whose headers differ."""
    half = (len(plan) + 1) // 2
    rows: list[Row] = [[*HEADS, "Budget (€)"]]
    rows += [[*base(a), float(a.budget)] for a in plan[:half]]
    if plan[half:]:
        rows += [[], ["Réf.", "Projet", "Pilote", "Montant (€)", "Axe stratégique", "Avancement"]]
        for a in plan[half:]:
            axis, status = LABELS[a.axis], str(a.status.label)
            rows.append([a.reference, a.title, a.lead, float(a.budget), axis, status])
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def with_how_to_fill_it(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [
        [*HEADS, "Budget (€)"],
        ["Champ texte", "Liste déroulante", "Texte libre", "Texte", "Liste", "Nombre"],
        ["Indiquer le numéro", "Choisir un axe", "Préciser", "Nom de la structure", "À compléter"],
        ["Exemple", "Axe 1", "Créer une ferme solaire", "CCI", "En cours", 1000.0],
    ]
    rows += [[*base(a), float(a.budget)] for a in plan]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def with_other_sheets(plan: Sequence[Laid]) -> Sheets:
    """A notice, a list of values, a summary, an archive and a hidden copy beside the plan."""
    sheets = plain(plan)
    [table] = sheets.grids
    notice = grid([["Mode d’emploi"], ["Statut : choisir dans la liste"]], "Lisez-moi")
    values = grid([["Statuts"], *([str(status.label)] for status in STATUSES)], "Listes")
    summary = grid(
        [
            ["Axe", "Nombre d’actions", "Budget total"],
            *(
                [label, float(len(of)), float(sum(a.budget for a in of))]
                for code, label in LABELS.items()
                if (of := [a for a in plan if a.axis == code])
            ),
        ],
        "Synthèse",
    )
    archive = Grid("Plan (ancien)", table.rows)
    hidden = Grid("Copie", table.rows, hidden=True)
    return Sheets([notice, values, table, summary, archive, hidden], sheets.fields)


def with_revised_amounts(plan: Sequence[Laid]) -> Sheets:
    heads = [*HEADS, "Budget initial (€)", "Subvention (€)", "Budget révisé (€)"]
    rows: list[Row] = [heads]
    rows += [[*base(a), a.budget + 5000.0, 1000.0, float(a.budget)] for a in plan]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def with_hidden_columns(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [["Intitulé", *HEADS, "Budget (€)"]]
    rows += [[f"ancien {a.title}", *base(a), float(a.budget)] for a in plan]
    hidden = grid(rows, hidden_columns=frozenset({0}))
    return Sheets([hidden], BASE | {"planned_budget"})


def with_colours(plan: Sequence[Laid]) -> Sheets:
    """A status that is only a colour, whose legend is above."""
    colours = {status: f"#{place:02d}AA{place:02d}" for place, status in enumerate(STATUSES, 10)}
    rows: list[Row] = [
        ["Légende", *(str(status.label) for status in STATUSES)],
        [],
        [*HEADS, "Budget (€)"],
    ]
    rows += [[*base(a)[:-1], None, float(a.budget)] for a in plan]
    fills = {(1, place): colours[status] for place, status in enumerate(STATUSES, start=1)}
    fills |= {(number, 4): colours[a.status] for number, a in enumerate(plan, start=4)}
    return Sheets([grid(rows, colours=fills)], BASE | {"planned_budget"})


def with_coloured_rows(plan: Sequence[Laid]) -> Sheets:
    """No status but the colour of the whole row, whose legend is under the table."""
    colours = {status: f"#{place:02d}AA{place:02d}" for place, status in enumerate(STATUSES, 10)}
    rows: list[Row] = [[*HEADS[:-1], "Budget (€)"]]
    rows += [[*base(a)[:-1], float(a.budget)] for a in plan]
    rows += [[], *([None, str(status.label)] for status in STATUSES)]
    fills = {
        (number, column): colours[a.status]
        for number, a in enumerate(plan, start=2)
        for column in range(len(HEADS))
    }
    legend = len(plan) + 3
    fills |= {(legend + place, 0): colours[status] for place, status in enumerate(STATUSES)}
    fields = BASE | {"planned_budget"}
    same = len({a.status for a in plan}) == 1  # a colour of all rows says nothing
    return Sheets([grid(rows, colours=fills)], fields - {"status"} if same else fields)


def calendar_by_month(plan: Sequence[Laid]) -> Sheets:
    """Coloured months under years: from January of the first to December of the last."""
    rows: list[Row] = [[None] * len(HEADS), [*HEADS]]
    for number in YEARS:
        rows[0] += [float(number), *[None] * 11]
        rows[1] += list("JFMAMJJASOND")
    rows += [base(a) for a in plan]
    first = len(HEADS)
    fills = {
        (row, first + 12 * place + month): "#00B050"
        for row, a in enumerate(plan, start=3)
        for place, number in enumerate(YEARS)
        if a.first <= number <= a.last
        for month in range(12)
    }
    merges = [Merge(1, first + 12 * n, 1, first + 12 * n + 11) for n in range(len(YEARS))]
    return Sheets([grid(rows, merges=merges, colours=fills)], BASE | {"months"})


def axes_in_columns(plan: Sequence[Laid]) -> Sheets:
    heads = [f"Axe {place}" for place in range(1, len(LABELS) + 1)]
    rows: list[Row] = [["N°", *heads, "Intitulé", "Porteur", "Statut"]]
    for a in plan:
        ticks: Row = ["✔" if code == a.axis else None for code in LABELS]
        rows.append([a.reference, *ticks, a.title, a.lead, str(a.status.label)])
    return Sheets([grid(rows)])


def years_alone(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [[*HEADS, *map(float, YEARS), "Total"]]
    rows += [[*base(a), *map(float, a.years.values()), float(a.budget)] for a in plan]
    return Sheets([grid(rows)], BASE | {"planned_budget"})


def axes_said_once(plan: Sequence[Laid]) -> Sheets:
    """The axis on the first of its actions alone, as a merge that a text file lost."""
    rows: list[Row] = [[*HEADS, "Budget (€)"]]
    for code in LABELS:
        for place, a in enumerate(a for a in plan if a.axis == code):
            cells = base(a)
            cells[1] = cells[1] if place == 0 else None
            rows.append([*cells, float(a.budget)])
    return Sheets([grid(rows)], BASE | {"planned_budget"}, refused=frozenset({"axis"}))


def labels_with_their_value(plan: Sequence[Laid]) -> Sheets:
    grids = [
        grid(
            [
                [f"Axe {[*LABELS].index(a.axis) + 1} – {LABELS[a.axis]}"],
                [f"N° : {a.reference}", f"Statut : {a.status.label}"],
                [f"Intitulé de l’action : {a.title}"],
                [f"Porteur : {a.lead}"],
                [f"Budget total : {a.budget} €"],
            ],
            a.reference,
        )
        for a in plan
    ]
    return Sheets(grids, BASE | {"planned_budget"})


def repeated_titles(plan: Sequence[Laid]) -> Sheets:
    """A line for each of those who pay, on which the action is said again."""
    rows: list[Row] = [[*HEADS, "Financeur", "Montant (€)"]]
    rows += [[*base(a), name, float(amount)] for a in plan for name, amount in a.parts.items()]
    return Sheets([grid(rows)], BASE | {"planned_budget", "funding"})


LAYOUTS: list[Callable[[Sequence[Laid]], Sheets]] = [
    plain, by_funder, by_funder_unmerged, by_funder_without_total, by_year, by_year_in_words,
    pairs_of_funders, statuses_in_columns, statuses_as_booleans, calendar_by_year,
    calendar_by_quarter, lines_by_funder, lines_without_merges, lines_of_steps, indented_steps,
    one_sheet_per_action, side_by_side, far_to_the_right, one_part_after_another,
    one_table_above_another, with_how_to_fill_it, with_other_sheets, with_revised_amounts,
    with_hidden_columns, with_colours, with_coloured_rows, calendar_by_month, axes_in_columns,
    years_alone, axes_said_once, labels_with_their_value, repeated_titles,
    *structures_of_groups.LAYOUTS, *structures_beside.LAYOUTS,
]  # fmt: skip
