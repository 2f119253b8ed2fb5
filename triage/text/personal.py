"""How is personal text told from other text? By its type: it hides itself until it is revealed."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Personal(Generic[T]):
    """A value that could name or hurt a person. `repr`, `str` and formatting never show it.

    Only the sealing of the store and the composer of an answer call `reveal`.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        return self._value

    def __repr__(self) -> str:
        return "Personal(•••)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self._value == other._value

    def __hash__(self) -> int:
        return hash(repr(self._value))


def revealed(value: Personal[T] | None) -> T | None:
    """The value inside, or None where there is none (never given, or erased)."""
    return None if value is None else value.reveal()
