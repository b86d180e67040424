"""`usine import_call` and `usine export_call`: equal bytes, and what is told."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from usine.calls.models import Call, CallVersion
from usine.calls.stages import Stage

from .documents import example, with_value
from .factories import CODE, bytes_of, make_call

pytestmark = pytest.mark.django_db


def imported(path, *options) -> list[str]:
    out = io.StringIO()
    call_command("import_call", str(path), *options, stdout=out)
    return out.getvalue().splitlines()


def exported(capfdbinary, *options) -> bytes:
    call_command("export_call", CODE, *options)
    sys.stdout.flush()
    return capfdbinary.readouterr().out


@pytest.fixture
def written(tmp_path):
    def write(data: bytes):
        path = tmp_path / "appel.json"
        path.write_bytes(data)
        return path

    return write


def test_what_is_exported_is_what_was_imported(written, capfdbinary, tmp_path):
    data = bytes_of(example())
    assert imported(written(data)) == [f"Appel {CODE} créé, version 1 (v1)."]
    assert exported(capfdbinary) == data
    copy = tmp_path / "copie.json"
    call_command("export_call", CODE, "--output", str(copy))
    assert copy.read_bytes() == data
    assert imported(copy) == [f"Appel {CODE}, version 1 (v1)\u00a0: rien ne change."]
    assert CallVersion.objects.count() == 1


def test_another_layout_is_stored_in_canonical_form_and_told(written, capfdbinary):
    lines = imported(written(json.dumps(example(), indent=1).encode()))
    assert lines[0].startswith("Ce fichier a une autre mise en page\u00a0: ")
    assert len(lines) == 2
    assert exported(capfdbinary) == bytes_of(example())


def test_a_new_version_is_told_and_the_old_one_is_still_there(written, capfdbinary):
    make_call()
    changed = bytes_of(with_value("texts.after", "Bientôt."))
    assert imported(written(changed)) == [
        f"Appel {CODE}, version 2 (v1) publiée\u00a0:",
        "  Textes\u00a0: modifiés (suites).",
    ]
    assert exported(capfdbinary) == changed
    assert exported(capfdbinary, "--number", "1") == bytes_of(example())


def test_a_call_is_opened_as_it_comes_in(written):
    path = written(bytes_of(example()))
    assert imported(path, "--open")[-1] == "L’appel est publié."
    assert Call.objects.get().stage == Stage.OPEN
    assert imported(path, "--open") == [f"Appel {CODE}, version 1 (v1)\u00a0: rien ne change."]


def test_a_file_comes_by_the_input(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(bytes_of(example())))
    monkeypatch.setattr(sys, "stdin", stream)
    assert imported("-") == [f"Appel {CODE} créé, version 1 (v1)."]


def test_every_fault_is_told(written):
    document = with_value("call.subject", "plan")
    document["nouveau"] = 1
    with pytest.raises(CommandError) as refusal:
        imported(written(bytes_of(document)))
    lines = str(refusal.value).splitlines()
    assert [line.partition("\u00a0")[0] for line in lines] == [
        "Ce fichier d’appel a 2",
        "call.subject",
        "nouveau",
    ]


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="ne se lit pas"):
        imported(tmp_path / "rien.json")
    with pytest.raises(CommandError, match="Aucun appel ne porte le code"):
        call_command("export_call", CODE)
    make_call()
    with pytest.raises(CommandError, match="n’a pas de version 3"):
        call_command("export_call", CODE, "--number", "3")
    with pytest.raises(CommandError, match="ne s’écrit pas"):
        call_command("export_call", CODE, "--output", str(tmp_path / "ailleurs" / "x.json"))
