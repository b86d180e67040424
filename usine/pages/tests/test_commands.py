import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from usine.pages.commands import Command
from usine.values.errors import Refused


class Picky(Command):
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("answer")

    def handle(self, *, answer, **options):
        if answer == "non":
            raise Refused("Le fichier est vide.")
        if answer == "jamais":
            raise CommandError("Rien à faire.")
        if answer == "mal":
            raise CommandError("Dites oui.", returncode=2)
        if answer == "table":
            raise OperationalError("no such table: pages_nothing")
        return "fait"


@pytest.mark.parametrize(
    ("answer", "sentence"), [("non", "Le fichier est vide.\n"), ("jamais", "Rien à faire.\n")]
)
def test_a_refusal_is_a_sentence_on_stderr_and_exit_1(answer, sentence, capsys):
    with pytest.raises(SystemExit) as exited:
        Picky().run_from_argv(["usine", "picky", answer])
    assert exited.value.code == 1
    assert tuple(capsys.readouterr()) == ("", sentence)


def test_what_is_done_is_said_on_stdout(capsys):
    Picky().run_from_argv(["usine", "picky", "oui"])
    assert tuple(capsys.readouterr()) == ("fait\n", "")


def test_wrong_usage_is_exit_2():
    with pytest.raises(SystemExit) as exited:
        Picky().run_from_argv(["usine", "picky"])
    assert exited.value.code == 2
    with pytest.raises(SystemExit) as exited:
        Picky().run_from_argv(["usine", "picky", "mal"])
    assert exited.value.code == 2


def test_called_from_python_it_raises():
    with pytest.raises(CommandError, match=r"^Le fichier est vide\.$"):
        call_command(Picky(), "non")


def test_its_traceback_can_be_asked_for():
    with pytest.raises(CommandError) as raised:
        Picky().run_from_argv(["usine", "picky", "non", "--traceback"])
    assert isinstance(raised.value.__cause__, Refused)


def test_help_shows_its_own_options_only(capsys):
    with pytest.raises(SystemExit) as exited:
        Picky().run_from_argv(["usine", "picky", "--help"])
    assert exited.value.code == 0
    usage = capsys.readouterr().out
    assert "answer" in usage
    assert "--settings" not in usage


@pytest.mark.django_db
def test_a_database_that_is_late_is_to_be_migrated():
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    with pytest.raises(CommandError, match="usine migrate"):
        call_command(Picky(), "table")


@pytest.mark.django_db
def test_another_fault_of_the_database_is_not_hidden():
    with pytest.raises(OperationalError, match="pages_nothing"):
        call_command(Picky(), "table")
