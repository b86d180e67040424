"""All that can be read in a file that a page gives, whatever its format."""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pypdf
from pypdf.generic import IndirectObject, StreamObject

_TAGS = re.compile(r"<[^>]*>")
# Where typesetting breaks a word: an ordinary, a soft or a true hyphen, a break without width.
_BREAKS = re.compile("[-\u00ad\u2010\u200b]")


def words_of(content: bytes) -> str:
    """The words of a file, in no order: those of a document, of its properties and of all that it
    holds; of another file, its text."""
    if content.startswith(b"PK"):
        return "\n".join(_of_archive(content))
    if content.startswith(b"%PDF-"):
        return _of_pdf(content)
    return content.decode(errors="replace")


def _of_archive(content: bytes) -> Iterator[str]:
    """Of Word, Excel, PowerPoint: their parts, whose tags may split a word, and what they embed."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            words = words_of(parts.read(name))
            yield from (name, words, _TAGS.sub("", words))


# Several people are given the same file, which takes a tenth of a second to read.
@lru_cache(16)
def _of_pdf(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = (_BREAKS.sub("", page.extract_text()) for page in reader.pages)
    return "\n".join([*pages, *_strings(reader.trailer)])


def _strings(trailer: Any) -> Iterator[str]:
    """What a PDF tells beside its pages: titles, words for drawings, links, attached files."""
    awaiting, met = [trailer], set()
    while awaiting:
        each = awaiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in met:
                continue
            met.add(each.idnum)
            each = each.get_object()
        match each:
            case str():
                yield each
            case bytes():
                yield each.decode(errors="replace")
            case StreamObject():
                yield words_of(each.get_data())
                awaiting += each.values()
            case dict():
                awaiting += each.values()
            case list():
                awaiting += each
