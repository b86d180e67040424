"""The antivirus, played by a small server on loopback that speaks the protocol of ClamAV."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from struct import unpack

import pytest

from usine.files.checking import Sent, checked
from usine.values.errors import Refused

from .factories import PDF

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"


class Clam(socketserver.BaseRequestHandler):
    """Answers INSTREAM: what it was given is kept in `server.seen`."""

    def handle(self) -> None:
        assert self._read(10) == b"zINSTREAM\0"
        content = b""
        while size := unpack("!L", self._read(4))[0]:
            content += self._read(size)
        self.server.seen.append(content)
        if answer := self.server.answer:
            self.request.sendall(answer)
            return
        verdict = b"Eicar-Test FOUND" if EICAR in content else b"OK"
        self.request.sendall(b"stream: ")
        self.request.sendall(verdict + b"\0")

    def _read(self, size: int) -> bytes:
        content = b""
        while len(content) < size:
            content += self.request.recv(size - len(content))
        return content


@contextmanager
def clam(settings, answer: bytes = b"") -> Iterator[list[bytes]]:
    """Within the block, ClamAV is configured and answers; gives the files that it was shown."""
    with socketserver.TCPServer(("127.0.0.1", 0), Clam) as server:
        server.seen, server.answer = [], answer
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        try:
            yield server.seen
        finally:
            server.shutdown()
            thread.join()


def test_it_sees_the_whole_file(settings):
    heavy = PDF + bytes(200_000)
    with clam(settings) as seen:
        [file] = checked([Sent("Plan.pdf", heavy)])
    assert (seen, file.content) == ([heavy], heavy)


def test_what_it_finds_is_refused(settings):
    with clam(settings), pytest.raises(Refused, match="refusé par l’antivirus"):
        checked([Sent("Plan.pdf", PDF + EICAR)])


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: O", b"x" * 5_000]
)
def test_what_it_does_not_say_is_sound_is_refused(settings, answer):
    with clam(settings, answer), pytest.raises(Refused, match="ne répond pas"):
        checked([Sent("Plan.pdf", PDF)])


@pytest.mark.parametrize("address", ["127.0.0.1:1", "localhost:1"])
def test_nothing_is_taken_while_it_does_not_answer(settings, address):
    settings.CLAMAV_ADDRESS = address
    with pytest.raises(Refused) as refused:
        checked([Sent("Plan.pdf", PDF)])
    assert str(refused.value).startswith(
        "«\u00a0Plan.pdf\u00a0» n’a pas pu être vérifié\u00a0: l’antivirus ne répond pas."
    )


def test_without_address_nothing_is_asked(settings):
    settings.CLAMAV_ADDRESS = ""
    assert [file.name for file in checked([Sent("Plan.pdf", PDF + EICAR)])] == ["Plan.pdf"]
