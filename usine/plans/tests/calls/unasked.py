"""What takes `by=` in plans and asks no right, and why."""

from usine.plans import (
    blocking,
    budgets,
    corrections,
    details,
    gate,
    handing,
    kept_views,
    lapsing,
    notes,
    sheets,
    writing,
)
from usine.plans.campaigns import gate as campaigns_gate
from usine.plans.committees import cancelling
from usine.plans.committees import gate as committees_gate
from usine.plans.committees import telling as committees_telling

UNASKED = {
    campaigns_gate.check_may_send: "is the question itself",
    campaigns_gate.check_is_mine: "is the question itself",
    committees_gate.check_may_meet: "is the question itself",
    committees_gate.hold_place: "asks it for the operations that add a committee",
    committees_gate.hold_committee: "asks it for the operations, which all begin by it",
    cancelling.take_out: "is called with a committee already held, and asks whose asks they are",
    cancelling.expect_no_more: "is called by the step that held the committee and them",
    cancelling.expect_again: "is called by the step that held the committee and them",
    cancelling.withdrawable: "only reads, for the page of the step",
    committees_telling.tell_members: "is called with a committee already held",
    committees_telling.tell_changed: "is called with a committee already held",
    gate.check_right: "is the question itself",
    gate.hold_plan: "asks it for the operations on a plan, which all begin by it",
    gate.hold: "asks it for the operations, which all begin by it",
    budgets.date_budgets: "is called with actions already held",
    budgets.first_budgets: "is called with actions just created",
    budgets.take_back_budgets: "is called with actions already held",
    details.add: "holds the action, which asks it",
    details.change: "holds the action, which asks it",
    details.remove: "holds the action, which asks it",
    details.date_amounts: "is called with an action already held",
    details.first_amounts: "is called with an action already held",
    details.take_back_amounts: "is called with an action already held",
    blocking.block_in_bulk: "is called with actions already held",
    blocking.take_back_blockages: "is called with actions already held",
    notes.keep_comments: "is called with actions already held",
    notes.keep_words: "is called with actions already held",
    sheets.fill_in: "is called with actions already held",
    sheets.take_back: "is called with actions already held",
    corrections.corrected: "is called with an action already held",
    lapsing.lapse: "says what time did: the clock calls it",
    writing.record_of: "is called with an action already held",
    handing.hand: "gives the actions of each plan together, which asks it",
    handing.take_back: "undoes what was given together, which asks it",
    kept_views.give: "is called by who gives all that somebody kept, which asks it",
    kept_views.take_back: "undoes what was given with the rest, which asks it",
    writing.set_status: "is called with an action already held",
}
