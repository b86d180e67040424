"""What calls keep: schemes, their calls and the versions of these; candidacies; decisions."""

from .calls import Call, CallVersion, Scheme
from .candidacies import AskedDocument, Candidacy, Origin, Passage, Submission
from .corrections import AskedCorrection
from .decisions import CandidacyDecision

__all__ = [
    "AskedCorrection",
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
