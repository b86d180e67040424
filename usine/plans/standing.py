"""What coordinators and the national team ask of a plan: where an action stands (*relance*)."""

from collections.abc import Sequence

from usine.asks.addressing import Addressee, a_person
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.subjects.models import Subject
from usine.values.errors import Refused

from .doing import STANDING as CODE
from .doing import TOLD, UNCHANGED, UPDATED, hold_what_is_asked
from .gate import locked
from .keepers import keepers
from .models import Action
from .operations import confirm
from .rights import CHASE, CONFIRM, READ


def number_of(key: str) -> int:
    """The key of an action, of its subject: "action:12"."""
    return int(key.partition(":")[2])


def hold_action(ask: Ask) -> None:
    """Hold the action that an ask is about, before the ask."""
    locked(Action.objects.filter(pk=number_of(ask.subject_id)))
    hold_what_is_asked([number_of(ask.subject_id)])


def _check(keys: Sequence[str]) -> None:
    numbers = [number_of(key) for key in keys]
    if Action.objects.live().filter(pk__in=numbers).count() < len(set(numbers)):
        raise Refused("Une de ces actions n’est plus dans le plan\u00a0: il n’y a rien à relancer.")


def _to(subjects: Sequence[Subject]) -> list[Addressee]:
    """Who keeps the plan, then the referent that these actions share."""
    numbers = [number_of(each.pk) for each in subjects]
    actions = list(
        Action.objects.filter(pk__in=numbers).select_related(
            "territory__lead_region", "referent_account"
        )
    )
    referents = {action.referent_account for action in actions}
    shared = referents.pop() if len(referents) == 1 else None
    asked = keepers(actions[0].territory)
    return [*asked, a_person(shared)] if shared else asked


def _confirm(ask: Ask, by) -> None:
    if ask.outcome == UNCHANGED:
        confirm(Action(pk=number_of(ask.subject_id)), by=by)


STANDING = AskKind(
    CODE,
    "Où en est cette action",
    (
        Outcome(
            UNCHANGED, "Rien n’a changé\u00a0: l’action est confirmée à ce jour", right=CONFIRM
        ),
        Outcome(TOLD, "Voici où elle en est", needs_words=True),
        Outcome(UPDATED, "L’action est mise à jour", offered=False),
    ),
    may_ask=CHASE,
    is_followed=True,
    may_answer=READ,
    check=_check,
    to=_to,
    on_answer=_confirm,
    hold=hold_action,
    # Some who are asked may neither confirm nor edit: it says what is wanted, not how.
    message="Où en est cette action\u00a0: qu’est-ce qui avance, qu’est-ce qui bloque\u00a0? "
    "Si rien n’a changé depuis sa dernière mise à jour, dites-le simplement. Merci.",
)
