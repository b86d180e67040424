"""Notices: the operation that records an event tells of it, and has asked who may."""

from usine.notices import operations

CALLS: list = []
UNASKED = {operations.tell: "is called by operations that asked"}
