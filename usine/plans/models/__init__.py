"""What plans keep: actions and their dated facts, their details, views, committees, campaigns."""

from .actions import Action, Blockage, Freshness, Party, PlannedBudget, StatusChange
from .campaigns import Campaign, CampaignPlan
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
    "Campaign",
    "CampaignPlan",
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
