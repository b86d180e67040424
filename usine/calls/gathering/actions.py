"""What is known of actions, and of the bodies that lead them."""

from collections.abc import Collection, Mapping
from typing import Any

from usine.calls.eligibility.facts import Book, Given
from usine.calls.format.faults import quoted
from usine.people.access import grants_of
from usine.people.naming import bodies_named
from usine.plans.bulk import batches
from usine.plans.models import Action, PlannedBudget
from usine.plans.rewinding import COMMUNES
from usine.plans.rights import READ
from usine.territories.models import Territory
from usine.values.siren import grouped

from .places import Ground, grounds_of, project_facts, together
from .rewinding import actions_as_known
from .territories import Facts, territory_facts
from .vantage import Vantage

PRIVATE = "les budgets ne sont lus que par les équipes du territoire"


def action_books(
    actions: Collection[Action], vantage: Vantage, *, reader: Any = None
) -> dict[int, Book]:
    """What is known of each action, by its key, as far as its reader may read it; without one, all
    of it. The actions come with their territories, and the number of queries is fixed."""
    territories = {each.territory_id: each.territory for each in actions}
    of_territory = territory_facts(territories.values(), vantage)
    budgets = _budgets(actions, vantage)
    known = actions_as_known(actions, vantage.known_at)
    grounds = grounds_of({code for values in known.values() for code in values[COMMUNES]})
    bodies = _bodies(known)
    private = {pk for pk, each in territories.items() if reader is None or _reads(reader, each)}

    def facts(action: Action) -> Facts:
        is_open, values = action.territory_id in private, known[action.pk]
        budget = _budget(budgets.get(action.pk), values) if is_open else Given(why=PRIVATE)
        return {
            **of_territory[action.territory_id],
            **_own(values),
            **_located(values, grounds),
            **bodies[action.pk],
            "action:budget": budget,
        }

    return {each.pk: Book(facts(each)) for each in actions}


def _reads(reader: Any, territory: Territory) -> bool:
    return grants_of(reader).allow(READ, territory)


def named(known: Mapping[str, Any]) -> str:
    """As sentences name it: « l’action A3 »."""
    return f"l’action {known['reference'] or quoted(known['title'])}"


def _own(known: Mapping[str, Any]) -> Facts:
    name = named(known)
    return {
        "action:axis": Given(known["axis"], f"axe de {name}"),
        "action:start": Given(known["start"], f"début de {name}"),
    }


def _budget(budget: PlannedBudget | None, known: Mapping[str, Any]) -> Given:
    if budget is None or budget.amount is None:
        return Given(why=f"{named(known)} n’a pas de budget connu")
    return Given(budget.amount, f"budget de {named(known)}", budget.effective_on)


def _budgets(actions: Collection[Action], vantage: Vantage) -> dict[int, PlannedBudget]:
    """The budget of each action that holds at the end of the day."""
    standing = PlannedBudget.objects.standing(vantage.known_at)
    budgets: dict[int, PlannedBudget] = {}
    for batch in batches([each.pk for each in actions]):
        rows = standing.filter(action__in=batch, effective_on__lte=vantage.at)
        budgets |= {each.action_id: each for each in rows.order_by("effective_on", "pk")}
    return budgets


def _located(known: Mapping[str, Any], grounds: Mapping[str, Ground]) -> Facts:
    """Nothing of an action that names no commune: its territory tells what it can."""
    communes = [grounds[code] for code in known[COMMUNES] if code in grounds]
    if not communes:
        return {}
    source = f"lieu de {named(known)}"
    facts = project_facts(together(communes), source, known[COMMUNES])
    return facts | {"action:place": facts["project:commune"]}


def _bodies(known: Mapping[int, Mapping[str, Any]]) -> dict[int, Facts]:
    """The SIREN of each body that leads an action, by the name that the plan then gave it."""
    bodies = bodies_named({values["lead"] for values in known.values() if values["lead"]})
    sirens = {name: body.siren for name, body in bodies.items() if body.siren}
    return {pk: body_facts(sirens.get(values["lead"], "")) for pk, values in known.items()}


def body_facts(siren: str) -> Facts:
    return {"body:siren": Given(siren, "porteur", words=grouped(siren))} if siren else {}
