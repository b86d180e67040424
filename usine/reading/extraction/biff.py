"""The survey of an .xls workbook: its container of streams, then its records (BIFF 5 and 8).

Sources: [MS-CFB] and [MS-XLS], Microsoft's open specifications.
"""

import struct
from collections.abc import Iterable, Iterator
from itertools import pairwise
from struct import unpack_from

from .formats import BUILT_IN, mark_of
from .survey import DAMAGED, NOT_A_SPREADSHEET, PROTECTED, Limits, Refusal, Survey

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA  # this and above: not a sector

BOF, FILEPASS, BOUNDSHEET, FORMAT, XF = 0x809, 0x2F, 0x85, 0x41E, 0xE0
NUMBER, RK, MULRK, FORMULA, BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
LABELSST, LABEL, RSTRING = 0xFD, 0x204, 0xD6
CELLS = {NUMBER, RK, FORMULA, BOOLERR, LABELSST, LABEL, RSTRING}
EOF = 0x0A
BIFF8 = 0x600


def survey(content: bytes, limits: Limits) -> list[Survey]:
    """What each sheet holds, in the order of the workbook."""
    try:
        return _survey(_workbook(content), limits)
    except (struct.error, IndexError) as error:
        raise Refusal(DAMAGED) from error


def _workbook(content: bytes) -> bytes:
    """The stream that holds the workbook, out of the container."""
    sector = 1 << unpack_from("<H", content, 30)[0]
    mini = 1 << unpack_from("<H", content, 32)[0]
    fat_count, directory = unpack_from("<2I", content, 44)
    cutoff, mini_fat, _, difat, _ = unpack_from("<5I", content, 56)
    if sector not in (512, 4096) or mini != 64:
        raise Refusal(DAMAGED)

    def chain(first: int, table: tuple[int, ...], size: int) -> list[int]:
        places = []
        while first < END:
            places.append(first)
            if len(places) > size:
                raise Refusal(DAMAGED)
            first = table[first]
        return places

    def at(place: int) -> bytes:
        return content[(place + 1) * sector : (place + 2) * sector]

    def numbers(data: bytes) -> tuple[int, ...]:
        return unpack_from(f"<{len(data) // 4}I", data)

    most = len(content) // sector + 1
    fat_places = list(unpack_from("<109I", content, 76))
    for _ in range(most):
        if difat >= END:
            break
        *more, difat = numbers(at(difat))
        fat_places += more
    else:
        raise Refusal(DAMAGED)
    fat = numbers(b"".join(at(place) for place in fat_places[:fat_count] if place < END))
    entries = b"".join(map(at, chain(directory, fat, most)))
    streams = {}
    for start in range(0, len(entries), 128):
        length = unpack_from("<H", entries, start + 64)[0]
        name = entries[start : start + max(0, length - 2)].decode("utf-16-le", "replace")
        streams[name] = unpack_from("<2I", entries, start + 116)
    if "EncryptedPackage" in streams:
        raise Refusal(PROTECTED)
    stream_place = streams.get("Workbook") or streams.get("Book")
    if not stream_place:
        what = "c’est un document d’un autre logiciel de bureautique"
        raise Refusal(NOT_A_SPREADSHEET.format(what=what))
    small = b"".join(map(at, chain(unpack_from("<I", entries, 116)[0], fat, most)))
    small_fat = numbers(b"".join(map(at, chain(mini_fat, fat, most))))
    first, size = stream_place
    if size >= cutoff:
        return b"".join(map(at, chain(first, fat, most)))[:size]
    places = chain(first, small_fat, len(small) // mini)
    return b"".join(small[place * mini : (place + 1) * mini] for place in places)[:size]


def _records(stream: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The records between two places, or to the end of their substream: (number, content)."""
    while start < end:
        number, length = unpack_from("<2H", stream, start)
        yield number, stream[start + 4 : start + 4 + length]
        if number == EOF:
            return
        start += 4 + length


def _survey(stream: bytes, limits: Limits) -> list[Survey]:
    version = unpack_from("<H", stream, 4)[0]
    codes: dict[int, str] = {}
    formats: list[int] = []
    starts: list[int] = []
    for number, data in _records(stream, 0, len(stream)):
        if number == FILEPASS:
            raise Refusal(PROTECTED)
        if number == BOUNDSHEET:
            starts.append(unpack_from("<I", data)[0])
        elif number == FORMAT:
            codes[unpack_from("<H", data)[0]] = _format_code(data, version)
        elif number == XF:
            formats.append(unpack_from("<H", data, 2)[0])
    marks = (mark_of(codes[n]) if n in codes else BUILT_IN.get(str(n)) for n in formats)
    marks_by_style = {style: mark for style, mark in enumerate(marks) if mark}
    # A sheet ends where the next one starts, so that overlapping sheets cost nothing more.
    ends = dict(pairwise([*sorted(starts), len(stream)]))
    return [
        _survey_sheet(_records(stream, start, ends[start]), marks_by_style, limits)
        for start in starts
    ]


def _format_code(data: bytes, version: int) -> str:
    if version != BIFF8:
        return data[3:].decode("cp1252", "replace")
    return data[5:].decode("utf-16-le" if data[4] & 1 else "latin-1", "replace")


def _survey_sheet(
    records: Iterable[tuple[int, bytes]], marks_by_style: dict[int, str], limits: Limits
) -> Survey:
    sheet = Survey(limits)

    def fill(row: int, column: int, mark: str | None = None) -> None:
        sheet.fill(row, column)
        if mark:
            sheet.marks[row, column] = mark

    for number, data in records:
        if number == MULRK:
            row, first = unpack_from("<2H", data)
            for place in range((len(data) - 6) // 6):
                fill(
                    row,
                    first + place,
                    marks_by_style.get(unpack_from("<H", data, 4 + 6 * place)[0]),
                )
        elif number in CELLS:
            row, column, style = unpack_from("<3H", data)
            mark = marks_by_style.get(style) if number in (NUMBER, RK) else None
            if number == BOOLERR and data[7]:
                mark = "error"
            elif number == FORMULA:
                mark = _result(data[6:14]) or marks_by_style.get(style)
            fill(row, column, mark)
    return sheet


def _result(value: bytes) -> str | None:
    """The mark of a formula by its result: eight bytes, a number or what stands for another."""
    if value[6:] == b"\xff\xff":
        return "error" if value[0] == 2 else None
    return None if unpack_from("<d", value)[0] else "formula"
