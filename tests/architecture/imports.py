"""What does the core of the domain import that it must not know?

import-linter holds the layers; this holds the core to a closed list, so that a library nobody
thought of is refused too.
"""

import sys
from collections.abc import Iterable, Iterator

from tests.architecture.allowed import OUTSIDE_CORE
from tests.architecture.reading import Source, imported_modules

CORE_MAY_IMPORT = frozenset(
    {"triage", "holidays", "eventsourcing.domain", *sys.stdlib_module_names}
    # What an address and a number are, by the standards and by each country's plan.
    | {"email_validator", "phonenumbers"}
    # An event is stored under a stable name; the library keeps the function that gives it there.
    | {"eventsourcing.utils.register_topic"}
)


def foreign_to_core(source: Source) -> Iterator[str]:
    if source.is_in(*OUTSIDE_CORE):
        return
    for node, name in imported_modules(source):
        if not _is_in(name, CORE_MAY_IMPORT) or _is_in(name, OUTSIDE_CORE):
            yield source.at(node, f"the core imports {name}")


def _is_in(name: str, modules: Iterable[str]) -> bool:
    """Is `name` one of `modules`, or something in one?"""
    return any(f"{name}.".startswith(f"{module}.") for module in modules)
