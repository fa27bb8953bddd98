"""What is not there is None in the engine, and no -1, which is an index as well: the last one."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

ENGINE = Path(str(files("pipeline.extract")))
SIGNS = {"dates/tense.py"}
"""Modules in which -1 is a sign: of the past, which lies before the day of the text."""

BOUNDS = {"max", "min", "range", "reshape", "shift"}
"""Functions that take -1 as the bound of a range, as NumPy's word for “the rest”, or as a step back."""


def is_minus_one(node: ast.AST | None) -> bool:
    is_negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    return is_negative and isinstance(node.operand, ast.Constant) and node.operand.value == 1


def chosen(node: ast.AST | None) -> Iterator[ast.AST]:
    """Yield what an expression may be: the parts of a choice, the members of a tuple or list, also a repeated one."""
    if isinstance(node, ast.IfExp):
        yield from (*chosen(node.body), *chosen(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (part for value in node.values for part in chosen(value))
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (part for member in node.elts for part in chosen(member))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from (*chosen(node.left), *chosen(node.right))
    elif node is not None:
        yield node


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def standing_for_none(tree: ast.Module) -> Iterator[int]:
    """Yield the lines in which -1 is returned, assigned, passed or a default, or something is compared with it."""
    for node in ast.walk(tree):
        values: list[ast.AST | None] = []
        if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.Lambda):
            values = [node.body if isinstance(node, ast.Lambda) else node.value]
        elif isinstance(node, ast.arguments):
            values = [*node.defaults, *node.kw_defaults]
        elif isinstance(node, ast.Compare):
            values = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and name_of(node.func) not in BOUNDS:
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
        yield from (part.lineno for value in values for part in chosen(value) if is_minus_one(part))


def test_nothing_in_the_engine_is_minus_one_for_none():
    modules = {path.relative_to(ENGINE).as_posix(): path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py")}
    found = {name: sorted(standing_for_none(ast.parse(text))) for name, text in modules.items()}
    assert found.keys() >= SIGNS
    assert {name: lines for name, lines in found.items() if lines and name not in SIGNS} == {}


@pytest.mark.parametrize(
    "code",
    [
        "def find(i):\n    return -1",
        "def find(i):\n    return i if i else -1",
        "def find(i):\n    return -1, -1",
        "def find(i, before=-1):\n    return before",
        "at = next((i for i in places), -1)",
        "at = places.get(i, -1)",
        "head = -1",
        "self.head: int = -1",
        "of = [-1] * n",
        "is_none = at == -1",
        "frame = Frame(first, quotation=-1)",
        "key = lambda i: -1 if i else 0",
    ],
)
def test_a_minus_one_for_none_is_found(code):
    assert list(standing_for_none(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "last = words[-1]",
        "inner = words[1:-1]",
        "for k in range(i - 1, max(-1, i - 5), -1):\n    pass",
        "rows = numbers.reshape(-1, 4)",
        "before = i - 1",
        "for offset in (-1, 0, 1):\n    pass",
    ],
)
def test_an_index_or_a_bound_is_let_be(code):
    assert not list(standing_for_none(ast.parse(code)))
