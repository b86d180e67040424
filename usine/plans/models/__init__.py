"""What plans keep: actions and their dated facts, their details, the views of them, committees."""

from .actions import Action, Blockage, Freshness, Party, PlannedBudget, StatusChange
from .committees import Committee, CommitteeDecision, CommitteeMember
from .details import (
    ActionLink,
    DatedAmount,
    Detail,
    FundingAmount,
    FundingLine,
    Milestone,
    OwnIndicator,
    Result,
    ResultValue,
)
from .feeds import CalendarFeed
from .views import SavedView

__all__ = [
    "Action",
    "ActionLink",
    "Blockage",
    "CalendarFeed",
    "Committee",
    "CommitteeDecision",
    "CommitteeMember",
    "DatedAmount",
    "Detail",
    "Freshness",
    "FundingAmount",
    "FundingLine",
    "Milestone",
    "OwnIndicator",
    "Party",
    "PlannedBudget",
    "Result",
    "ResultValue",
    "SavedView",
    "StatusChange",
]
