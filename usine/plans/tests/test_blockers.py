"""What is asked to lift a blockage concerns the one that stood then: another one closes it."""

from datetime import date

import pytest
from django.urls import reverse

from usine.asks.models import Ask
from usine.asks.operations import answer, see
from usine.asks.queries import to_do
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans.blocking import block, latest_blockage, lift_block
from usine.plans.detail_corrections import correct_blockage
from usine.plans.models import Action
from usine.plans.unblocking import TOLD_LIFTED, UNBLOCK, told_lifted
from usine.values.errors import Refused

from .campaigning import again
from .conftest import made_today
from .factories import make_action, make_user
from .pages import last_message
from .test_told_lifted import asking, blocked, last_said, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW = "Ce qui bloque maintenant\u00a0: Financement, «\u00a0Banque refuse\u00a0»."


@made_today
def action(territory) -> Action:
    return blocked(territory, "Terrain pollué")


@made_today
def asked(action, manager, official) -> Ask:
    return asking(action, official, again(manager))


@made_today
def told(asked, manager, official) -> Ask:
    """What the manager is asked, once the élu has answered « C’est levé »."""
    answer(asked, outcome="lifted", words="Dépollué", by=again(official))
    return to_do(again(manager)).get()


def refuse_funding(action: Action, by) -> None:
    block(action, kind="funding", words="Banque refuse", by=again(by))


def test_a_claim_about_another_blockage_lifts_nothing(told, action, manager, signed_in):
    refuse_funding(action, manager)
    page = signed_in.get(action.get_absolute_url())
    assert page.context["told_lifted"] == []
    assert "Dépollué" not in page.text.partition("Historique")[0]
    signed_in.post(reverse("asks:ask", args=[told.pk]), {"words": ""})
    assert last_said(action)[:2] == ("funding", "Banque refuse")
    told.refresh_from_db()
    assert (told.state, told.words, told.closed_by) == ("withdrawn", NOW, manager)
    assert verify() == []


def test_who_opened_it_and_who_asked_are_told_why(asked, told, action, manager, official):
    other = make_user(Role.INDUSTRIALIST, territory=action.territory)
    waiting = asking(action, other, again(manager))
    see(waiting, by=again(other))
    refuse_funding(action, manager)
    deed, label = f"{manager} a changé ce dont parlait une demande", "«\u00a0Retirée\u00a0»"
    of_both = [(told_of(official)[0], TOLD_LIFTED), (told_of(other)[0], UNBLOCK)]
    for notice, kind in of_both:
        assert notice == (deed, f"{kind.label}, {label}", NOW)


def correct(action: Action, by) -> None:
    fact, on = latest_blockage(action), date(2025, 5, 21)
    values = {"kind": "funding", "words": "Banque refuse", "effective_on": on}
    correct_blockage(fact, **values, reason="Erreur", by=again(by))


def lift(action: Action, by) -> None:
    lift_block(action, words="Réglé", by=None)


@pytest.mark.parametrize(
    ("deed", "now"),
    [(refuse_funding, NOW), (correct, NOW), (lift, "Plus rien ne la bloque.")],
)
def test_a_late_answer_is_refused_with_what_blocks_now(asked, action, manager, official, deed, now):
    deed(action, manager)
    with pytest.raises(Refused, match="retirée") as refusal:
        answer(asked, outcome="lifted", words="Dépollué", by=again(official))
    assert str(refusal.value).endswith(f"rien n’est envoyé. {now}")


@pytest.mark.parametrize("kind", ["plans.unblock", "plans.unblocked"])
def test_one_that_waits_about_another_blockage_lifts_nothing(
    asked, told, action, manager, official, kind
):
    refuse_funding(action, manager)
    person = {"plans.unblock": official, "plans.unblocked": manager}[kind]
    Ask.objects.filter(kind=kind).update(
        state="open", closed_at=None, closed_by=None, outcome="", words=""
    )
    waiting = Ask.objects.get(kind=kind)
    assert told_lifted(action, reader=again(manager)) == []
    with pytest.raises(Refused) as refusal:
        answer(waiting, outcome="lifted", words="Dépollué", by=again(person))
    assert str(refusal.value).endswith(f"rien n’est levé. {NOW}")


def test_what_changes_nothing_of_it_leaves_it(told, action, manager):
    make_action(action.territory, title="Autre")
    block(Action.objects.get(title="Autre"), kind="skills", words="Autre", by=again(manager))
    assert told_lifted(action, reader=again(manager)) == [told]


def test_each_names_what_blocks(asked, told, client, manager, official):
    for ask, person in ((asked, official), (told, manager)):
        client.force_login(person)
        page = client.get(reverse("asks:ask", args=[ask.pk])).text
        assert "<dt>Ce qui bloque</dt><dd>Foncier, «\u00a0Terrain pollué\u00a0».</dd>" in page


def test_what_waits_now_is_lifted(told, action, manager, signed_in):
    assert told.kind == TOLD_LIFTED.code
    page = signed_in.post(reverse("asks:ask", args=[told.pk]), {"words": ""})
    assert last_message(page) == "C’est répondu."
    assert last_said(action)[:2] == ("", "Dépollué")
