"""A migration that was landed is never edited: `migrations.txt` keeps the digest of each.

`python -m tests.migrations` (`make format`) adds the new ones. It leaves those that were altered as
they were listed, and `test_no_landed_migration_is_edited` names them. Nothing is kept as long as
the list is not there: `touch tests/migrations.txt` begins it.
"""

import hashlib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".txt")


def digests() -> dict[str, str]:
    """{path: SHA-256} of the migrations of every room."""
    paths = sorted((ROOT / "usine").glob("*/migrations/0*.py"))
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


def listed() -> dict[str, str]:
    lines = (line.split() for line in LIST.read_text().splitlines())
    return {path: digest for digest, path in lines}


def main() -> None:
    if LIST.exists():
        latest = digests() | listed()
        LIST.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(latest.items())))


if __name__ == "__main__":
    main()
