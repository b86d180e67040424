"""What plans keep: actions and their dated facts, then their details."""

from .actions import Action, Blockage, Party, PlannedBudget, StatusChange
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

__all__ = [
    "Action",
    "ActionLink",
    "Blockage",
    "DatedAmount",
    "Detail",
    "FundingAmount",
    "FundingLine",
    "Milestone",
    "OwnIndicator",
    "Party",
    "PlannedBudget",
    "Result",
    "ResultValue",
    "StatusChange",
]
