"""Does a test fail when the code is wrong? `python -m tests.mutants [FILE…]` tries it.

One small fault at a time (a `<` made `<=`, a call left out, `by=by` made `by=None`) is put in what
must not be wrong, and the tests of its room run until one fails. Prints what was killed and what
survived; ends with an error when fewer than `TARGET` of them were killed.

The libraries were tried: mutmut leaves out decorated functions, which is every operation, and the
tables of a module; cosmic-ray edits the files that one is working on. Here nothing is edited: the
fault is put in while the module is imported, in a process of its own.
"""

import argparse
import ast
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from coverage import CoverageData
from hypothesis import Phase
from hypothesis import settings as hypothesis

ROOT = Path(__file__).parents[1]
WORKERS, EACH, SEED, TARGET = 2, 8, 1, 0.85
# What the tests say without a fault.
TOLD, OPENED = "told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC
KILLED, SURVIVED, NOT_RUN = "killed", "survived", "not run"
# Seconds after which tests that do not end are taken for failed.
PATIENCE = 1200

# What is tried, by the tests that must see it.
CALLS = "tests/test_calls.py"
FAULTLESS: dict[tuple[str, ...], tuple[str, ...]] = {
    (
        "usine/ledger",
        "usine/people/tests/test_refusals.py",
        "usine/plans/tests/test_corrections.py",
    ): ("ledger/*.py",),
    ("usine/people", CALLS): (
        "people/operations.py",
        "people/enlistment.py",
        "people/bodies.py",
        "people/forgetting.py",
        "people/holding.py",
        "people/access.py",
        "people/r*.py",
    ),
    ("usine/plans", CALLS): (
        "plans/operations.py",
        "plans/corrections.py",
        "plans/budgets.py",
        "plans/reviews.py",
        "plans/writing.py",
        "plans/gate.py",
        "plans/measures.py",
        "plans/r*s.py",
        "plans/states.py",
    ),
    ("usine/imports", CALLS): (
        "imports/operations.py",
        "imports/gate.py",
        "imports/writing.py",
        "imports/matching.py",
        "imports/states.py",
    ),
    ("usine/territories", CALLS): (
        "territories/operations.py",
        "territories/periods.py",
        "territories/rules.py",
    ),
    ("usine/subjects",): ("subjects/operations.py",),
    ("usine/figures",): ("figures/rules.py",),
    ("usine/reading",): ("reading/values/*.py",),
}
# Slow, and not about what is tried here.
LEFT_OUT = ("test_hostile.py", "test_formats.py", "test_real_files.py", "test_concurrency.py")
NOT_TRIED = ("__init__.py", "apps.py", "models.py")
# Imported once, before the processes part: three quarters of what each would take to start. None of
# them needs the settings or a module of ours.
PRELOADED = ("numpy", "snowballstemmer", "django.test", "django.contrib.admin", "django_tasks")
# Faults that change no result, and why.
HARMLESS_KEYWORDS = {
    "batch_size": "how much at a time",
    "chunk_size": "how much at a time",
    "maxsize": "how much is remembered",
    "frozen": "against mistakes to come",
    "strict": "against mistakes to come",
    "no_key": "how a row is held, which SQLite does not know",
}
# What these constants say is how much at a time, or how much is remembered.
SIZES = {"BATCH", "ENTRIES_A_TURN", "SUBJECTS_A_QUERY", "VOLUME", "_CACHE_MAX"}


class Mutant(NamedTuple):
    """`lines` are those of its statement, without those that the statement holds."""

    path: Path
    number: int
    lines: range
    told: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.lines.start}: {self.told}"


SWAPPED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


class Mutator(ast.NodeTransformer):
    """Puts in the fault of this number, in the order of the file; none when it is negative."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.lines = range(0)
        self.faults: list[tuple[range, str]] = []

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.stmt):
            self.lines = _lines(node)
        return super().visit(node)

    def _offer(self, node: Any, *faulty: Any) -> Any:
        given = node
        for fault in faulty:
            if len(self.faults) == self.wanted:
                given = fault
            self.faults.append((self.lines, f"{_brief(node)}  →  {_brief(fault)}"))
        return given

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        swapped = SWAPPED[type(node.ops[0])]()
        return self._offer(
            node,
            ast.copy_location(
                ast.Compare(node.left, [swapped, *node.ops[1:]], node.comparators), node
            ),
        )

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        self.generic_visit(node)
        return self._offer(
            node, ast.copy_location(ast.BoolOp(SWAPPED[type(node.op)](), node.values), node)
        )

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        if type(node.op) not in SWAPPED:
            return node
        return self._offer(
            node,
            ast.copy_location(ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right), node),
        )

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        self.generic_visit(node)
        return self._offer(node, node.operand) if isinstance(node.op, ast.Not) else node

    def visit_Constant(self, node: ast.Constant) -> Any:
        match node.value:
            case bool():
                return self._offer(node, ast.copy_location(ast.Constant(not node.value), node))
            case int():
                return self._offer(node, ast.copy_location(ast.Constant(node.value + 1), node))
        return node

    def visit_Set(self, node: ast.Set) -> Any:
        self.generic_visit(node)
        if len(node.elts) < 2:
            return node
        less = [ast.Set([one for one in node.elts if one is not left]) for left in node.elts]
        return self._offer(node, *(ast.copy_location(fewer, node) for fewer in less))

    def visit_Expr(self, node: ast.Expr) -> Any:
        self.generic_visit(node)
        if not isinstance(node.value, ast.Call):
            return node
        return self._offer(node, ast.copy_location(ast.Pass(), node))

    def visit_Assign(self, node: ast.Assign) -> Any:
        sizes = all(isinstance(each, ast.Name) and each.id in SIZES for each in node.targets)
        return node if sizes else self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> Any:
        if node.arg in HARMLESS_KEYWORDS:
            return node
        self.generic_visit(node)
        if node.arg != "by" or not isinstance(node.value, ast.Name):
            return node
        nobody = ast.copy_location(ast.Constant(None), node)
        return self._offer(node, ast.copy_location(ast.keyword("by", nobody), node))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> Any:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.body = [fault for each in node.body if (fault := self.visit(each))]
        node.args.kw_defaults = [each and self.visit(each) for each in node.args.kw_defaults]
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        # The columns of a model: the check of migrations holds them.
        is_column = ast.unparse(node.func).startswith("models.")
        return node if is_column else self.generic_visit(node)


def _lines(node: ast.stmt) -> range:
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
    return range(node.lineno, max(node.lineno, last) + 1)


def _brief(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def mutants_of(path: Path) -> list[Mutant]:
    mutator = Mutator(-1)
    mutator.visit(ast.parse(path.read_text()))
    return [Mutant(path, n, lines, told) for n, (lines, told) in enumerate(mutator.faults)]


class Faulty(SourceFileLoader):
    """Compiles a module with its fault."""

    number = -1

    def source_to_code(self, data: Any, path: Any, **options: Any) -> Any:  # type: ignore[override]
        tree = Mutator(self.number).visit(ast.parse(data))
        return compile(ast.fix_missing_locations(tree), path, "exec")

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self.get_data(self.path), self.path)


class Finder(PathFinder):
    mutant: Mutant

    @classmethod
    def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = super().find_spec(fullname, path, target)
        if spec and spec.origin == str(cls.mutant.path):
            loader = Faulty(fullname, spec.origin)
            loader.number = cls.mutant.number
            spec.loader = loader
        return spec


class Watch:
    """How long each test takes. Of hypothesis the examples are always the same, and what fails is
    not made small."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        hypothesis.register_profile(
            "mutants", hypothesis(), phases=phases, derandomize=True, database=None
        )
        hypothesis.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration


def run_tests(tests: Sequence[str], folder: Path, mutant: Mutant | None) -> None:
    """In a process of its own, which ends with the code of pytest: 0 when no test fails.

    Without a mutant, notes which tests run which lines and how long they take, and leaves an empty
    database for the next.
    """
    told = os.open(os.devnull if mutant and mutant.number >= 0 else folder / TOLD, OPENED)
    os.dup2(told, 1)
    os.dup2(told, 2)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["COVERAGE_FILE"] = str(folder / "coverage")
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--reuse-db"]
    # Preloaded: its own asserts are not ours to explain.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    options += [f"--ignore-glob=*/{each}" for each in LEFT_OUT]
    if mutant:
        Finder.mutant = mutant
        sys.meta_path.insert(0, Finder)
    else:
        options += ["--cov=usine", "--cov-context=test", "--cov-report="]
    from tests import settings

    watch = Watch()
    template, name = folder / "template.sqlite3", settings.DATABASES["default"]["TEST"]["NAME"]
    if mutant and template.exists():
        shutil.copy(template, name)
    code = int(pytest.main([*options, *tests], plugins=[watch]))
    if not mutant:
        (folder / "seconds").write_text(json.dumps(watch.seconds))
        if Path(name).exists():
            shutil.copy(name, template)
    settings._var.cleanup()
    os._exit(code)


def passed(tests: Sequence[str], folder: Path, mutant: Mutant | None = None) -> bool:
    """Whether these tests pass; those that have not ended after `PATIENCE` do not."""
    process = get_context("fork").Process(target=run_tests, args=(tests, folder, mutant))
    process.start()
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode == 0


def check(passes: bool, tests: Sequence[str], folder: Path) -> None:
    if not passes:
        last = "".join((folder / TOLD).read_text().splitlines(keepends=True)[-30:])
        raise SystemExit(f"{last}{' '.join(tests)} do not pass without a fault: nothing is tried.")


class Reach:
    """Which tests run a line, as the run of them all noted it; the fastest first."""

    def __init__(self, folder: Path) -> None:
        self.data = CoverageData(str(folder / "coverage"))
        self.data.read()
        self.seconds: dict[str, float] = json.loads((folder / "seconds").read_text())

    def tests(self, mutant: Mutant) -> list[str]:
        """None when no test runs the statement. When it runs as its module is imported, those
        of the file, or all of them when the file holds nothing else.
        """
        by_line = self.data.contexts_by_lineno(str(mutant.path))
        ran = {context for line in mutant.lines for context in by_line.get(line, ())}
        if not ran:
            return []
        every = {context for contexts in by_line.values() for context in contexts}
        return self.fastest_first(names(ran) or names(every) or self.seconds)

    def every(self) -> list[str]:
        return self.fastest_first(self.seconds)

    def fastest_first(self, tests: Iterable[str]) -> list[str]:
        """File by file: what a file makes for its tests is made once."""
        by_file: defaultdict[str, list[str]] = defaultdict(list)
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            by_file[test.partition("::")[0]].append(test)
        total = {file: sum(map(self.seconds.__getitem__, by_file[file])) for file in by_file}
        return [test for file in sorted(by_file, key=total.__getitem__) for test in by_file[file]]


def names(contexts: Iterable[str]) -> set[str]:
    return {context.rpartition("|")[0] for context in contexts if context}


def files(patterns: Iterable[str], only: Sequence[str]) -> list[Path]:
    paths = {path for each in patterns for path in (ROOT / "usine").glob(each)}
    return [
        path
        for path in sorted(paths)
        if path.name not in NOT_TRIED
        and (not only or str(path.relative_to(ROOT)).startswith(tuple(only)))
    ]


def tried(
    tests: Sequence[str], mutants: Sequence[Mutant], workers: int = WORKERS
) -> Iterator[tuple[Mutant, str]]:
    """(mutant, what became of it): killed, survived, or not run by any test."""
    with (
        tempfile.TemporaryDirectory(prefix="usine-mutants-") as folder,
        ThreadPoolExecutor(workers) as pool,
    ):
        check(passed(tests, Path(folder)), tests, Path(folder))
        reach = Reach(Path(folder))
        # As every mutant is tried, less the fault: else what is killed would prove nothing.
        sound = mutants[0]._replace(number=-1)
        check(passed(reach.every(), Path(folder), sound), tests, Path(folder))

        def became(mutant: Mutant) -> str:
            reaching = reach.tests(mutant)
            if not reaching:
                return NOT_RUN
            return SURVIVED if passed(reaching, Path(folder), mutant) else KILLED

        yield from zip(mutants, pool.map(became, mutants), strict=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("files", nargs="*", help="files or folders, among those that are tried")
    parser.add_argument("--each", type=int, default=EACH, help=f"faults a file ({EACH}; 0: all)")
    parser.add_argument("--seed", type=int, default=SEED, help="which faults are drawn")
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"at a time ({WORKERS})")
    options = parser.parse_args()
    os.chdir(ROOT)
    began = time.monotonic()
    for module in PRELOADED:
        import_module(module)
    killed = count = 0
    for tests, patterns in FAULTLESS.items():
        paths = files(patterns, options.files)
        drawn = [mutant for path in paths for mutant in draw(path, options.each, options.seed)]
        for mutant, became in tried(tests, drawn, options.workers) if drawn else ():
            print(f"{became:8}", mutant, flush=True)
            count, killed = count + 1, killed + (became == KILLED)
    minutes = (time.monotonic() - began) / 60
    share = f"{killed / max(count, 1):.0%}"
    print(f"{killed} of {count} killed ({share}) in {minutes:.0f} min; {TARGET:.0%} expected.")
    return int(killed < TARGET * count)


def draw(path: Path, each: int, seed: int) -> list[Mutant]:
    mutants = mutants_of(path)
    if each and each < len(mutants):
        mutants = random.Random(f"{seed} {path.name}").sample(mutants, each)
    return sorted(mutants, key=lambda mutant: mutant.number)


if __name__ == "__main__":
    sys.exit(main())
