import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from usine.pages.management.commands import serve
from usine.values.errors import Refused


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def test_a_port_that_is_taken_is_refused_with_another_one_to_try(db):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Le port {port} est déjà pris.* --port {port + 1}"):
            call_command("serve", port=port, skip_checks=True)


def test_it_runs_the_pages_and_the_background_work(monkeypatch, port, capsys, db):
    processes = {}
    monkeypatch.setattr(serve, "keep_running", lambda commands, **_: processes.update(commands))
    call_command("serve", port=port, workers=3, skip_checks=True)
    assert capsys.readouterr().out == f"Adresse : http://localhost:{port} (Ctrl-C pour arrêter)\n"
    assert processes["pages"][1:8] == [
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "3",
    ]
    assert processes["travaux"][1:4] == ["-m", "django", "work"]


def test_what_dies_is_restarted_and_all_ends_with_us(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "TIME_TO_START", 0)
    monkeypatch.setattr(serve, "PAUSE_BEFORE_RESTART", 0)
    starts, lines = tmp_path / "starts", []

    def tell(line):
        lines.append(line)
        if len(lines) == 2:
            raise serve.Stopped

    lasting = tmp_path / "lasting"
    commands = {
        "durable": python(f"import os, time; open({str(lasting)!r}, 'w').write(str(os.getpid()));"
                          "time.sleep(100)"),
        "fragile": python(f"open({str(starts)!r}, 'a').write('x'); raise SystemExit(7)"),
    }  # fmt: skip
    with pytest.raises(serve.Stopped):
        serve.keep_running(commands, tell=tell)
    assert lines == ["« fragile » s’est arrêté (code 7) : relancé."] * 2
    assert starts.read_text() == "xx"
    with pytest.raises(ProcessLookupError):
        os.kill(int(lasting.read_text()), 0)


def test_what_does_not_start_is_not_started_again_and_again():
    with pytest.raises(Refused, match=r"^« pages » s’est arrêté \(code 3\) au démarrage\.$"):
        serve.keep_running({"pages": python("raise SystemExit(3)")}, tell=pytest.fail)


def test_what_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(serve, "GRACE", -5)
    stubborn = subprocess.Popen(
        python("import signal, time; signal.signal(signal.SIGTERM, lambda *_: print('non'));"
               "print('prêt', flush=True); time.sleep(100); time.sleep(100)"),
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert stubborn.stdout is not None
    with stubborn.stdout:
        stubborn.stdout.readline()
        serve.stop([stubborn])
    assert stubborn.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_without_a_word(number):
    before = signal.getsignal(number)
    with serve.asked_to_stop():
        os.kill(os.getpid(), number)
        time.sleep(10)
        pytest.fail("It went on.")
    assert signal.getsignal(number) is before
