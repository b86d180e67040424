"""Whom and what a command of decisions names."""

from usine.people.models import User
from usine.values.errors import Refused

from ..models import Call


def approver_named(address: str) -> User:
    """A command acts as somebody, whose rights operations check: two people decide."""
    user = User.objects.filter(email__iexact=address, is_active=True).first()
    if user is None:
        raise Refused(f"Aucun compte ouvert n’a l’adresse «\u00a0{address}\u00a0».")
    return user


def call_named(code: str) -> Call:
    call = Call.objects.filter(pk=code).first()
    if call is None:
        raise Refused(f"Aucun appel ne porte le code «\u00a0{code}\u00a0».")
    return call
