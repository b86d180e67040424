"""`usine demo`: builds once, says how to enter, and opens nothing where DEBUG is off."""

import re
import stat

import pytest
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from usine.demo.management.commands import demo
from usine.geography.models import Vintage
from usine.ledger.models import Event
from usine.people.demonstration import address
from usine.people.models import User
from usine.people.operations import create_user
from usine.people.roles import Role
from usine.plans.models import Action
from usine.territories.models import Territory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "chef-de-projet@demo.example",
    "coordinateur@demo.example",
    "equipe-nationale@demo.example",
    "elu@demo.example",
    "industriel@demo.example",
    "lecteur@demo.example",
]


@pytest.fixture(autouse=True)
def _geography(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    Vintage.objects.create(year=2026, source="essai", loaded_at=timezone.now())


def output(capsys) -> str:
    call_command("demo")
    return capsys.readouterr().out


def password_in(text: str) -> str:
    match = re.search(r"mot de passe : (\S+)", text)
    assert match
    return match[1]


def test_it_says_where_the_mails_that_it_sends_are_kept(programme, capsys, settings, tmp_path):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    programme(3)
    assert f"Courriels envoyés, à ouvrir\u00a0: {tmp_path / 'mails'} (un" in output(capsys)
    send_mail("Objet", "Bonjour à tous", "a@demo.example", ["b@demo.example"])
    kept = [each.read_text() for each in (tmp_path / "mails").iterdir()]
    assert sum("Bonjour à tous" in each for each in kept) == 1


def test_it_builds_then_says_how_to_enter(programme, capsys, settings, tmp_path):
    settings.DEBUG = True
    programme(3)
    first = output(capsys)
    assert "… 11/2023" in first
    assert "Démonstration construite" in first
    secret = password_in(first)
    assert "Courriels envoyés" not in first
    assert re.findall(r"\S+@demo\.example", first) == ADDRESSES
    assert stat.S_IMODE((tmp_path / "demo_password").stat().st_mode) == 0o600
    for email in ADDRESSES:
        assert User.objects.get(email=email).check_password(secret)
    closed = User.objects.exclude(email__in=ADDRESSES)
    assert closed.exists()
    assert not any(user.has_usable_password() for user in closed)

    events, actions = Event.objects.count(), Action.objects.count()
    again = output(capsys)
    assert again.startswith("La démonstration est déjà construite.")
    assert password_in(again) == secret
    assert (Event.objects.count(), Action.objects.count()) == (events, actions)

    # A password that was lost is drawn again, and the accounts follow.
    (tmp_path / "demo_password").unlink()
    other = password_in(output(capsys))
    assert other != secret
    assert User.objects.get(email=address(Role.READER)).check_password(other)

    settings.DEBUG = False
    assert "mot de passe" not in output(capsys)
    assert not any(user.has_usable_password() for user in User.objects.all())
    settings.DEBUG = True
    assert password_in(output(capsys)) == other
    assert User.objects.get(email=address(Role.READER)).check_password(other)


def test_each_account_has_its_mandate(programme, capsys, settings):
    settings.DEBUG = True
    programme(3)
    lines = {line.split()[0]: line for line in output(capsys).splitlines() if "@demo" in line}
    assert lines["chef-de-projet@demo.example"].endswith("chef de projet – Territoire 000")
    assert lines["coordinateur@demo.example"].endswith("– Hauts-de-France")
    assert lines["equipe-nationale@demo.example"].endswith("équipe nationale – France")


def test_geography_is_loaded_first_when_it_is_not_there(programme, monkeypatch):
    programme(1)
    Vintage.objects.all().delete()
    called = []
    monkeypatch.setattr(demo, "call_command", lambda name, **options: called.append(name))
    monkeypatch.setattr(demo, "build", lambda **options: called.append("build"))
    monkeypatch.setattr(demo.Command, "present", lambda self: None)
    call_command("demo")
    assert called == ["load_geography", "build"]


def test_another_reference_than_that_of_the_demonstration_is_told(programme, capsys, tmp_path):
    programme(1)
    output(capsys)
    Territory.objects.update(is_demonstration=True)
    folder = tmp_path / "reference"

    def output_with_folder() -> str:
        call_command("demo", reference=folder)
        return capsys.readouterr().out

    assert "À savoir" not in output_with_folder()  # nothing there to take
    folder.mkdir()
    (folder / "territoires-industrie-temps2.geojson").touch()
    assert f"ceux du dossier {folder}" in output_with_folder()
    assert "VAR_DIR" in output_with_folder()
    assert "DATABASE_URL" in output_with_folder()
    assert "À savoir" not in output(capsys)  # no folder asked
    Territory.objects.update(is_demonstration=False)
    assert "À savoir" not in output_with_folder()


def test_real_work_is_refused(programme):
    create_user(email="vrai@exemple.fr", first_name="Une", last_name="Personne", by=None)
    with pytest.raises(CommandError, match="travail réel"):
        call_command("demo")


def test_statements_are_kept_again_afterwards():
    from django.db import connection

    before = connection.make_debug_cursor
    with demo.statements_not_kept():
        assert connection.make_debug_cursor == connection.make_cursor
    assert connection.make_debug_cursor == before


@pytest.mark.parametrize("has_outlines", [True, False])
def test_it_may_prepare_the_database_first(monkeypatch, settings, tmp_path, has_outlines):
    settings.DEBUG = False  # nothing is built, so that no account is there to be opened
    called = []
    monkeypatch.setattr(
        demo, "call_command", lambda *args, **options: called.append((args, options))
    )
    monkeypatch.setattr(demo, "build", lambda **options: None)
    for name in demo.OUTLINES if has_outlines else demo.OUTLINES[:1]:
        (tmp_path / name).touch()
    call_command("demo", set_up=True, reference=tmp_path)
    (migrate, _), (geography, options) = called
    assert (migrate, geography) == (("migrate",), ("load_geography",))
    assert options["outlines"] == (tmp_path if has_outlines else None)
