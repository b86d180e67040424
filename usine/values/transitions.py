"""A step from one state to another: whence, whither, and by whom. Rooms write tables of them."""

from typing import Generic, NamedTuple, TypeVar

from .rights import Right

S = TypeVar("S")


class Transition(NamedTuple, Generic[S]):
    """`who` is the right that it takes; `label` the name of its button, if it has one."""

    sources: frozenset[S]
    target: S
    who: Right
    label: str = ""
