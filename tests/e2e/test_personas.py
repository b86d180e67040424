"""The journeys of `docs/journeys.md`, on a small demonstration: what each person does and sees."""

import re

import pytest
from playwright.sync_api import Page, expect

from usine.demo.tests.conftest import SMALL, make_programme
from usine.demo.build import build
from usine.demo.management.commands.demo import statements_not_kept
from usine.people.demonstration import address
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import PASSWORD

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demonstration(settings):
    settings.DEBUG = True  # the logins of demonstrations open there only
    make_programme(SMALL)
    with statements_not_kept():
        build()


def arrived(page: Page, role: Role) -> User:
    user = User.objects.get(email=address(role))
    user.set_password(PASSWORD)
    user.save()
    sign_in(page, user)
    return user


def test_monday_of_a_project_manager(demonstration, page, screen):
    arrived(page, Role.PROJECT_MANAGER)
    screen(page, "chef-de-projet-1-plan")
