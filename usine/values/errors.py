"""The one exception by which an operation refuses."""


class Refused(Exception):
    """A rule forbids the operation; `str()` is a sentence in French, ready for the user."""
