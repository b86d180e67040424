"""The process that reads one file: bytes on its input, JSON on its output.

It answers `{"sheets": […]}` or `{"refused": "…"}` and exits with 0. A crash, or a limit reached,
exits with another code, and the file is refused.
"""

import contextlib
import json
import resource
import signal
import sys
from typing import BinaryIO

from .grids import extract
from .survey import Refusal

MEMORY = 768 << 20
"""In bytes of address space; the largest file within the limits takes a third of it."""

CPU_SECONDS = 1.8
"""A plan of 10,000 actions takes half a second."""


def answer(source: BinaryIO, target: BinaryIO) -> None:
    reply: dict[str, object]
    try:
        reply = {"sheets": extract(source.read())}
    except Refusal as refusal:
        reply = {"refused": str(refusal)}
    target.write(json.dumps(reply).encode())


def confine() -> None:
    """Bound the memory and the time of this process; macOS may not bound memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # SIGPROF has no handler: it ends the process


def main() -> None:
    confine()
    answer(sys.stdin.buffer, sys.stdout.buffer)
