"""The server as it is started for real, in a process of its own."""

import gzip
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from django.contrib.staticfiles import finders
from django.db import connection

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="tried once, on SQLite"
)

STYLES = "dsfr/dist/dsfr/dsfr.min.css"


@pytest.fixture
def database(tmp_path, db) -> str:
    """A copy of the database of the tests: to migrate another would take much longer."""
    migrated = sqlite3.connect(connection.settings_dict["NAME"])
    with closing(migrated), closing(sqlite3.connect(tmp_path / "served")) as copy:
        migrated.backup(copy)
    return f"sqlite:///{tmp_path}/served"


@pytest.fixture
def address(tmp_path, database):
    """`usine serve` as the demonstration starts it; it must leave when it is asked to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}
    environment |= {"VAR_DIR": str(tmp_path), "DATABASE_URL": database}
    usine = [sys.executable, "-m", "django"]
    with subprocess.Popen(
        [*usine, "serve", "--port", port], env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert f"http://localhost:{port} " in server.stdout.readline()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0
    with pytest.raises(URLError):
        urlopen(f"http://127.0.0.1:{port}")


def answered(request: Request):
    for _ in range(100):
        try:
            return urlopen(request)
        except URLError:
            time.sleep(0.1)
    return pytest.fail("Nothing answers.")


def test_styles_are_served_compressed_and_the_server_leaves_when_asked(address):
    request = Request(f"{address}/static/{STYLES}", headers={"Accept-Encoding": "gzip"})
    with answered(request) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        path = finders.find(STYLES)
        assert path is not None
        assert gzip.decompress(response.read()) == Path(path).read_bytes()
