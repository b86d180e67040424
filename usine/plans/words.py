"""The free text that people sign about actions, and how it is forgotten."""

from usine.ledger.models import Event
from usine.people.models import User

from .models import Action, PlannedBudget, StatusChange

ERASED = "Motif effacé."
# The keys of payloads that hold free text, the name of a file included.
FREE = ("reason", "description", "comment", "file")


def forget(user: User) -> None:
    """Empty the reasons that a person gave. The present words of the plan are its territory's."""
    for facts in (StatusChange.objects, PlannedBudget.objects):
        facts.filter(by=user).exclude(reason="").update(reason=ERASED)
    withdrawals = Event.objects.filter(actor_id=user.pk, verb="plans.withdraw")
    subjects = withdrawals.values_list("subject", flat=True)
    withdrawn = [int(subject.partition(":")[2]) for subject in subjects]
    reasoned = Action.objects.filter(pk__in=withdrawn).exclude(withdrawal_reason="")
    reasoned.update(withdrawal_reason=ERASED)
