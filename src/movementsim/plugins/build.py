"""TODO."""

from __future__ import annotations

from collections.abc import Sequence

from movementsim.errors import InputError, nearest, prefix_errors
from movementsim.plugins.discovery import find_rules, rule_class
from movementsim.rules.base import Rule


def standard_rules(
    settings: dict[str, dict[str, object]] | None = None, without: Sequence[str] = ()
) -> list[Rule]:
    """Return all known rules, with these parameters, and without those named.

    Raises
    ------
    InputError
        For an unknown rule or parameter, or a value out of its range.
    """
    settings = settings or {}
    for key, names in (("rules", settings), ("without", without)):
        with prefix_errors(key):
            for name in names:
                rule_class(name)
    return [
        build(found.kind, settings.get(name, {}), f"rules.{name}")
        for name, found in sorted(find_rules().items())
        if name not in without
    ]


def build[T](kind: type[T], values: dict[str, object], place: str) -> T:
    """Make a rule or strategy from named values, with errors that name the place in a config."""
    known = [about.name for about in kind.parameters()]  # type: ignore[attr-defined]
    for name in values:
        if name not in known:
            raise InputError(
                f"{place}: no parameter {name!r}{nearest(name, known)} "
                f"There are: {', '.join(known) or 'none'}."
            )
    with prefix_errors(place):
        return kind(**values)
