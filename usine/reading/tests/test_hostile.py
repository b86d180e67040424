"""Files made to harm, or merely broken: refused in a moment with a sentence that helps."""

import io
import logging
import random
import re
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from functools import cache

import msoffcrypto.format.ooxml
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usine.reading import MAX_BYTES, Unreadable, sandbox
from usine.reading.extraction import child
from usine.reading.extraction.grids import extract
from usine.reading.extraction.survey import Refusal

from .readings import read
from .spreadsheets import (
    HEADER,
    MAIN,
    ROW,
    TEXT_ROW,
    archive,
    compound,
    delimited,
    ods,
    ods_cell,
    ods_row,
    raw_xlsx,
    record,
    sheet_xml,
    xls,
    xlsx,
)

TOO_LARGE = "une fois décompressé, est démesuré"
DAMAGED = "est endommagé ou incomplet"
PROTECTED = "protégé par un mot de passe"
NOT_ONE = "n’est pas un tableau"
NO_HEADER = "Aucune ligne d’en-tête"


def bomb() -> bytes:
    strings = "<si><t>x</t></si>" * 2_000_000
    return raw_xlsx(sheet_xml(TEXT_ROW), {"xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>"})


def lying() -> bytes:
    """A part that unzips to 60 MB and says that it holds 1,000 bytes."""
    content = bytearray(raw_xlsx(sheet_xml(TEXT_ROW + " " * 60_000_000)))
    for entry in re.finditer(b"PK\x01\x02", bytes(content)):
        struct.pack_into("<I", content, entry.start() + 24, 1000)
    return bytes(content)


def locked() -> bytes:
    """A zip whose entries are encrypted."""
    content = bytearray(xlsx(HEADER, ROW))
    for entry in re.finditer(b"PK\x01\x02", bytes(content)):
        content[entry.start() + 8] |= 1
    return bytes(content)


def encrypted() -> bytes:
    target = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx(HEADER, ROW))).encrypt("secret", target)
    return target.getvalue()


def workbook_xml(key: str, times: int) -> str:
    names = f'{MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    sheet = f'<sheet name="Plan" sheetId="1" r:id="{key}"/>'
    return f"<workbook {names}><sheets>{sheet * times}</sheets></workbook>"


def laughs() -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return f"<!DOCTYPE x [{entities}]><worksheet {MAIN}><sheetData>&i;</sheetData></worksheet>"


def numbered(rows: int, columns: int) -> str:
    chance = random.Random(1)
    line = "".join(f"<c><v>{chance.randrange(10**9)}</v></c>" for _ in range(columns))
    return sheet_xml(TEXT_ROW + f"<row>{line}</row>" * rows)


def attributes(count: int) -> str:
    return " ".join(f"a{n}=''" for n in range(count))


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def spread(rows: str, columns: str = "1") -> bytes:
    """A text repeated so many times in an open document."""
    cell = ods_cell("x", f'table:number-columns-repeated="{columns}"')
    return ods({"Plan": ods_row(cell, attributes=f'table:number-rows-repeated="{rows}"')})


GRAND = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(30_000))

HOSTILE = {
    "shared strings bomb": (bomb, TOO_LARGE),
    "50 MB of spaces": (lambda: raw_xlsx(sheet_xml(" " * 50_000_000)), TOO_LARGE),
    "9 million empty cells": (lambda: raw_xlsx(sheet_xml("<c/>" * 9_000_000)), TOO_LARGE),
    "lying sizes": (lying, DAMAGED),
    "deep": (lambda: raw_xlsx(sheet_xml("<a>" * 1_400_000 + "</a>" * 1_400_000)), TOO_LARGE),
    "rows": (lambda: raw_xlsx(sheet_xml(GRAND)), "plus de 21000 lignes"),
    "columns": (lambda: raw_xlsx(numbered(1, 300_000)), "au-delà de la 200e colonne"),
    "far corner": (
        lambda: raw_xlsx(sheet_xml(TEXT_ROW + '<row><c r="XFD1048576"><v>1</v></c></row>')),
        "La cellule XFD1048576 est remplie au-delà",
    ),
    "far below": (
        lambda: raw_xlsx(sheet_xml(TEXT_ROW + '<row><c r="B1048576"><v>1</v></c></row>')),
        "La cellule B1048576 est remplie très loin",
    ),
    "no such row": (
        lambda: raw_xlsx(sheet_xml(f'<row><c r="A{"9" * 5000}"><v>1</v></c></row>')),
        DAMAGED,
    ),
    "no such cell": (lambda: raw_xlsx(sheet_xml('<row><c r="é1"><v>1</v></c></row>')), DAMAGED),
    "no such text": (lambda: raw_xlsx(sheet_xml('<row><c t="s"><v>5</v></c></row>')), DAMAGED),
    "no such number": (lambda: raw_xlsx(sheet_xml("<row><c><f>A1</f><v>x</v></c></row>")), DAMAGED),
    "entities": (lambda: raw_xlsx(laughs()), DAMAGED),
    "no workbook.xml.rels": (
        lambda: archive({"xl/workbook.xml": f"<workbook {MAIN}/>"}),
        DAMAGED,
    ),
    "one sheet fifty times": (
        lambda: raw_xlsx(sheet_xml(GRAND), {"xl/workbook.xml": workbook_xml("rId1", 50)}),
        DAMAGED,
    ),
    "a sheet that is nowhere": (
        lambda: raw_xlsx(sheet_xml(GRAND), {"xl/workbook.xml": workbook_xml("rId9", 1)}),
        DAMAGED,
    ),
    "two parts of one name": (
        lambda: raw_xlsx(sheet_xml(TEXT_ROW), {"xl/Workbook.xml": workbook_xml("rId1", 1)}),
        DAMAGED,
    ),
    "lzma": (lambda: raw_xlsx(sheet_xml(TEXT_ROW), method=zipfile.ZIP_LZMA), DAMAGED),
    "truncated": (lambda: xlsx(HEADER, *[ROW] * 500)[:-200], DAMAGED),
    "nearly empty": (lambda: xlsx(HEADER)[:100], DAMAGED),
    "password": (encrypted, PROTECTED),
    "password, truncated": (lambda: encrypted()[:3000], DAMAGED),
    "password in the zip": (locked, PROTECTED),
    "password of an open document": (
        lambda: ods({"Plan": ""}, "<manifest:encryption-data/>"),
        PROTECTED,
    ),
    "password of an old workbook": (lambda: xls(HEADER, head=record(0x2F, bytes(6))), PROTECTED),
    "pdf": (lambda: b"%PDF-1.7\n" + noise(1000), "c’est un document PDF"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + noise(1000), "c’est une image"),
    "web page": (lambda: b"\n<html><table><tr><td>Axe</td></tr></table></html>", "page web"),
    "word": (lambda: archive({"word/document.xml": "<a/>"}), "traitement de texte"),
    "binary workbook": (lambda: archive({"xl/workbook.bin": "x"}), "à enregistrer d’abord"),
    "archive": (lambda: archive({"plan.xlsx": "x"}), "c’est une archive"),
    "40,000 entries": (lambda: archive({str(n): "" for n in range(40_000)}), "une archive"),
    "empty archive": (lambda: archive({}), NOT_ONE),
    "old document": (lambda: compound(b"x", "WordDocument"), "d’un autre logiciel"),
    "noise": (lambda: noise(4_000_000), NOT_ONE),
    "noise in a compound file": (lambda: compound(b"")[:8] + noise(100_000), DAMAGED),
    "zeros in a compound file": (lambda: compound(b"")[:8] + bytes(100_000), DAMAGED),
    "noise in an old workbook": (lambda: compound(noise(4096)), "abîmé|endommagé"),
    "nothing in an old workbook": (lambda: compound(b"", small=True), DAMAGED),
    "zeros": (lambda: bytes(4_000_000), NOT_ONE),
    "one line": (lambda: b"a;" * 2_500_000, "au-delà de la 200e colonne"),
    "one cell": (lambda: b"a" * 5_000_000, "une cellule est démesurée"),
    "one quote": (lambda: b'Axe;Action\n1;"' + b"a\n" * 60_000, "La ligne 2 du fichier"),
    "blank lines": (lambda: b"\n" * 5_000_000, "plus de 200000 lignes"),
    "many lines": (lambda: b"1;x\n" * 1_000_000, "plus de 21000 lignes"),
    "10 MB": (lambda: b"x" * 10_000_000, "dépasse 5 Mo"),
    "nothing": (lambda: b"", "est vide"),
    "a million rows repeated": (lambda: spread("1048000", "16"), "plus de 21000 lignes"),
    "a billion columns repeated": (lambda: spread("1", "9" * 20), "au-delà de la 200e"),
    "no such repetition": (lambda: spread("x"), DAMAGED),
    "empty rows repeated": (
        lambda: ods({"Plan": ods_row(attributes='table:number-rows-repeated="999999999"') * 9}),
        NO_HEADER,
    ),
    "a wrong kind of open document": (
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        NOT_ONE,
    ),
}


ELSEWHERE = {
    *{"10 MB", "nothing"},  # refused before the extraction
    *{"empty rows repeated"},  # after it
    *{"noise in an old workbook"},  # because it did not end well
}


@cache
def made(name: str) -> bytes:
    """Writing some of these files takes longer than reading them."""
    make, _ = HOSTILE[name]
    return make()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name):
    content, why = made(name), HOSTILE[name][1]
    with pytest.raises(Unreadable, match=why) as refusal:
        read(content, "plan.xlsx")
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", sorted({*HOSTILE} - ELSEWHERE))
def test_the_extraction_itself_refuses(name):
    content = made(name)
    with pytest.raises(Refusal):
        extract(content)


def compound_with(offset: int, value: int) -> bytes:
    content = bytearray(xls(HEADER, ROW))
    struct.pack_into("<I", content, offset, value)
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(compound_with(30, 20), id="sectors of a megabyte"),
        pytest.param(compound_with(48, 1 << 20), id="a directory that is not there"),
        pytest.param(compound_with(len(xls(HEADER, ROW)) - 512, 0), id="a chain that turns round"),
        pytest.param(compound(record(0x809, b"\x00\x06")[:-1]), id="a record cut short"),
    ],
)
def test_a_broken_container_is_refused_without_a_loop(content):
    with pytest.raises(Refusal, match=DAMAGED):
        extract(content)


def test_more_allocation_tables_that_are_none_are_nothing():
    assert [len(sheet["rows"]) for sheet in extract(compound_with(68, 0))] == [2]


def test_a_sheet_that_does_not_end_is_cut_short():
    with pytest.raises(Refusal, match=DAMAGED):
        extract(xls(HEADER, ROW, small=True, end=b""))


def test_a_child_that_fails_takes_nothing_with_it(monkeypatch, caplog):
    monkeypatch.setattr(sandbox, "START", "import os; os.abort()")
    with caplog.at_level(logging.WARNING), pytest.raises(Unreadable, match="n’a pas pu être lu"):
        read(xlsx(HEADER, ROW), "plan.xlsx")
    assert "ended its reader with -6" in caplog.text


def test_a_child_that_lasts_is_ended(monkeypatch):
    monkeypatch.setattr(sandbox, "START", "import time; time.sleep(60)")
    with pytest.raises(Unreadable, match="n’a pas pu être lu"):
        sandbox.grids_of(b"x", seconds=0.2)


def test_a_file_within_every_bound_that_takes_too_long_is_ended(monkeypatch, caplog):
    """Attributes are not counted: what they cost in time is."""
    sooner = "from extraction import child; child.CPU_SECONDS = 0.2; main()"
    monkeypatch.setattr(sandbox, "START", sandbox.START.replace("main()", sooner))
    slow = raw_xlsx(sheet_xml(f"<row {attributes(500_000)}/>"))
    with caplog.at_level(logging.WARNING), pytest.raises(Unreadable, match="ou trop lourd"):
        read(slow, "plan.xlsx")
    assert "ended its reader with -27" in caplog.text  # by its own clock, not by ours
    assert child.CPU_SECONDS < sandbox.SECONDS


CONFINED = """
import sys; sys.path.insert(0, {folder!r})
from extraction import child
child.CPU_SECONDS = 0.2
child.confine()
{act}
"""


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("while True: pass", -27),
        pytest.param(
            "bytearray(2 << 30)",
            1,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="not bounded elsewhere"),
        ),
    ],
)
def test_the_child_is_bounded_in_time_and_memory(act, code):
    script = CONFINED.format(folder=sandbox.FOLDER, act=act)
    ended = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, timeout=60)
    assert ended.returncode == code


def test_the_child_never_pays_for_django_and_knows_no_secret(monkeypatch, caplog):
    monkeypatch.setenv("SECRET_KEY", "canari")
    start = (
        sandbox.START.replace("main()", "")
        + "import os; sys.exit(' '.join([*os.environ, *sys.modules]))"
    )
    monkeypatch.setattr(sandbox, "START", start)
    with caplog.at_level(logging.WARNING), pytest.raises(Unreadable):
        sandbox.grids_of(b"")
    assert "extraction.grids" in caplog.text
    assert "django" not in caplog.text
    assert "SECRET_KEY" not in caplog.text


def test_the_size_of_a_file_is_bounded():
    content = delimited(HEADER, ROW)
    assert len(read(content, "plan.csv", max_bytes=len(content)).rows) == 1
    with pytest.raises(Unreadable, match="dépasse 0 Mo"):
        read(content, "plan.csv", max_bytes=len(content) - 1)
    assert MAX_BYTES == 5 * 1024 * 1024


SEEDS = [xlsx(HEADER, ROW), xls(HEADER, ROW), ods({"Plan": ods_row(*HEADER) + ods_row(*ROW)})]


@settings(max_examples=settings.default.max_examples // 3)  # each starts a process
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_file_with_wrong_bytes_is_read_or_refused(content, flips):
    broken = bytearray(content)
    for place, value in flips:
        broken[place % len(broken)] = value
    with suppress(Unreadable):  # and nothing else
        assert read(bytes(broken), "plan.xlsx").sheets
