"""What holds of the whole project, whoever writes the next file."""

import ast
import inspect
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from usine.ledger import columns
from usine.people.roles import AWAITED, KINDS, Role
from usine.values.rights import Right

from . import migrations
from .calls import operations

ROOT: Path = settings.BASE_DIR
ROOMS = ROOT / "usine"
REQUIREMENTS = ROOT / "requirements"
LONGEST_FILE = 450
# Names that Django imposes, one a module.
CLASSES_OF_DJANGO = {"Command", "Migration"}
PARTICIPLES = {"said", "found", "held", "shown"}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}


def sources() -> list[Path]:
    """Every file of Python that people write."""
    paths = [
        path
        for folder in ("usine", "config", "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.relative_to(ROOT).parts
    ]
    assert len(paths) > 50
    return paths


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


def templates() -> list[Path]:
    paths = list(ROOMS.rglob("templates/**/*.html"))
    assert paths
    return paths


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def faulty(faults: Iterator[tuple[Path, str]]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {fault}" for path, fault in faults]


# Names


def glossary() -> dict[str, str]:
    """{code name: French term}"""
    rows = re.findall(
        r"^\| (.+?) \| (`.+?`) \| .+ \|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
    return {name: french for french, names in rows for name in re.findall(r"`([\w.]+)`", names)}


def test_every_model_is_in_the_glossary_under_its_french_name():
    models = {
        model.__name__: str(model._meta.verbose_name)
        for room in apps.get_app_configs()
        if room.name.startswith("usine.")
        for model in room.get_models()
    }
    named = glossary()
    assert {name: named.get(name) for name in models} == models


def test_every_name_of_the_glossary_is_in_the_code():
    code = "\n".join(path.read_text() for path in sources() if not is_test(path))
    words = set(re.findall(r"\w+", code))
    assert [name for name in glossary() if name.rpartition(".")[2] not in words] == []


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in sources() if path.stem in NAMES_THAT_SAY_NOTHING] == []


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    """The files of the product, parsed."""
    product = [path for path in sources() if path.is_relative_to(ROOMS) and not is_test(path)]
    return [(path, ast.parse(path.read_text())) for path in product]


def test_a_class_name_means_one_thing_in_the_whole_house():
    named: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in CLASSES_OF_DJANGO:
                named[node.name].append(str(path.relative_to(ROOMS)))
    assert len(named) > 100
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


def identifiers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, name) of each variable, argument, attribute, function, class and key of a literal."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.Dict(keys=keys):
                for key in keys:
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.lineno, key.value


def test_a_name_says_what_the_thing_is():
    """A participle such as `found` does not: `territories`, `rows`, `mandate` do."""

    def faults() -> Iterator[tuple[Path, str]]:
        for path, tree in trees():
            yield from (
                (path, f"{line}, {name}") for line, name in identifiers(tree) if name in PARTICIPLES
            )
        for path in templates():
            words = set(re.findall(r"\w+", " ".join(CODE.findall(path.read_text()))))
            yield from ((path, name) for name in PARTICIPLES & words)

    assert faulty(faults()) == []


def test_a_name_that_says_nothing_is_seen():
    tree = ast.parse("def f(said):\n    for found in said.held:\n        yield {'shown': found}")
    names = [name for _, name in identifiers(tree)]
    assert {name for name in names if name in PARTICIPLES} == PARTICIPLES


def test_no_file_is_too_long_to_be_read():
    product = [path for path in sources() if not is_test(path)]
    lengths = {path: len(path.read_text().splitlines()) for path in product}
    assert {path.name: n for path, n in lengths.items() if n > LONGEST_FILE} == {}


# Words

NAMED_FILE = re.compile(r"`([\w/]+\.(?:py|toml|js))`")
NAMED_FOLDER = re.compile(r"`(\w[\w/]+/)`")


def test_each_file_that_the_readme_of_a_room_names_is_there():
    def faults() -> Iterator[tuple[Path, str]]:
        for readme in ROOMS.glob("*/README.md"):
            text = readme.read_text()
            folders = [readme.parent, *(ROOMS / name for name in NAMED_FOLDER.findall(text))]
            for name in NAMED_FILE.findall(text):
                within = any(any(folder.rglob(name)) for folder in folders)
                if not within and not (ROOMS / name).exists():
                    yield readme, name

    assert faulty(faults()) == []
    assert NAMED_FILE.findall("`states.py` and `/bilan/`, `a.b`") == ["states.py"]


# Operations


def test_an_operation_says_by_whom_and_names_what_it_takes():
    def faults() -> Iterator[tuple[Path, str]]:
        for operation in operations():
            path, name = Path(inspect.getfile(operation)), operation.__name__
            kinds = {p.name: p.kind for p in inspect.signature(operation).parameters.values()}
            positional = [n for n, kind in kinds.items() if kind is not kind.KEYWORD_ONLY]
            if "by" not in kinds or "by" in positional:
                yield path, f"{name} does not take by="
            if len(positional) > 2:
                yield path, f"{name} takes {', '.join(positional)} by position"

    assert len(list(operations())) >= 10
    assert faulty(faults()) == []


# Rights


def declared_rights() -> Iterator[tuple[str, Right]]:
    """(room, right) of each room's `rights.py`."""
    for path in sorted(ROOMS.glob("*/rights.py")):
        for value in vars(import_module(module_of(path))).values():
            if isinstance(value, Right):
                yield path.parent.name, value


def test_each_right_is_declared_once_by_the_room_that_it_names():
    rights = list(declared_rights())
    assert len(rights) >= 3
    assert len({right.code for _, right in rights}) == len(rights)
    assert [right.code for room, right in rights if right.code.partition(".")[0] != room] == []
    elsewhere = [
        path
        for path in sources()
        if path.name != "rights.py" and not is_test(path) and "Right(" in path.read_text()
    ]
    assert elsewhere == []


def test_each_role_is_used_by_a_right_or_waits_for_one():
    used = {role for _, right in declared_rights() for role in right.roles}
    assert used | AWAITED.keys() == set(Role)
    assert used & AWAITED.keys() == set()
    assert KINDS.keys() == set(Role)
    assert all(KINDS.values())


def test_every_table_of_states_is_drawn_in_the_readme_of_its_room():
    for path in ROOMS.rglob("states.py"):
        room = ROOMS / path.relative_to(ROOMS).parts[0]
        readme = room / "README.md"
        assert readme.exists(), f"{readme} does not draw {path}"
        assert f"<!-- diagram of {module_of(path)}." in readme.read_text()


@pytest.mark.skipif(not migrations.LIST.exists(), reason="migrations are still remade")
def test_no_landed_migration_is_edited():
    """A new one is listed by `make format`."""
    assert migrations.digests() == migrations.listed()


# Templates

COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
REFUSED_BY_THE_POLICY = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.DOTALL),
    "a <style>": re.compile(r"<style\b"),
    "an inline handler": re.compile(r"<[^>]*\son\w+\s*=", re.DOTALL),
    "a script of its own": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))"),
    "a javascript: address": re.compile(r"javascript:"),
}
TYPOGRAPHY = {
    "a straight apostrophe": re.compile(r"\w'\w"),
    "an ordinary space before : ; ? ! or »": re.compile(r"\w[ \n]+[:;?!»](?=\s|$)"),
    "an ordinary space after «": re.compile(r"«[ \n]"),
    "three dots for …": re.compile(r"\w\.\.\."),
}


def matches(text: str, patterns: dict[str, re.Pattern[str]]) -> Iterator[str]:
    for fault, pattern in patterns.items():
        for match in pattern.finditer(text):
            yield f"{fault}, {match[0]!r}"


def test_templates_hold_nothing_that_the_content_security_policy_refuses():
    def faults() -> Iterator[tuple[Path, str]]:
        for path in templates():
            text = CODE.sub("x", COMMENT.sub("", path.read_text()))
            yield from ((path, fault) for fault in matches(text, REFUSED_BY_THE_POLICY))

    assert faulty(faults()) == []


def test_templates_write_hours_one_way():
    assert [path.name for path in templates() if "H:i" in path.read_text()] == []


def test_templates_are_in_good_french_typography():
    def faults() -> Iterator[tuple[Path, str]]:
        for path in templates():
            text = TAG.sub("", CODE.sub("x", COMMENT.sub("", path.read_text())))
            yield from ((path, fault) for fault in matches(text, TYPOGRAPHY))

    assert faulty(faults()) == []


@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ('<p style="color:red">', 1),
        ("<p\n  onclick='f()'>", 1),
        ("<script>f()</script>", 1),
        ('<script type="module" src="a.js"></script>', 0),
        ('<script type="application/json">{}</script>', 0),
        ('<p class="style">on = x</p>', 0),
    ],
)
def test_what_the_policy_refuses_is_seen(html, faults):
    assert len(list(matches(html, REFUSED_BY_THE_POLICY))) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("l'action", 1),
        ("l’action", 0),
        ("Pourquoi ?", 1),
        ("Pourquoi\N{NO-BREAK SPACE}?", 0),
        ("Pourquoi\N{NARROW NO-BREAK SPACE}?", 0),
        ("« oui\N{NO-BREAK SPACE}»", 1),
        ("Patientez...", 1),
    ],
)
def test_faults_of_typography_are_seen(text, faults):
    assert len(list(matches(text, TYPOGRAPHY))) == faults


GROUPED = {
    "an identifier written as a number": re.compile(
        r"\{\{ *(?:\w+\.)*(?:pk|id|(?!auto_)\w+_id) *\}\}"
    )
}


def test_an_identifier_is_not_written_as_a_number():
    """French groups the digits of numbers: 1000 is "1 000", which no address nor form finds."""

    def faults() -> Iterator[tuple[Path, str]]:
        for path in templates():
            yield from ((path, fault) for fault in matches(path.read_text(), GROUPED))

    assert faulty(faults()) == []
    assert len(list(matches("{{ row.pk }} {{ row.action_id }}", GROUPED))) == 2


POSTED = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
CARRIED = "{% csrf_token %}{% form_key %}"


def test_a_form_that_is_posted_acts_once_and_from_our_pages():
    def faults() -> Iterator[tuple[Path, str]]:
        for path in templates():
            forms = POSTED.findall(COMMENT.sub("", path.read_text()))
            yield from ((path, form[:80]) for form in forms if CARRIED not in form)

    assert faulty(faults()) == []
    assert len(POSTED.findall("<form class='a'\n method=\"post\"><p></p></form>")) == 1


# Dependencies


def test_every_dependency_says_what_it_is_for():
    for path in REQUIREMENTS.glob("*.in"):
        for line in path.read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.search(r"\s# \w", line), f"{path.name}: {line}"


def test_every_pin_of_a_lock_is_hashed_and_names_no_address():
    for path in REQUIREMENTS.glob("*.txt"):
        text = path.read_text()
        pins = re.split(r"\n(?=[\w-])", text.partition("\n")[2])
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
        assert "://" not in text


def test_the_lock_of_node_names_no_address():
    text = (ROOT / "package-lock.json").read_text()
    assert '"integrity"' in text
    assert "://" not in text


def test_no_file_names_a_registry():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a clone")
    registry = re.compile(r"\b(pypi|npmjs|pythonhosted|yarnpkg)" + r"\.(org|com)\b")
    named = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and registry.search(path.read_bytes().decode(errors="replace")):
            named.append(name)
    assert named == []


# The ledger


@pytest.mark.parametrize("kind", columns.registered())
def test_a_column_is_proved_or_free(kind):
    """A new one must choose: does it decide figures or rights?"""
    room = columns.registered()[kind]
    written = {each.attname for each in room.model._meta.concrete_fields if not each.primary_key}
    assert sorted([*room.proved, *room.free]) == sorted(written)
