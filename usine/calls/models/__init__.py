"""What calls keep: schemes, their calls and the versions of these; candidacies; decisions."""

from .calls import Call, CallVersion, Scheme
from .candidacies import AskedDocument, Candidacy, Origin, Passage, Submission
from .decisions import CandidacyDecision

__all__ = [
    "AskedDocument",
    "Call",
    "CallVersion",
    "Candidacy",
    "CandidacyDecision",
    "Origin",
    "Passage",
    "Scheme",
    "Submission",
]
