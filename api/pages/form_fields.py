"""What did somebody type into a form, and which body of the JSON API is it?"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from starlette.datastructures import FormData
from starlette.requests import Request

from api.http.json_body import read
from api.http.limits import BODY_LIMIT_BYTES, LONGEST_SPELLING

Body = TypeVar("Body", bound=BaseModel)
FIELDS_AT_MOST = 200
# Longer than any that a page of ours shows.
LONGEST_NUMBER = 9
SAID = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of a form as they came, each with all its values; lines end in one way."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def one(self, name: str) -> str:
        """The last value of a field, "" where it did not come."""
        return self.every(name)[-1] if self.every(name) else ""

    def every(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def number(self, name: str) -> int | None:
        """The number that a field spells, None where it spells none."""
        text = self.one(name)
        spells_one = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        return int(text) if spells_one else None

    def values(self, *many: str) -> dict[str, str | list[str]]:
        """What a template fills its form with; fields in `many` are lists."""
        single: dict[str, str | list[str]] = {name: self.one(name) for name in self.fields}
        return {**single, **{name: list(self.every(name)) for name in many}}

    def body(self, model: type[Body]) -> Body:
        """The body that these fields spell, checked by the model as JSON is. Raises BadInput."""
        return read(model, json.dumps(_spelled(model, self)).encode())


NOTHING = Typed()


async def typed(request: Request) -> Typed:
    """Read a form; files are not taken. Whose page sent it was asked before (`PageRouter`).

    Raises:
        HTTPException: it is no form.
    """
    form = await request.form(
        max_files=0, max_fields=FIELDS_AT_MOST, max_part_size=BODY_LIMIT_BYTES * LONGEST_SPELLING
    )
    return Typed(fields={name: tuple(_texts(form, name)) for name in form})


def _texts(form: FormData, name: str) -> Iterator[str]:
    # Browsers send every new line as two signs, and a limit counts what the person sees.
    yield from (
        value.replace("\r\n", "\n") for value in form.getlist(name) if isinstance(value, str)
    )


def _spelled(model: type[BaseModel], form: Typed, inside: str = "") -> dict[str, object]:
    """The model's fields as JSON; `contact.phone` belongs to `contact`. Empty ones are left out.

    A list that came empty says that nothing is chosen, and not that nobody was asked.
    """
    found: dict[str, object] = {}
    for name, about in model.model_fields.items():
        said = about.alias or name
        value = _value(about.annotation, form, f"{inside}{said}")
        came_empty = value == [] and form.every(f"{inside}{said}")
        if came_empty or value not in ("", [], {}):
            found[said] = value
    return found


def _value(annotation: Any, form: Typed, name: str) -> object:
    kinds = set(_kinds_of(annotation))
    for nested in kinds:
        if issubclass(nested, BaseModel):
            return _spelled(nested, form, f"{name}.")
    if list in kinds:
        # Not more is made of what spells no number: the model says so then.
        return [_item(annotation, value) for value in form.every(name) if value]
    if bool in kinds:
        return SAID.get(form.one(name), form.one(name))
    if int in kinds:
        return form.one(name) if form.number(name) is None else form.number(name)
    return form.one(name)


def _item(annotation: Any, value: str) -> object:
    spells_one = value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER
    return int(value) if get_args(annotation) == (int,) and spells_one else value


def _kinds_of(annotation: Any) -> Iterator[type]:
    """The types that a field may have, those of a union one by one."""
    if get_origin(annotation) in (Union, types.UnionType):
        for inner in get_args(annotation):
            yield from _kinds_of(inner)
    else:
        yield get_origin(annotation) or annotation
