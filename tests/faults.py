"""The small faults that `tests.mutants` puts in a module, one at a time, while it is imported."""

import ast
import random
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]

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


def draw(path: Path, each: int, seed: int) -> list[Mutant]:
    mutants = mutants_of(path)
    if each and each < len(mutants):
        mutants = random.Random(f"{seed} {path.name}").sample(mutants, each)
    return sorted(mutants, key=lambda mutant: mutant.number)


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
