"""What the database forbids is refused in the words of the constraint, on both engines."""

from datetime import date

import pytest
from django.db import IntegrityError

from usine.geography.models import Region
from usine.ledger.refusals import operation, save
from usine.people import operations
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.territories.models import Period
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 27)


def mandate(user: User, **fields) -> Mandate:
    asked = {"role": "reader", "kind": "nation", "starts_on": DAY, **fields}
    return Mandate.objects.create(user=user, **asked)


def twice(user: User) -> None:
    mandate(user)
    mandate(user)


def reversed_dates(user: User) -> None:
    mandate(user, ends_on=date(2025, 5, 26))


def no_place(user: User) -> None:
    mandate(user, kind="region")


def same_address(user: User) -> None:
    User.objects.create(email=user.email, first_name="A", last_name="B")


def same_address_in_capitals(user: User) -> None:
    User.objects.create(email=user.email.upper(), first_name="A", last_name="B")


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (twice, "Cette personne a déjà ce mandat à ces dates."),
        (reversed_dates, "La fin du mandat précède son début."),
        (no_place, "Un mandat porte sur la nation, ou sur un lieu dont le code est donné."),
        (same_address, "Un compte existe déjà avec cette adresse."),
        (same_address_in_capitals, "Un compte existe déjà avec cette adresse."),
    ],
)
def test_a_constraint_refuses_in_its_own_words_and_nothing_is_written(write, sentence):
    user = make_user()
    with pytest.raises(Refused) as refusal:
        operation(write)(user)
    assert str(refusal.value) == sentence
    assert list(User.objects.all()) == [user]
    assert not Mandate.objects.exists()


def test_a_unique_column_refuses_in_the_words_of_its_model():
    def same_slug() -> None:
        for code in ("98", "99"):
            Region.objects.create(code=code, name=code, slug="nord")

    with pytest.raises(Refused) as refusal:
        operation(same_slug)()
    assert str(refusal.value) == "Un objet Région avec ce champ Adresse existe déjà."


def test_what_no_constraint_says_stays_an_error():
    def unnamed() -> None:
        Period.objects.create(code="T9", name=None, starts_on=DAY, ends_on=DAY)

    with pytest.raises(IntegrityError):
        operation(unnamed)()


def test_a_row_is_saved_or_says_what_does_not_hold():
    user = make_user()
    user.email = "pas une adresse"
    with pytest.raises(Refused, match="valide"):
        save(user)
    user.email = "ada@exemple.fr"
    save(user)
    assert User.objects.get().email == "ada@exemple.fr"


def test_a_closed_account_is_not_invited_again(db):
    person = make_user(Role.NATIONAL_TEAM)
    mandate = person.mandates.get()
    operations.deactivate(person, by=None)
    with pytest.raises(Refused, match="réactivez-le"):
        operations.welcome_again(mandate, by=None)
