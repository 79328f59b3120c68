"""Finding strategies and rules: ours by scanning the package, others' by entry points.

There is no list to keep up to date. Third parties declare the entry points
`movementsim.strategies` and `movementsim.rules`; one that cannot be loaded is a warning with its
name, and two of one name are an error that names both origins.
"""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points, version

from movementsim import rules, strategies
from movementsim.errors import InputError
from movementsim.rules.base import Rule
from movementsim.strategies.base import Strategy


@dataclass(frozen=True, slots=True)
class Found[T]:
    """A class and where it comes from (package and version)."""

    kind: type[T]
    origin: str


def _ours[T](package: object, base: type[T]) -> list[Found[T]]:
    origin = f"movementsim {version('movementsim')}"
    found = []
    for module in pkgutil.iter_modules(package.__path__):  # type: ignore[attr-defined]
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")  # type: ignore[attr-defined]
        found += [
            Found(value, origin)
            for value in vars(loaded).values()
            if isinstance(value, type)
            and issubclass(value, base)
            and value is not base
            and value.__module__ == loaded.__name__
        ]
    return found


def _theirs[T](group: str, base: type[T]) -> list[Found[T]]:
    found = []
    for point in entry_points(group=group):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
        try:
            value = point.load()
        except Exception as error:  # a broken plug-in must not take the simulator down
            warnings.warn(
                f"{group}: {point.name} of {origin} cannot be loaded and is left out: {error!r}",
                stacklevel=2,
            )
            continue
        if not (isinstance(value, type) and issubclass(value, base)):
            warnings.warn(
                f"{group}: {point.name} of {origin} is not a {base.__name__} and is left out",
                stacklevel=2,
            )
            continue
        found.append(Found(value, origin))
    return found


def _by_name[T](found: list[Found[T]], names: list[str]) -> dict[str, Found[T]]:
    named: dict[str, Found[T]] = {}
    for name, item in zip(names, found, strict=True):
        if name in named and named[name].kind is not item.kind:
            raise InputError(
                f"two of one name: {name!r} comes from {named[name].origin} "
                f"({named[name].kind.__module__}) and from {item.origin} "
                f"({item.kind.__module__}); uninstall or rename one"
            )
        named[name] = item
    return named


@cache
def find_strategies() -> dict[str, Found[Strategy]]:
    """Return all strategies by class name."""
    found = _ours(strategies, Strategy) + _theirs("movementsim.strategies", Strategy)
    return _by_name(found, [item.kind.__name__ for item in found])


@cache
def find_rules() -> dict[str, Found[Rule]]:
    """Return all rules by name (the class name in small letters with underscores)."""
    found = _ours(rules, Rule) + _theirs("movementsim.rules", Rule)
    return _by_name(found, [item.kind.name() for item in found])


def strategy_class(name: str) -> type[Strategy]:
    """Return the strategy of this name.

    Raises
    ------
    InputError
        For an unknown name; suggests the nearest.
    """
    return _named(find_strategies(), name, "strategy")


def rule_class(name: str) -> type[Rule]:
    """Return the rule of this name; raises :class:`InputError` as `strategy_class` does."""
    return _named(find_rules(), name, "rule")


def _named[T](known: dict[str, Found[T]], name: str, what: str) -> type[T]:
    if name not in known:
        near = get_close_matches(name, known, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InputError(f"no {what} {name!r}{hint} There are: {', '.join(sorted(known))}.")
    return known[name].kind
