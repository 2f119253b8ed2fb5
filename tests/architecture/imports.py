"""What does the core of the domain import that it must not know?

import-linter holds the layers; this holds the core to a closed list, so that a library nobody
thought of is refused too.
"""

import sys
from collections.abc import Iterator

from tests.architecture.reading import Source, imported_modules

CORE_MAY_IMPORT = frozenset(
    {"triage", "holidays", "eventsourcing.domain", *sys.stdlib_module_names}
)
OUTSIDE_CORE = "triage.store"


def foreign_to_core(source: Source) -> Iterator[str]:
    if source.is_in(OUTSIDE_CORE):
        return
    for node, name in imported_modules(source):
        if not _begins_with_any(name, CORE_MAY_IMPORT) or _begins_with_any(name, {OUTSIDE_CORE}):
            yield source.at(node, f"the core imports {name}")


def _begins_with_any(name: str, modules: frozenset[str] | set[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:count]) in modules for count in range(1, len(parts) + 1))
