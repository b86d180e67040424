"""What operations hold before they check and write."""

from usine.values.errors import Refused

from .models import User

FORGOTTEN = "Ce compte est effacé\u00a0: rien ne l’ouvre plus."


def hold(user: User) -> User:
    """The person as they stand, held until the end of the transaction: their mandates too.

    Rows that refer to a person are still written meanwhile: their key does not move.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def hold_known(user: User) -> User:
    """The same, of somebody who was not forgotten: what is erased never counts again.

    Raises Refused once the person was forgotten.
    """
    user = hold(user)
    if user.forgotten_at:
        raise Refused(FORGOTTEN)
    return user
