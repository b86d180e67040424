"""What people were told, and how it is forgotten."""

from usine.people.models import User

from .models import Letter, Notice, Subscription


def forget(user: User) -> None:
    """Forget all that a person was told. What others were told of them keeps no words: it is signed
    « Ancien agent » from then on."""
    for model in (Notice, Letter, Subscription):
        model.objects.filter(person=user).delete()
