"""Papers as accessible PDF (PDF/UA-1 and PDF/A-2a), typeset by typst.

Texts reach typst as JSON that its template reads: none is ever taken for markup.
"""

import json
import re
import struct
import tempfile
import zlib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import dsfr
import typst

from .papers import Paper, visible

_TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
_STANDARDS = ["ua-1", "a-2a"]
_DESIGN_SYSTEM = Path(dsfr.__file__).parent / "static" / "dsfr" / "dist" / "fonts"
_WEIGHTS = ("Regular", "Medium", "Bold")
# What stands for a character that no font draws: a PDF/A must draw each.
MISSING = "\u25a1"
# The letters, signs and spaces of European texts, which Marianne has.
_COMMON = "\n -~\u00a0-\u00ac\u00ae-\u017f\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u202f\u20ac"
_RARE = re.compile(f"[{_COMMON}]?[^{_COMMON}]+")


def as_pdf(paper: Paper) -> bytes:
    """The file of a paper."""
    return _compiled(paper, format="pdf", pdf_standards=_STANDARDS)


def as_images(paper: Paper) -> list[bytes]:
    """The pages of a paper as PNG, to look at."""
    pages = _compiled(paper, format="png", ppi=80)
    return pages if isinstance(pages, list) else [pages]


def _compiled(paper: Paper, **options: Any) -> Any:
    told = json.dumps(_drawn(asdict(paper)), ensure_ascii=False)
    return typst.compile(str(_TEMPLATE), font_paths=_fonts(), sys_inputs={"paper": told}, **options)


def _drawn(value: Any) -> Any:
    """A value whose texts hold only what is drawn."""
    if isinstance(value, str):
        return drawn(value)
    if isinstance(value, dict):
        return {name: _drawn(each) for name, each in value.items()}
    return [_drawn(each) for each in value] if isinstance(value, list | tuple) else value


def drawn(text: str) -> str:
    """A text without what is not visible, nor what no font draws."""
    return _RARE.sub(lambda match: _drawn_run(match[0]), visible(text))


@cache
def _drawn_run(run: str) -> str:
    """A few rare characters, after the common one that they may combine with."""
    if _is_drawn(run):
        return run
    return "".join(each if _is_drawn(each) else MISSING for each in run)


@cache
def _is_drawn(text: str) -> bool:
    """Whether the fonts draw a text, asked of typst itself."""
    source = b'#set text(font: "Marianne")\n#sys.inputs.text'
    try:
        typst.compile(
            source, font_paths=_fonts(), sys_inputs={"text": text}, pdf_standards=["a-2a"]
        )
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> typst.Fonts:
    """Marianne, as the design system carries it, beside the fonts of typst."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_folder().name])


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where typst reads fonts, each when it is needed: there as long as the process."""
    folder = tempfile.TemporaryDirectory(prefix="usine-fonts-")
    for weight in _WEIGHTS:
        web = (_DESIGN_SYSTEM / f"Marianne-{weight}.woff").read_bytes()
        (Path(folder.name) / f"Marianne-{weight}.ttf").write_bytes(_from_web(web))
    return folder


def _from_web(woff: bytes) -> bytes:
    """A font without the compression of the web (WOFF 1.0, W3C 2012), which typst does not read."""
    _, flavor, _, count, *_ = struct.unpack(">4s4sIHHIHHIIIII", woff[:44])
    power = count.bit_length() - 1
    header = struct.pack(">4sHHHH", flavor, count, 16 << power, power, (count - (1 << power)) * 16)
    entries, tables = b"", b""
    for rank in range(count):
        tag, at, packed, size, checksum = struct.unpack(
            ">4sIIII", woff[44 + 20 * rank : 64 + 20 * rank]
        )
        table = woff[at : at + packed]
        table = zlib.decompress(table) if packed < size else table
        start = len(header) + 16 * count + len(tables)
        entries += struct.pack(">4sIII", tag, checksum, start, size)
        tables += table + bytes(-size % 4)
    return header + entries + tables
