"""What may be asked? Each question with the permission it needs and how it is answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.permission import KNOWN

T = TypeVar("T")


class Taken(StrEnum):
    """How what was read leaves the service."""

    PRINT = "print"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOfOne:
    """What the access log needs to know of one request that an answer tells of."""

    action: str
    ground: str
    request_id: UUID
    unit: str | None
    version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[T]):
    """An answer with what the access log needs to know of it.

    `of_each` are reads of single requests that the answer as a whole is beside; `action` what the
    read turned out to be, where that is not what was asked.
    """

    value: T
    ground: str
    request_id: UUID | None = None
    unit: str | None = None
    version: int | None = None
    action: str | None = None
    of_each: tuple[ReadOfOne, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question(ABC, Generic[T]):
    """Something that an actor wants to know. `action` is what the access log calls the read.

    A class without a known permission cannot be imported.
    """

    permission: ClassVar[str]
    action: ClassVar[str]

    def __init_subclass__(cls, *, permission: str | None = None, action: str = "view") -> None:
        super().__init_subclass__()
        if permission is not None:
            cls.permission = permission
            cls.action = action
        if getattr(cls, "permission", None) not in KNOWN:
            raise TypeError(f"{cls.__name__} names no known permission")

    @property
    def about(self) -> UUID | None:
        """The one request that is asked about."""
        return None

    @property
    def logged_as(self) -> str:
        """What the access log calls this read."""
        return self.action

    @abstractmethod
    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[T]:
        """Compose the answer. Raises a `TriageError` where it may not be given."""
