"""Turning validation errors into sentences: the key, the value, what is allowed, what is near."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError


def explain(error: ValidationError, model: type[BaseModel], origin: str) -> str:
    """Return one line for each thing that is wrong.

    Parameters
    ----------
    error
        What pydantic found.
    model
        The model that was filled in, for the names that exist.
    origin
        The file or place it came from.
    """
    lines = []
    for item in error.errors(include_url=False):
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            lines.append(f"{origin}: unknown key {key!r}{_near(model, item['loc'])}")
        elif item["type"] == "missing":
            lines.append(f"{origin}: the key {key!r} is missing")
        else:
            message = item["msg"].removeprefix("Value error, ")
            if not key:  # about several keys together; the message names them
                lines.append(f"{origin}: {message}")
                continue
            lines.append(f"{origin}: {key} = {_short(item['input'])}: {message}")
    return "\n".join(lines)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _near(model: type[BaseModel], place: tuple[int | str, ...]) -> str:
    """Suggest the nearest key at that place, and list what may stand there."""
    known = list(_fields(model, place[:-1]))
    near = get_close_matches(str(place[-1]), known, 1, 0.5)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return f"{hint} Allowed here: {', '.join(known)}." if known else hint


def _fields(model: Any, place: tuple[int | str, ...]) -> dict[str, Any]:
    for part in place:
        if isinstance(part, int):
            continue
        fields = getattr(model, "model_fields", {})
        if part not in fields:
            return {}
        model = _inner(fields[part].annotation)
    return dict(getattr(model, "model_fields", {}))


def _inner(annotation: Any) -> Any:
    """Return the model inside an annotation such as `tuple[Event, ...]`."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner(part)
        if hasattr(found, "model_fields"):
            return found
    return annotation
