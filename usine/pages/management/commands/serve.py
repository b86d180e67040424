"""usine serve: the pages and the background work, in one command."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandParser

from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused

# How long a request or a job under way may take to end, in seconds.
GRACE = 30
PAUSE_BEFORE_RESTART = 1
TIME_TO_START = 10
PR_SET_PDEATHSIG = 1
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108


class Stopped(Exception):
    """Somebody asked the server to stop."""


class Command(BaseCommand):
    help = (
        "Sert les pages et exécute les travaux d’arrière-plan. Un travailleur qui meurt est "
        "relancé ; Ctrl-C arrête tout proprement."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=int(os.environ.get("PORT", "8000")),
            help="port d’écoute (celui de la variable PORT, 8000 sinon)",
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="adresse d’écoute (cette machine seule sinon)"
        )
        parser.add_argument(
            "--workers", type=int, default=2, help="processus qui servent les pages"
        )
        parser.add_argument(
            "--threads", type=int, default=4, help="requêtes à la fois par processus"
        )

    def handle(self, *, port: int, host: str, workers: int, threads: int, **options) -> None:
        refuse_if_taken(host, port)
        pages = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}"]
        pages += ["--workers", str(workers), "--threads", str(threads)]
        pages += ["--graceful-timeout", str(GRACE), "--log-level", "warning"]
        if SHARED_MEMORY.is_dir():
            # A slow disk must not make a worker look dead.
            pages += ["--worker-tmp-dir", str(SHARED_MEMORY)]
        # A worker started again finds the jobs that it left under its name.
        work = [
            sys.executable,
            "-m",
            "django",
            "work",
            "--name",
            f"{socket.gethostname()[:50]}:{port}",
        ]
        name = "localhost" if host == "127.0.0.1" else host
        self.stdout.write(f"Adresse : http://{name}:{port} (Ctrl-C pour arrêter)")
        self.stdout.flush()
        with asked_to_stop():
            keep_running({"pages": pages, "travaux": work}, tell=self.stderr.write)


def refuse_if_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"Le port {port} est déjà pris, ou interdit, sur {host}. "
                f"Choisissez-en un autre : --port {port + 1}, ou PORT={port + 1} make demo."
            ) from error


@contextmanager
def asked_to_stop() -> Iterator[None]:
    """Within the block SIGINT and SIGTERM raise `Stopped`, which ends the block silently."""

    def stop(signum, frame) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_running(commands: Mapping[str, Sequence[str]], *, tell: Callable[[str], None]) -> None:
    """Run the commands until an exception comes, then end them; restart each command that ends.

    Raises Refused when a command ends at once the first time: a restart would end the same way.
    """
    running: dict[str, subprocess.Popen[bytes]] = {}
    started_at = time.monotonic()
    try:
        for name, command in commands.items():
            running[name] = start(command)
        while True:
            time.sleep(0.2)
            for name, process in running.items():
                if process.poll() is None:
                    continue
                ended = f"« {name} » s’est arrêté (code {process.returncode})"
                if time.monotonic() - started_at < TIME_TO_START:
                    raise Refused(f"{ended} au démarrage.")
                tell(f"{ended} : relancé.")
                time.sleep(PAUSE_BEFORE_RESTART)
                running[name] = start(commands[name])
    finally:
        stop(running.values())


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # In its own process group, so that Ctrl-C reaches only us and we end the process once: a
    # second signal would make the worker drop the job under way.
    return subprocess.Popen(command, process_group=0, preexec_fn=end_with_parent)  # noqa: S603


def end_with_parent() -> None:  # pragma: no cover: in the child
    """Have Linux end this process when the one that started it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(processes: Collection[subprocess.Popen[bytes]]) -> None:
    """Ask the processes to end, and kill those that do not."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE + 5
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
