"""A step from some states to another, and who may take it. Rooms write tables of such steps."""

from typing import Generic, NamedTuple, TypeVar

from .rights import Right

S = TypeVar("S")


class Transition(NamedTuple, Generic[S]):
    """`who` is the right that the step requires; `label` names its button, empty without one."""

    sources: frozenset[S]
    target: S
    who: Right
    label: str = ""
