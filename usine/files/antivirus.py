"""Asks ClamAV about a file, by its INSTREAM command, where an antivirus is configured."""

import socket
from collections.abc import Iterator
from contextlib import closing
from struct import pack

from django.conf import settings

from usine.values.errors import Refused

CHUNK = 64 * 1024
SECONDS = 30.0
LONGEST_ANSWER = 4_096


class Unreachable(Refused):
    """The antivirus is configured and did not answer: nothing is taken that it did not see."""

    def __init__(self) -> None:
        super().__init__(
            "n’a pas pu être vérifié\u00a0: l’antivirus ne répond pas. Rien n’est "
            "enregistré\u00a0; réessayez dans quelques minutes."
        )


def check(content: bytes) -> None:
    """Raise Refused when the antivirus finds something, Unreachable when it does not answer."""
    if not settings.CLAMAV_ADDRESS:
        return
    answer = _asked(content)
    if answer.endswith("FOUND"):
        raise Refused("est refusé par l’antivirus\u00a0: il contient un programme malveillant.")
    if answer != "stream: OK":
        raise Unreachable


def _asked(content: bytes) -> str:
    """The answer of the antivirus, such as "stream: OK"."""
    host, _, port = settings.CLAMAV_ADDRESS.rpartition(":")
    try:
        with closing(socket.create_connection((host, int(port)), timeout=SECONDS)) as there:
            for part in _sent(content):
                there.sendall(part)
            return _answer(there)
    except OSError as error:
        raise Unreachable from error


def _sent(content: bytes) -> Iterator[bytes]:
    """The command, the file in chunks that each say their length, then an empty one."""
    yield b"zINSTREAM\0"
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        yield pack("!L", len(chunk)) + chunk
    yield pack("!L", 0)


def _answer(there: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        if not (part := there.recv(LONGEST_ANSWER)):
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
