"""The one exception with which an operation says no."""


class Refused(Exception):
    """A rule forbids what was asked; `str()` is a sentence in French to show as it is."""
