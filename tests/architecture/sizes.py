"""Which modules and functions are larger than a reader takes in at once?"""

import ast
from collections.abc import Iterator

from tests.architecture.reading import FUNCTIONS, Source

MODULE_LINES = 300
FUNCTION_LINES = 40
NESTING = 3
PARAMETERS = 5
POSITIONAL_BESIDE_KEYWORDS = 2

BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.TryStar,
    ast.With,
    ast.AsyncWith,
    ast.Match,
)


def oversized(source: Source) -> Iterator[str]:
    """One finding a line, `path:line: what and how much`."""
    lines = len(source.text.splitlines())
    if lines > MODULE_LINES:
        yield source.at(source.tree, f"{lines} lines in a module (at most {MODULE_LINES})")
    for function in source.functions():
        for finding in _oversized_function(function):
            yield source.at(function, f"{function.name}: {finding}")


def _oversized_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if lines > FUNCTION_LINES:
        yield f"{lines} lines (at most {FUNCTION_LINES})"
    depth = max((_depth(statement) for statement in function.body), default=0)
    if depth > NESTING:
        yield f"{depth} blocks in each other (at most {NESTING})"
    positional, keywords = _parameters(function.args)
    if positional + keywords > PARAMETERS and positional > POSITIONAL_BESIDE_KEYWORDS:
        yield f"{positional + keywords} parameters (beyond {PARAMETERS}, all but two by keyword)"


def _parameters(arguments: ast.arguments) -> tuple[int, int]:
    positional = [*arguments.posonlyargs, *arguments.args]
    own = [argument for argument in positional if argument.arg not in {"self", "cls"}]
    return len(own), len(arguments.kwonlyargs)


def _depth(node: ast.AST, *, is_elif: bool = False) -> int:
    """How many blocks are in each other; an `elif` is beside its `if`, not in it."""
    if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
        return 0
    below = max(
        (_depth(child, is_elif=_is_elif(node, child)) for child in _children(node)), default=0
    )
    return below + (isinstance(node, BLOCKS) and not is_elif)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    return ast.iter_child_nodes(node)


def _is_elif(parent: ast.AST, child: ast.AST) -> bool:
    return isinstance(parent, ast.If) and isinstance(child, ast.If) and parent.orelse == [child]
