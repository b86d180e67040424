"""Does a test fail when the code is wrong? `python -m tests.mutants [FILE…]` tries it.

One small fault at a time (a `<` made `<=`, a call left out, `by=by` made `by=None`) is put in what
must not be wrong, and the tests of its room run until one fails. Prints what was killed and what
survived; ends with an error when fewer than `TARGET` of them were killed.

The libraries were tried: mutmut leaves out decorated functions, which is every operation, and the
tables of a module; cosmic-ray edits the files that one is working on. Here nothing is edited: the
fault is put in while the module is imported, in a process of its own.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest
from coverage import CoverageData
from hypothesis import Phase
from hypothesis import settings as hypothesis

from .faults import ROOT, Finder, Mutant, draw

WORKERS, EACH, SEED, TARGET = 2, 8, 1, 0.85
# What the tests say without a fault.
TOLD, OPENED = "told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC
KILLED, SURVIVED, NOT_RUN = "killed", "survived", "not run"
# Seconds after which tests that do not end are taken for failed.
PATIENCE = 1200

# What is tried, by the tests that must see it.
CALLS = "tests/test_calls.py"
COMMITTEES = ("s", "_dates", "_decisions", "_files", "_pages", "_rules")
CAMPAIGNS = ("campaigns", "campaign_pages", "confirming_by_mail", "answering_together")
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
    ("usine/plans", "usine/imports/tests/test_undo.py", CALLS): (
        "plans/operations.py",
        "plans/corrections.py",
        "plans/budgets.py",
        "plans/reviews.py",
        "plans/writing.py",
        "plans/gate.py",
        "plans/measures.py",
        "plans/r*s.py",
        "plans/detail_rules.py",
        "plans/states.py",
    ),
    (*(f"usine/plans/tests/test_committee{each}.py" for each in COMMITTEES), CALLS): (
        "plans/committees/dates.py",
        "plans/committees/decisions.py",
        "plans/committees/gate.py",
        "plans/committees/history.py",
        "plans/committees/kinds.py",
        "plans/committees/operations.py",
        "plans/committees/plan_then.py",
        "plans/committees/queries.py",
        "plans/committees/rules.py",
        "plans/committees/subjects.py",
        "plans/committees/timelines.py",
        "plans/committees/values.py",
        "plans/committee_states.py",
    ),
    (*(f"usine/plans/tests/test_{each}.py" for each in CAMPAIGNS), CALLS): (
        "plans/campaigns/board.py",
        "plans/campaigns/confirming.py",
        "plans/campaigns/gate.py",
        "plans/campaigns/kinds.py",
        "plans/campaigns/links.py",
        "plans/campaigns/operations.py",
        "plans/campaigns/progress.py",
        "plans/campaigns/queries.py",
        "plans/campaigns/rules.py",
    ),
    ("usine/imports", CALLS): (
        "imports/operations.py",
        "imports/undoing.py",
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
    ("usine/notices",): (
        "notices/operations.py",
        "notices/letters.py",
        "notices/rhythms.py",
    ),
    ("usine/files", CALLS): ("files/operations.py", "files/rules.py", "files/checking.py"),
    ("usine/asks", CALLS): (
        "asks/addressing.py",
        "asks/asking.py",
        "asks/batches.py",
        "asks/doing.py",
        "asks/entrusting.py",
        "asks/gate.py",
        "asks/handing.py",
        "asks/kinds.py",
        "asks/operations.py",
        "asks/queries.py",
        "asks/r*s.py",
        "asks/states.py",
        "asks/telling.py",
        "asks/turning.py",
        "asks/withdrawing.py",
        "asks/withdrawing.py",
    ),
    ("usine/calls", CALLS): ("calls/operations.py", "calls/rules.py"),
    ("usine/figures",): ("figures/rules.py",),
    ("usine/reading",): ("reading/values/*.py",),
}
# Slow, and not about what is tried here.
LEFT_OUT = ("test_hostile.py", "test_formats.py", "test_real_files.py", "test_concurrency.py")
NOT_TRIED = ("__init__.py", "apps.py", "models.py")
# Imported once, before the processes part: three quarters of what each would take to start. None of
# them needs the settings or a module of ours.
PRELOADED = ("numpy", "snowballstemmer", "django.test", "django.contrib.admin", "django_tasks")


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

    def pytest_collection_finish(self) -> None:
        """Pages are imported before the tests: else what a module does as it is imported would seem
        to be run by the first test that asks for a page, and by no other."""
        from django.conf import settings

        import_module(settings.ROOT_URLCONF)

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


class Reach:
    """Which tests run a line, as the run of them all noted it; the fastest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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


def prepared(tests: Sequence[str], sound: Mutant, folder: Path) -> Reach:
    """What these tests reach. They are run twice: as they are, then as every mutant is tried, but
    `sound`, without a fault: else what is killed would prove nothing."""
    folder.mkdir()
    if passed(tests, folder):
        reach = Reach(folder)
        if passed(reach.every(), folder, sound):
            return reach
    told = "".join((folder / TOLD).read_text().splitlines(keepends=True)[-30:])
    raise SystemExit(f"{told}{' '.join(tests)} do not pass without a fault: nothing is tried.")


def tried(reach: Reach, mutant: Mutant) -> str:
    """What became of it."""
    reaching = reach.tests(mutant)
    if not reaching:
        return NOT_RUN
    return SURVIVED if passed(reaching, reach.folder, mutant) else KILLED


def outcomes(
    rooms: Sequence[tuple[Sequence[str], Sequence[Mutant]]], workers: int
) -> Iterator[tuple[Mutant, str]]:
    """(mutant, what became of it), in order; rooms are (tests, mutants)."""
    pool = ThreadPoolExecutor(workers)
    with tempfile.TemporaryDirectory(prefix="usine-mutants-") as folder:
        try:
            reaches = [
                pool.submit(prepared, tests, mutants[0]._replace(number=-1), Path(folder, str(n)))
                for n, (tests, mutants) in enumerate(rooms)
            ]
            for (_, mutants), reach in zip(rooms, reaches, strict=True):
                try_it = partial(tried, reach.result())
                yield from zip(mutants, pool.map(try_it, mutants), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


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
    rooms = [
        (tests, mutants)
        for tests, patterns in FAULTLESS.items()
        if (mutants := drawn(files(patterns, options.files), options.each, options.seed))
    ]
    killed = count = 0
    for mutant, became in outcomes(rooms, options.workers):
        print(f"{became:8}", mutant, flush=True)
        count, killed = count + 1, killed + (became == KILLED)
    minutes = (time.monotonic() - began) / 60
    share = f"{killed / max(count, 1):.0%}"
    print(f"{killed} of {count} killed ({share}) in {minutes:.0f} min; {TARGET:.0%} expected.")
    return int(killed < TARGET * count)


def drawn(paths: Iterable[Path], each: int, seed: int) -> list[Mutant]:
    return [mutant for path in paths for mutant in draw(path, each, seed)]


if __name__ == "__main__":
    sys.exit(main())
