"""What must hold of a document, and why it does not: plain Python, no database."""

import unicodedata
from datetime import timedelta
from pathlib import PurePosixPath

LONGEST_NAME = 150
# Of one sending, whose files are all kept or none.
MOST_AT_ONCE = 5
# How long a document that was withdrawn may be put back.
KEPT = timedelta(days=30)
# Letters that turn the reading order round: "gnp.exe" shown as "exe.png".
TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}


def clean_name(name: str) -> str:
    """The name of a file as it may be shown and given back, without folders nor hidden letters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(each for each in last if not _is_hidden(each)).strip().rstrip(" .")
    stem, ending = split(kept)
    stem = stem[: LONGEST_NAME - len(ending) - 1].strip() or "document"
    return f"{stem}.{ending}" if ending else stem


def _is_hidden(letter: str) -> bool:
    return letter in TURNING or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def split(name: str) -> tuple[str, str]:
    """("Convention signée", "pdf"); a long ending is none."""
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.lower()) if dot and ending.isalnum() and len(ending) <= 5 else (name, "")


def size_refusal(size: int, most: int) -> str | None:
    """Why a file of so many bytes is not taken; None when it is."""
    if size == 0:
        return "est vide."
    if size > most:
        return f"pèse plus de {in_megabytes(most)}\u00a0: réduisez-le, ou joignez-en une partie."
    return None


def count_refusal(count: int) -> str | None:
    if count == 0:
        return "Choisissez un fichier."
    if count > MOST_AT_ONCE:
        return f"Envoyez {MOST_AT_ONCE} fichiers au plus à la fois."
    return None


def quota_refusal(total: int, most: int) -> str | None:
    """Why a subject does not take more, once its documents would weigh so many bytes."""
    if total <= most:
        return None
    return (
        f"Les documents d’ici pèseraient plus de {in_megabytes(most)}\u00a0: retirez-en d’abord. "
        "Un document retiré libère sa place au bout de trente jours."
    )


def in_megabytes(size: int) -> str:
    return f"{size // 1024 // 1024}\u00a0Mo"
