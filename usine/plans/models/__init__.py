"""What plans keep: actions and their dated facts, then their details, and the views of them."""

from .actions import Action, Blockage, Freshness, Party, PlannedBudget, StatusChange
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
