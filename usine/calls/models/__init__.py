"""What calls keep: the schemes, their calls and the versions of these; candidacies."""

from .calls import Call, CallVersion, Scheme
from .candidacies import AskedDocument, Candidacy, Origin, Passage, Submission

__all__ = [
    "AskedDocument",
    "Call",
    "CallVersion",
    "Candidacy",
    "Origin",
    "Passage",
    "Scheme",
    "Submission",
]
