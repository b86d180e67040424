"""What was sent, and who meets on it, which several modules stand on."""

from tests.standing import made_once
from usine.calls.models import Candidacy
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user

from .candidacies.factories import permanent_call, started, submitted


@made_once
def candidacy() -> Candidacy:
    return submitted(started(permanent_call()))


@made_once
def manager(candidacy) -> User:
    """Of its territory."""
    return make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)


@made_once
def instructor() -> User:
    return make_user(Role.INSTRUCTOR, region=make_region("32", "Hauts-de-France"))
