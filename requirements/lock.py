"""Resolves requirements/*.in into requirements/*.txt, hashed and without addresses.

Each lock says what it was made from: `--check` compares, without the network.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
LOCKS = {"uv": ["uv"], "base": ["base"], "dev": ["base", "dev"]}
COMPILE = (
    "pip compile --quiet --universal --python-version 3.11 --generate-hashes"
    " --no-emit-index-url --no-annotate --no-header"
)


def made_from(lock: str) -> str:
    """The first line of a lock: a digest of what is asked, comments aside."""
    asked = []
    for name in LOCKS[lock]:
        lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
        asked += [text for line in lines if (text := line.split("#")[0].strip())]
    digest = hashlib.sha256("\n".join(asked).encode()).hexdigest()
    return f"# Made by `make lock` from {', '.join(f'{n}.in' for n in LOCKS[lock])}: {digest}\n"


def make(lock: str, *, upgrade: bool) -> None:
    path = REQUIREMENTS / f"{lock}.txt"
    command = [ROOT / ".venv/bin/uv", *COMPILE.split(), f"requirements/{lock}.in"]
    command += ["--output-file", path.relative_to(ROOT), *(["--upgrade"] if upgrade else [])]
    if lock == "dev":
        command += ["--constraint", "requirements/base.txt"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603
    path.write_text(made_from(lock) + path.read_text())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether the locks are up to date")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    options = parser.parse_args()
    if not options.check:
        for lock in LOCKS:
            make(lock, upgrade=options.upgrade)
        return 0
    stale = [
        lock
        for lock in LOCKS
        if not (REQUIREMENTS / f"{lock}.txt").read_text().startswith(made_from(lock))
    ]
    for lock in stale:
        print(f"requirements/{lock}.txt is older than what it is made from: make lock")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
