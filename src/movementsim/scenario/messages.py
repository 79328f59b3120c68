"""Messages for wrong configs: the key, the value, what is allowed and the nearest name."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from movementsim.errors import nearest

_Place = tuple[int | str, ...]

# messages by pydantic's type of error, worded for authors of configs
_WORDS = {
    "string_type": 'must be text, in quotes: "..."',
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "tuple_type": "must be a list: [...]",
    "list_type": "must be a list: [...]",
    "dict_type": "must be a table: {...}",
    "model_type": "must be a table: {...}",
    "json_invalid": "must be valid JSON",
}


def explain(error: ValidationError, model: type[BaseModel], origin: str) -> str:
    """Return a message with one line per error.

    Parameters
    ----------
    error : pydantic.ValidationError
        What pydantic found.
    model : type of pydantic.BaseModel
        The model that was validated, for the names that exist.
    origin : str
        The file or place of the values; begins every line.

    Returns
    -------
    str
        Each line names the key, its value, what is allowed and, for a misspelling, the nearest
        name.
    """
    lines = [_line(item, model) for item in error.errors(include_url=False)]
    # pydantic reports every missing item of a list, but the list is one error
    return "\n".join(f"{origin}: {line}" for line in dict.fromkeys(lines))


def _line(item: ErrorDetails, model: type[BaseModel]) -> str:
    place, kind, value = item["loc"], item["type"], item["input"]
    key = _key(place)
    if kind == "extra_forbidden":
        return f"unknown key {key!r}{_near(model, place)}"
    if kind == "missing" and isinstance(place[-1], int):
        return f"{_key(place[:-1])} = {_short(value)}: {_as_many(model, place[:-1], value)}"
    if kind == "missing":
        return f"the key {key!r} is missing; add it{_in_brackets(_allowed(_field(model, place)))}"
    if kind == "value_error":
        message = item["msg"].removeprefix("Value error, ")
        # an error about several keys: the message names them and their values
        together = not key or isinstance(value, dict | BaseModel)
        return (
            f"{key}: {message}".removeprefix(": ")
            if together
            else f"{key} = {_short(value)}: " + message
        )
    if not key:
        # pydantic's message may end in an example, such as "must be a table: {...}"
        return f"{_message(item, model).removesuffix(': {...}')}, not {_short(value)}"
    return f"{key} = {_short(value)}: {_message(item, model)}"


def _message(item: ErrorDetails, model: type[BaseModel]) -> str:
    place, kind, value = item["loc"], item["type"], item["input"]
    field = _field(model, place)
    if kind == "tuple_type" and _model_in(field.annotation if field else None):
        return "must be a list of tables, one for each: [{...}, ...]"
    if kind == "too_long" and field and ... not in _members(field.annotation, tuple):
        return _as_many(model, place, value)
    if kind == "literal_error":
        return f"{_must(item['msg'])}{nearest(str(value), map(str, _choices(field)))}".rstrip(".")
    if kind in _WORDS:
        return _WORDS[kind] + _in_brackets(_range(field))
    return _must(item["msg"]) + _in_brackets(_range(field))


def _must(message: str) -> str:
    """Return pydantic's message without its names for Python types."""
    for start in ("Input", "String", "Tuple", "List", "Dictionary"):
        message = message.replace(f"{start} should ", "must ")
    return message.replace(" after validation", "")


def _in_brackets(allowed: str) -> str:
    return f" ({allowed})" if allowed else ""


def _key(place: _Place) -> str:
    return ".".join(str(part) for part in place)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _as_many(model: type[BaseModel], place: _Place, value: Any) -> str:
    """Return the message for a list of the wrong length, where the length is fixed."""
    field = _field(model, place)
    return f"must be a list of {len(_members(field and field.annotation, tuple))}, not {len(value)}"


# -- what is allowed at a place


def _near(model: type[BaseModel], place: _Place) -> str:
    """Suggest the nearest key, and list the keys that are allowed at this place."""
    known = list(_fields(model, place[:-1]))
    hint = nearest(str(place[-1]), known)
    return f"{hint} Allowed here: {', '.join(known)}." if known else hint


def _allowed(field: FieldInfo | None) -> str:
    return " or ".join(map(repr, _choices(field))) or _range(field)


def _choices(field: FieldInfo | None) -> tuple[Any, ...]:
    return _members(field and field.annotation, Literal)


def _range(field: FieldInfo | None) -> str:
    """Return the range of a number in words; "" unless both ends are fixed."""
    ends: dict[str, Any] = {}
    for about in field.metadata if field else ():
        ends |= {
            end: getattr(about, end) for end in ("ge", "gt", "le", "lt") if hasattr(about, end)
        }
    low = f"{ends['ge']}" if "ge" in ends else f"above {ends['gt']}" if "gt" in ends else ""
    high = f"{ends['le']}" if "le" in ends else f"below {ends['lt']}" if "lt" in ends else ""
    return f"allowed: {low} to {high}" if low and high else ""


def _field(model: type[BaseModel], place: _Place) -> FieldInfo | None:
    """Return the field at this place, or the field whose list or table contains the place."""
    field: FieldInfo | None = None
    inside: Any = model
    for part in place:
        found = getattr(inside, "model_fields", {}).get(part)
        if found is not None:  # otherwise an index of a list, or a free name in a table
            field, inside = found, _model_in(found.annotation)
    return field


def _fields(model: type[BaseModel], place: _Place) -> dict[str, FieldInfo]:
    """Return the fields of the table at this place."""
    field = _field(model, place)
    inside = _model_in(field.annotation) if field else model
    return dict(getattr(inside, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    """Return the model inside an annotation such as `tuple[Event, ...]`, or None."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _members(annotation: Any, kind: Any) -> tuple[Any, ...]:
    """Return the arguments of a tuple or Literal, alone or in a union with None."""
    if get_origin(annotation) is kind:
        return get_args(annotation)
    inner = (_members(part, kind) for part in get_args(annotation) if part is not None)
    return next((found for found in inner if found), ())
