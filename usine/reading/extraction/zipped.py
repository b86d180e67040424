"""The parts of a zipped workbook, inflated within limits."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from .survey import (
    DAMAGED,
    NOT_A_SPREADSHEET,
    PROTECTED,
    TOO_LARGE,
    Limits,
    Refusal,
)

PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
SMALL = 1_000_000  # bytes: a smaller part may be compressed by any ratio

XLSX_PARTS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedstrings\.xml|xl/styles\.xml|xl/theme/theme\d+\.xml"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+\.xml\.rels|xl/comments[^.]*\.xml",
    re.IGNORECASE,
)
ODS_PARTS = re.compile(r"mimetype|META-INF/manifest\.xml|content\.xml|styles\.xml")

OTHERS = {
    "xl/workbook.bin": "c’est un classeur binaire .xlsb, à enregistrer d’abord en .xlsx",
    "word/document.xml": "c’est un document de traitement de texte",
    "ppt/presentation.xml": "c’est une présentation",
    "Index/Document.iwa": "c’est un classeur Numbers, à exporter d’abord en .xlsx",
}


def parts(content: bytes, limits: Limits) -> tuple[str, dict[str, bytes]]:
    """The kind of a zipped workbook (`xlsx` or `ods`) and those of its parts that are read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return "xlsx", _inflate(archive, XLSX_PARTS.fullmatch, limits)
            inflated = _inflate(archive, ODS_PARTS.fullmatch, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise Refusal(DAMAGED) from error
    if b"opendocument.spreadsheet" in inflated.get("mimetype", b"") and "content.xml" in inflated:
        if b"encryption-data" in inflated.get("META-INF/manifest.xml", b""):
            raise Refusal(PROTECTED)
        return "ods", inflated
    what = next((phrase for name, phrase in OTHERS.items() if name in names), "c’est une archive")
    raise Refusal(NOT_A_SPREADSHEET.format(what=what))


def _inflate(
    archive: zipfile.ZipFile, wanted: Callable[[str], object], limits: Limits
) -> dict[str, bytes]:
    """The wanted parts; their true sizes are measured, as headers may lie."""
    inflated: dict[str, bytes] = {}
    names: set[str] = set()
    size = tags = 0
    for info in archive.infolist():
        if not wanted(info.filename):
            continue
        if info.flag_bits & ENCRYPTED:
            raise Refusal(PROTECTED)
        if info.compress_type not in PLAIN or info.filename.lower() in names:
            raise Refusal(DAMAGED)
        names.add(info.filename.lower())
        with archive.open(info) as stream:
            part = stream.read(limits.inflated - size + 1)
        size += len(part)
        tags += part.count(b"<")
        swollen = len(part) > max(SMALL, limits.ratio * info.compress_size)
        if size > limits.inflated or tags > limits.tags or swollen:
            raise Refusal(TOO_LARGE)
        inflated[info.filename] = part
    return inflated


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """A clean archive of these parts alone, so that calamine reads what was measured."""
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    clean.seek(0)
    return clean
