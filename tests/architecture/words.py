"""Which names, docstrings and notes do not say what they should?"""

import ast
import re
from collections.abc import Iterator

from tests.architecture.reading import FUNCTIONS, Source

# Words that say nothing about the domain, as the last word of a name. `ServicePromise` says
# something; `PromiseService` does not.
EMPTY_WORDS = frozenset(
    {"manager", "helper", "helpers", "handler", "handlers", "service", "services", "base"}
    | {"util", "utils", "core", "data", "info", "process", "processor", "common", "misc"}
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX)\b")


def empty_names(source: Source) -> Iterator[str]:
    """Modules, classes and functions whose last word is empty, and classes that begin as Base."""
    last_part = source.module.rpartition(".")[2]
    if _words(last_part)[-1:] and _words(last_part)[-1] in EMPTY_WORDS:
        yield source.at(source.tree, f"module {last_part}")
    for node in source.nodes:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and _is_empty(node.name):
            yield source.at(node, node.name)


def _is_empty(name: str) -> bool:
    words = _words(name)
    return bool(words) and (words[-1] in EMPTY_WORDS or words[0] == "base")


def _words(name: str) -> list[str]:
    return [word.lower() for word in WORD.findall(name)]


def without_docstring(source: Source) -> Iterator[str]:
    if not ast.get_docstring(source.tree):
        yield source.at(source.tree, "the module does not say what question it answers")


def left_for_later(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := LEFT_FOR_LATER.search(line):
            yield f"{path}:{number}: {found.group()}"
