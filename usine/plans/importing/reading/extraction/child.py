"""The process that reads one file: bytes on its input, JSON on its output.

It answers `{"sheets": […]}` or `{"refused": "…"}` and leaves with 0; whatever else happens, a
crash or a limit reached, it leaves with another code and the file is refused.
"""

import contextlib
import json
import resource
import signal
import sys
from typing import BinaryIO

from .grids import extract
from .survey import Refusal

MEMORY = 1 << 30  # bytes of address space
CPU_SECONDS = 4.0


def answer(source: BinaryIO, target: BinaryIO) -> None:
    said: dict[str, object]
    try:
        said = {"sheets": extract(source.read())}
    except Refusal as refusal:
        said = {"refused": str(refusal)}
    target.write(json.dumps(said).encode())


def confine() -> None:
    """Bound the memory and the time of this process; macOS may not bound memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # nobody handles SIGPROF: it ends us


def main() -> None:
    confine()
    answer(sys.stdin.buffer, sys.stdout.buffer)
