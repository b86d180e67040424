"""The rows that operations lock before they check and write."""

from usine.values.errors import Refused

from .models import User

FORGOTTEN = "Ce compte est effacé\u00a0: rien ne l’ouvre plus."


def hold(user: User) -> User:
    """The current row of a person, locked until the end of the transaction, as are their mandates.

    Others may still write rows that refer to the person, whose key does not change.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def hold_known(user: User) -> User:
    """`hold` for a person who was not forgotten: an erased account never counts again.

    Raises Refused once the person was forgotten.
    """
    user = hold(user)
    if user.forgotten_at:
        raise Refused(FORGOTTEN)
    return user
