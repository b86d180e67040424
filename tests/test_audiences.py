"""What a room shows to a user and what the rows of subjects open to them are the same."""

import pytest
from django.contrib.auth.models import AnonymousUser

from usine.asks.addressing import a_role
from usine.asks.models import Ask
from usine.asks.queries import answerers, has_waiting, subjects_of
from usine.asks.tests.factories import OPINION, in_days
from usine.calls.models import AskedCorrection, Candidacy
from usine.exchanges.models import Note
from usine.exchanges.operations import add_note
from usine.exchanges.queries import mentionable
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.models import Action, CampaignPlan
from usine.subjects import operations
from usine.subjects.models import Subject
from usine.territories.measures import subject_of
from usine.territories.models import Territory

from .world import READERS, Actor, World, undone

pytestmark = pytest.mark.django_db


def seen(kind: str, user) -> set[str]:
    rows = Subject.objects.filter(kind=kind).visible_to(user)
    return set(rows.values_list("key", flat=True))


@pytest.mark.parametrize("actor", Actor)
def test_each_actor_sees_the_same_by_both_ways(world: World, actor: Actor):
    operations.rebuild()
    user = world.users.get(actor, AnonymousUser())
    assert seen("action", user) == {
        action.subject for action in Action.objects.all().visible_to(user)
    }
    assert seen("candidacy", user) == {each.subject for each in Candidacy.objects.visible_to(user)}
    assert seen("territory", user) == {subject_of(each) for each in Territory.objects.all()}


def test_operations_keep_the_rows_in_step(world: World):
    """Whatever was done to the plans, rebuilding mends nothing of them."""
    actions = operations.rows()
    operations.rebuild()
    assert {key: row for key, row in actions.items() if key.startswith("action:")} == {
        key: row for key, row in operations.rows().items() if key.startswith("action:")
    }


def test_who_may_be_mentioned_is_who_reads_the_notes(world: World):
    for action in (world.here.action, world.here.restricted):
        note = add_note(action.subject, text="Une note", by=None)
        readers = {
            user
            for user in User.objects.filter(is_active=True)
            if Note.objects.visible_to(user).filter(pk=note.pk).exists()
            and Subject.objects.visible_to(user).filter(pk=action.subject).exists()
        }
        assert set(mentionable(action.subject)) == readers
        assert len(readers) > len(READERS)


@pytest.mark.parametrize("role", [Role.PROJECT_MANAGER, Role.READER])
def test_who_is_told_of_an_ask_is_who_sees_it(world: World, role: Role):
    to = a_role(role, world.here.territory)
    for action in (world.here.action, world.here.restricted):
        ask = Ask(kind=OPINION.code, subject_id=action.subject, text="?", due_on=in_days(1))
        for name, value in to.columns.items():
            setattr(ask, name, value)
        with undone():
            # They keep the asks that they made.
            for model in (CampaignPlan, AskedCorrection):
                model.objects.all().delete()
            Ask.objects.all().delete()
            ask.save()
            asked = {
                user
                for user in User.objects.all()
                if Ask.objects.asked_of(user).filter(pk=ask.pk).exists()
            }
            assert set(answerers(OPINION, subjects_of([action.subject]), to)) == asked
            assert len(asked) > 1
            counted = User.objects.annotate(waits=has_waiting()).filter(waits=True)
            assert asked <= set(counted)
