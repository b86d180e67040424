"""`docs/calls.md` says what the parser reads, no more and no less."""

import re
from collections.abc import Iterator
from dataclasses import fields

from usine.calls.format import codes
from usine.calls.format.expressions import PREDICATES
from usine.calls.format.model import CallFile
from usine.calls.format.parse import parse
from usine.calls.format.reading import is_optional, key_of

from .documents import PAGE, example

TEXT = PAGE.read_text()


def keys_of(cls: type, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(path, {key: required or optional}) of an object and of those within."""
    yield (
        path,
        {key_of(each): "optional" if is_optional(each) else "required" for each in fields(cls)},
    )
    for each in fields(cls):
        if within := getattr(each.metadata["reader"], "of", None):
            several = "[]" if str(each.type).startswith("tuple") else ""
            several = "{}" if key_of(each) == "labels" else several
            yield from keys_of(within, f"{path}.{key_of(each)}{several}".lstrip("."))


def tables() -> dict[str, dict[str, str]]:
    """{path: {key: required or optional}} as the page says."""
    read = {}
    for title, text in re.findall(r"^##+ (.+?)\n(.*?)(?=^##|\Z)", TEXT, re.M | re.S):
        rows = re.findall(r"^\| `(\w+)` \| (required|optional) \|", text, re.M)
        if rows:
            read[title.strip("`").replace("The whole", "")] = dict(rows)
    return read


def test_each_key_is_documented_and_no_other():
    assert tables() == dict(keys_of(CallFile, ""))


def test_each_predicate_is_documented_with_its_arguments():
    section = TEXT.split("## Expressions")[1].split("## An example")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.M)
    documented = {name: set(re.findall(r"`(\w+)`", arguments)) for name, arguments in rows}
    assert documented == {
        name: {argument.name for argument in fields(cls)} for name, cls in PREDICATES.items()
    }


def test_each_source_is_documented_with_its_unit():
    assert dict(re.findall(r"^\| `(\w+:\w+)` \| `(\w+)` \|", TEXT, re.M)) == codes.SOURCES


def test_each_gate_is_documented_with_its_parameters():
    section = TEXT.split("| gate | takes |")[1].split("###")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) ?\|", section, re.M)
    documented = {name: set(re.findall(r"`(\w+)`", takes)) for name, takes in rows}
    assert documented == {
        name: {*needed, *possible} for name, (needed, possible) in codes.GATES.items()
    }


def test_each_code_of_a_closed_list_is_documented():
    named_lists = {name: value for name, value in vars(codes).items() if name.isupper()}
    lists = [value for value in named_lists.values() if isinstance(value, tuple | dict)]
    named = set(re.findall(r"`([\w:]+)`", TEXT))
    missing = {code for each in lists for code in each} - named
    assert missing == set()


def test_the_example_is_a_call():
    call = parse(example())
    assert call.call.code == "portes-ouvertes-2025"
    assert [field.key for field in call.fields][:3] == ["titre", "siret", "commune"]
