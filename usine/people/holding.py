"""What operations hold before they check and write."""

from .models import User


def hold(user: User) -> User:
    """The person as they stand, held until the end of the transaction: their mandates too.

    Rows that refer to a person are still written meanwhile: their key does not move.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)
