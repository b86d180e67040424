"""What the proof says, in words, when something is wrong."""

from datetime import date

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from usine.ledger import seals, sources, triggers, verification
from usine.ledger.closings import EMPTY, pack
from usine.ledger.models import Account, Closing, Entry, Event, Grain, Head, Payload
from usine.ledger.operations import erase, record, seal_of, settle
from usine.ledger.queries import head, position_at
from usine.ledger.timelines import Posting
from usine.ledger.verification import verify
from usine.values.formats import format_counted

pytestmark = pytest.mark.django_db

DAY = date(2024, 1, 10)
POSTING = Posting("actions", place="T2-001", state="done")


@pytest.fixture(autouse=True)
def things(monkeypatch):
    """What the domain says of things; a test may change it."""
    timelines = {"thing:1": {DAY: [POSTING]}}
    monkeypatch.setattr(sources, "_sources", {"thing": lambda: timelines.items()})
    return timelines


@pytest.fixture(autouse=True)
def _posted(things):
    with transaction.atomic():
        event = record("test.post", subject="thing:1", by=None)
        settle("thing:1", things["thing:1"], event=event)
        record("test.post", subject="thing:1", by=None)


def behind_its_back(statement: str) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    triggers.install(connection)


def test_a_whole_ledger_is_proved(capsys):
    call_command("verify_ledger")
    assert capsys.readouterr().out.splitlines() == [
        "Registre intact\u00a0: 2\u00a0événements, 1\u00a0écriture, 1\u00a0compte, "
        "6\u00a0clôtures.",
        f"head: 2 {head().seal}",
    ]


def test_the_command_fails_loudly():
    behind_its_back("UPDATE ledger_event SET verb = 'test.pest' WHERE number = 1")
    with pytest.raises(CommandError, match=r"1 \(test.pest, thing:1\) : altéré"):
        call_command("verify_ledger")


def test_the_domain_says_otherwise(things):
    things["thing:1"] = {DAY: []}
    assert verify() == ["thing:1 : les écritures ne disent pas ce que dit l’objet."]


def test_the_domain_lost_an_object(things):
    del things["thing:1"]
    assert verify() == ["thing:1 : des écritures, mais l’objet n’existe plus."]


def test_the_domain_holds_more(things):
    things["thing:2"] = {DAY: [POSTING]}
    assert verify() == ["thing:2 : les écritures ne disent pas ce que dit l’objet."]


def test_objects_are_compared_in_batches(things, monkeypatch):
    monkeypatch.setattr("usine.ledger.verification.BATCH", 2)
    for number in range(2, 5):
        things[f"thing:{number}"] = {}
    assert verify() == []


def test_a_missing_event():
    behind_its_back("DELETE FROM ledger_payload WHERE event_id = 1")
    behind_its_back("DELETE FROM ledger_event WHERE number = 1")
    assert verify() == [
        "Événement 2 (test.post, thing:1) : il manque des événements avant lui.",
        "Événement 2 (test.post, thing:1) : il ne suit pas l’événement précédent, "
        "la chaîne est rompue.",
        "Événement 2 (test.post, thing:1) : les écritures de l’événement précédent "
        "ont été altérées.",
        "Des écritures portent un événement inconnu ou mal placé (1).",
    ]


def test_a_missing_end():
    behind_its_back("DELETE FROM ledger_payload WHERE event_id = 2")
    behind_its_back("DELETE FROM ledger_event WHERE number = 2")
    assert verify() == ["La chaîne s’arrête à l’événement 1, 2 attendu."]


def test_a_missing_payload():
    behind_its_back("DELETE FROM ledger_payload WHERE event_id = 2")
    assert verify() == [
        "Événement 2 (test.post, thing:1) : la liste de ses contenus a été altérée."
    ]


def test_a_missing_account():
    behind_its_back("DELETE FROM ledger_account")
    account = Entry.objects.get().account_id
    assert f"Une écriture du 10/01/2024 porte un compte inconnu ({account})." in verify()


def test_a_missing_closing_and_one_too_many():
    Closing.objects.filter(volume=0, grain=Grain.DAY).update(start=date(2024, 1, 11))
    Closing.objects.filter(volume=1, grain=Grain.MONTH).delete()
    Closing.objects.filter(volume=1, grain=Grain.YEAR).update(volume=2)
    assert verify() == [
        "Clôture « actions, 10/01/2024 » : absente.",
        "Clôture « actions, 11/01/2024 » : aucune écriture en ce temps-là.",
        "Clôture « actions, 2024, volume 1 » : absente.",
        "Clôture « actions, 01/2024, volume 1 » : absente.",
        "Clôture « actions, 2024, volume 2 » : aucune écriture en ce temps-là.",
    ]


@pytest.mark.parametrize(
    ("grain", "volume", "place"),
    [
        (Grain.DAY, 0, "actions, 10/01/2024"),
        (Grain.MONTH, 0, "actions, 01/2024"),
        (Grain.YEAR, 1, "actions, 2024, volume 1"),
    ],
)
@pytest.mark.parametrize("moves", [pack((np.array([0]), np.array([2]))), EMPTY, b"", b"x"])
def test_moves_that_are_not_those_of_entries(grain, volume, place, moves):
    Closing.objects.filter(grain=grain, volume=volume).update(moves=moves)
    assert verify() == [f"Clôture « {place} » : ses mouvements ne sont pas ceux des écritures."]


@pytest.mark.parametrize("head", [{"volume": 3}, {"volume": 2}, {"entries": 2}])
def test_an_open_volume_that_is_not_that_of_entries(head):
    Head.objects.update(**head)
    volume = head.get("volume", 1)
    entries = format_counted(head.get("entries", 1), "écriture", "écritures")
    assert verify()[0] == f"Volume ouvert à l’événement {volume}\u00a0: il n’a pas {entries}."


def test_what_no_longer_reads_is_a_fault():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps dates that are dates")
    behind_its_back("UPDATE ledger_entry SET effective_on = 'jamais'")
    assert any("ne se lit plus" in fault for fault in verify())


def test_an_empty_ledger_is_whole(things):
    behind_its_back("DELETE FROM ledger_payload")
    for model in (Event, Entry, Account, Closing, Head):
        behind_its_back(f"DELETE FROM {model._meta.db_table}")
    things.clear()
    assert verify() == []


def test_everything_says_what_it_is():
    event = Event.objects.get(number=1)
    assert str(event) == "1 test.post thing:1"
    assert str(Payload.objects.get(event=event)) == "contenu de 1 sur thing:1"
    assert str(Account.objects.get()) == "actions/T2-001//done///"
    assert str(Entry.objects.get()) == "thing:1 2024-01-10 +1"
    assert [str(closing) for closing in Closing.objects.order_by("volume", "grain")] == [
        "actions, 10/01/2024",
        "actions, 01/2024",
        "actions, 2024",
        "actions, 10/01/2024, volume 1",
        "actions, 01/2024, volume 1",
        "actions, 2024, volume 1",
    ]
    assert str(Head.objects.get()) == "événement 2"


def post_more() -> None:
    with transaction.atomic():
        event = record("test.post", subject="thing:1", by=None)
        settle("thing:1", {DAY: [POSTING, POSTING]}, event=event)


def sign_everything_anew() -> None:
    """What somebody who holds the database and knows the platform would do."""
    previous = entries = ""
    lines = dict(verification._lines_by_event())
    triggers.remove(connection)
    for event in Event.objects.order_by("number"):
        event.previous_seal, event.entries_seal = previous, entries
        digests = {each.subject: each.digest for each in event.payloads.all()}
        event.payloads_digest = seals.payloads_digest(digests)
        event.seal = seal_of(event)
        event.save()
        previous, entries = event.seal, lines.get(event.number, "")
    last = Event.objects.latest("number")
    Head.objects.update(
        number=last.number, seal=previous, entries_seal=entries, recorded_at=last.recorded_at
    )
    triggers.install(connection)


def since_noted(noted) -> list[str]:
    assert verify() == []
    return verification.since(noted.number, noted.seal)


def test_what_was_noted_is_still_there_later(things, capsys):
    noted = [position_at(0), position_at(1), head()]
    assert [each.number for each in noted] == [0, 1, 2]
    things["thing:1"] = {DAY: [POSTING, POSTING]}
    post_more()
    assert [position_at(each.number) for each in noted] == noted
    for each in (*noted, head()):
        call_command("verify_ledger", "--since", str(each.number), each.seal)
    assert f"head: {head().number} {head().seal}" in capsys.readouterr().out


def test_a_ledger_signed_anew_is_found(things):
    noted = head()
    things["thing:1"] = {DAY: [POSTING, POSTING]}
    post_more()
    behind_its_back("UPDATE ledger_event SET actor_id = 7 WHERE number = 2")
    sign_everything_anew()
    [fault] = since_noted(noted)
    assert fault.startswith("À l’événement 2, le registre ne porte plus le sceau noté alors")
    with pytest.raises(CommandError, match="ne porte plus le sceau noté"):
        call_command("verify_ledger", "--since", "2", noted.seal)


def test_entries_of_the_last_event_signed_anew_are_found(things):
    things["thing:1"] = {DAY: [POSTING, POSTING]}
    post_more()
    noted = head()
    behind_its_back("UPDATE ledger_entry SET subject = 'other:1' WHERE event_id = 3")
    things["thing:1"] = {DAY: [POSTING]}
    sign_everything_anew()
    assert len(since_noted(noted)) == 1


def test_last_events_that_were_cut_are_found():
    noted = head()
    behind_its_back("DELETE FROM ledger_payload WHERE event_id = 2")
    behind_its_back("DELETE FROM ledger_event WHERE number = 2")
    sign_everything_anew()
    assert since_noted(noted) == [
        "Le registre s’arrête à l’événement 1, alors qu’il allait au moins jusqu’au 2 : ses "
        "derniers événements ont été retirés."
    ]


def test_a_chain_that_is_broken_there_is_found():
    post_more()
    behind_its_back("DELETE FROM ledger_payload WHERE event_id = 2")
    behind_its_back("DELETE FROM ledger_event WHERE number = 2")
    assert verification.since(1, "any") == ["Événement 1 : la chaîne est rompue après lui."]


def test_what_was_noted_is_read_as_a_number():
    for number in ("deux", "-1", "²", "9" * 40):
        with pytest.raises(CommandError, match="n’est pas le numéro d’un événement"):
            call_command("verify_ledger", "--since", number, head().seal)
    with pytest.raises(CommandError, match="12 caractères au moins"):
        call_command("verify_ledger", "--since", "2", head().seal[:11])
    call_command("verify_ledger", "--since", "2", head().seal[:12])


def test_the_command_lists_what_was_erased(capsys):
    erase("thing:1", by=None, reason="demande de la personne", numbers=[1])
    call_command("verify_ledger")
    assert capsys.readouterr().out.splitlines()[0] == "Événement 1, thing:1 : effacé."


def test_a_trigger_that_is_not_there_is_found():
    name, table = "ledger_event_no_delete", "ledger_event"
    if connection.vendor == "postgresql":
        name = "ledger_event_frozen"
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert verify() == [
        f"Le déclencheur {name}, qui interdit de réécrire le registre, manque ou a changé."
    ]
    triggers.install(connection)
    assert verify() == []


def test_a_trigger_that_does_something_else_is_found():
    if connection.vendor == "postgresql":
        change = ["ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_frozen"]
    else:
        change = [
            "DROP TRIGGER ledger_entry_no_update",
            "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry "
            "BEGIN SELECT 1; END",
        ]
    with connection.cursor() as cursor:
        for statement in change:
            cursor.execute(statement)
    [fault] = verify()
    assert fault.startswith("Le déclencheur ledger_entry_")
