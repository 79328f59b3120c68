"""Mesa models from classes of movements; Mesa is imported late because it is slow to load."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def mesa_class(cls: type[Any]) -> type[Any]:
    """Return the subclass of a class of movements that is also a Mesa model."""
    import mesa

    if issubclass(cls, mesa.Model):
        return cls
    named = {name: getattr(cls, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(cls.__name__, (cls, mesa.Model), named)
