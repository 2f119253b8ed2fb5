"""What does the project consist of, as text and as syntax trees?"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("triage", "projections", "workers", "api", "wiring")
MADE_HERE = frozenset({"build", "data", "secrets"})

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One Python file. `path` is relative to the project's folder: `triage/errors/requests.py`."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """The dotted name: `triage/store/__init__.py` is `triage.store`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree; walked once, asked for by every rule."""
        return tuple(ast.walk(self.tree))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.nodes if isinstance(node, FUNCTIONS))

    def at(self, node: ast.AST, finding: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {finding}"

    def is_in(self, *modules: str) -> bool:
        """Is this one of `modules` or below one?"""
        return any(f"{self.module}.".startswith(f"{module}.") for module in modules)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file of `folders` (default: the packages), sorted by path."""
    paths = [path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py")]
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(paths)
    )


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is in the repository or would be added; in an exported copy, all of it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if (ROOT / ".git").exists() and listing.returncode == 0:
        named = (ROOT / name for name in listing.stdout.split("\0") if name)
    else:
        named = (
            path
            for top in ROOT.iterdir()
            if not _is_made_here(top)
            for path in (top, *top.rglob("*"))
            if "__pycache__" not in path.parts
        )
    return tuple(sorted(path for path in named if path.is_file()))


def _is_made_here(top: Path) -> bool:
    hidden = top.name.startswith(".") and top.is_dir() and top.name != ".ci"
    return hidden or top.name in MADE_HERE or top.suffix == ".egg-info"


def dotted(node: ast.AST) -> str:
    """`datetime.now` for the expression of that name; empty for any other expression."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            before = dotted(value)
            return f"{before}.{attribute}" if before else ""
        case _:
            return ""


def imported_modules(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each import with the full names that it may bring: `from a import b` gives `a.b`."""
    for node in source.nodes:
        match node:
            case ast.Import(names=names):
                yield from ((node, name.name) for name in names)
            case ast.ImportFrom(module=module, names=names):
                yield from ((node, f"{module or ''}.{name.name}") for name in names)


def uses(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each name that is used, in full: after `from time import time as t`, `t` is `time.time`."""
    names = dict(_bound_names(source))
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node)):
            first, _, rest = name.partition(".")
            full = names.get(first, first)
            yield node, f"{full}.{rest}" if rest else full


def _bound_names(source: Source) -> Iterator[tuple[str, str]]:
    for node in source.nodes:
        match node:
            case ast.Import(names=names):
                for name in names:
                    bound = name.asname or name.name.partition(".")[0]
                    yield bound, name.name if name.asname else bound
            case ast.ImportFrom(module=module, names=names):
                for name in names:
                    yield name.asname or name.name, f"{module or ''}.{name.name}"
