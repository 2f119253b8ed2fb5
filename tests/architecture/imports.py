"""What does the core of the domain import that it must not know?

import-linter holds the layers; this holds the core to a closed list, so that a library nobody
thought of is refused too.
"""

import ast
import sys
from collections.abc import Container, Iterable, Iterator

from tests.architecture.allowed import OUTSIDE_CORE
from tests.architecture.reading import Source, dotted, imported_modules

CORE_MAY_IMPORT = frozenset(
    {"triage", "holidays", "eventsourcing.domain", *sys.stdlib_module_names}
    # What an address and a number are, by the standards and by each country's plan.
    | {"email_validator", "phonenumbers"}
    # An event is stored under a stable name; the library keeps the function that gives it there.
    | {"eventsourcing.utils.register_topic"}
)

ROUTERS = frozenset({"APIRouter", "PageRouter"})


def foreign_to_core(source: Source) -> Iterator[str]:
    if source.is_in(*OUTSIDE_CORE):
        return
    for node, name in imported_modules(source):
        if not _is_in(name, CORE_MAY_IMPORT) or _is_in(name, OUTSIDE_CORE):
            yield source.at(node, f"the core imports {name}")


def _is_in(name: str, modules: Iterable[str]) -> bool:
    """Is `name` one of `modules`, or something in one?"""
    return any(f"{name}.".startswith(f"{module}.") for module in modules)


def routes_imported(source: Source, routed: Container[str]) -> Iterator[tuple[str, str]]:
    """What a module takes from one of routes: its logic belongs to a module that both import."""
    for node, name in imported_modules(source):
        before, _, last = name.rpartition(".")
        if name in routed:
            yield source.module, source.at(node, f"the routes of {name}")
        elif before in routed and last != "router":
            yield source.module, source.at(node, f"{last} of the routes in {before}")


def holds_routes(source: Source) -> bool:
    """Whether a module makes a router of its own."""
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and dotted(node.value.func) in ROUTERS
        for node in source.tree.body
    )
