"""What a file is, by its bytes: neither its name nor what the browser says of it is believed."""

import zipfile
from io import BytesIO

import puremagic

from usine.values.errors import Refused

from .formats import IMAGES, OFFICE, OPEN_DOCUMENT, PDF, TEXTS, Format

# The first bytes, where signatures stand; the most that is inflated of a part of an archive.
HEAD, PART = 4_096, 1_000_000
ZIP = b"PK\x03\x04"
# What a file of an older office, or one with a password, begins with.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Texts that a browser or an office would act upon.
ACTIVE = {".html", ".htm", ".xhtml", ".svg", ".xml", ".rtf", ".ps", ".eps", ".mht", ".eml"}
CONTROLS = {*range(32), 127} - set(b"\t\n\r\f")


def sniffed(content: bytes) -> tuple[Format, ...]:
    """The formats that these bytes may be: one, or the texts, which look alike; none when unknown.

    Raises Refused when the file is dangerous, or cannot be opened.
    """
    if content.startswith(COMPOUND):
        raise Refused(
            "est d’un ancien format d’Office ou protégé par un mot de passe\u00a0: "
            "enregistrez-le sans mot de passe, en .docx, .xlsx, .pptx ou PDF."
        )
    if content.startswith(ZIP):
        return _office(content)
    endings = _endings(content)
    for each in (PDF, *IMAGES):
        if f".{each.code}" in endings and not _is_too_early(each, content):
            return (each,)
    return TEXTS if not endings & ACTIVE and is_text(content) else ()


def _endings(content: bytes) -> set[str]:
    """The extensions of the signatures that the first bytes bear."""
    try:
        return {match.extension for match in puremagic.magic_string(content[:HEAD])}
    except (puremagic.PureError, ValueError):
        return set()


def _is_too_early(each: Format, content: bytes) -> bool:
    """Whether a PDF does not begin with its signature: readers take it, and so do browsers of
    something else."""
    return each is PDF and not content.startswith(b"%PDF-")


def is_text(content: bytes) -> bool:
    """Whether these are words: in UTF-8 or Windows-1252, without control characters."""
    if CONTROLS & set(content):
        return False
    return _reads_as(content, "utf-8") or _reads_as(content, "cp1252")


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _office(content: bytes) -> tuple[Format, ...]:
    """The document of an office that an archive is; no part is inflated whole."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _of_archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refused("est abîmé\u00a0: enregistrez-le de nouveau.") from error


def _of_archive(archive: zipfile.ZipFile) -> tuple[Format, ...]:
    names = archive.namelist()
    if any(_is_macro(name) for name in names):
        raise Refused("contient des macros\u00a0: enregistrez-le sans elles.")
    if "mimetype" in names:
        kind = _part(archive, "mimetype").strip().decode("ascii", "replace")
        return tuple(e for e in OFFICE if e.mime == kind and kind.startswith(OPEN_DOCUMENT))
    if "[Content_Types].xml" not in names:
        return ()
    types = _part(archive, "[Content_Types].xml").decode("utf-8", "replace")
    return tuple(each for each in OFFICE if f'"{each.mime}.main+xml"' in types)


def _is_macro(name: str) -> bool:
    """Whether a part of an archive holds a program, or what a program would be run by."""
    lowered = name.lower()
    return lowered.endswith("vbaproject.bin") or lowered.startswith(("basic/", "scripts/"))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(PART)
