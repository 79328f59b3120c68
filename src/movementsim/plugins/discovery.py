"""Finding strategies and rules: ours by scanning the package, others' by entry points.

There is no list to keep up to date. Third parties declare the entry points
`movementsim.strategies` and `movementsim.rules`; one that cannot be loaded is a warning with its
name, and two of one name are an error that names both origins.
"""

from __future__ import annotations

import hashlib
import importlib.util
import pkgutil
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path
from types import ModuleType

from movementsim import institutions, rules, strategies
from movementsim.errors import InputError, nearest
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
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):  # type: ignore[attr-defined]
        loaded = importlib.import_module(module.name)
        found += [Found(kind, origin) for kind in _defined(loaded, base)]
    return found


def _defined[T](module: ModuleType, base: type[T]) -> list[type[T]]:
    """Return the subclasses of `base` that a module defines itself."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, base)
        and value is not base
        and value.__module__ == module.__name__
    ]


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
    found = _ours(rules, Rule) + _ours(institutions, Rule) + _theirs("movementsim.rules", Rule)
    return _by_name(found, [item.kind.name() for item in found])


def load_plugin(file: Path) -> None:
    """Take in the strategies and rules of a Python file, for this process.

    Raises
    ------
    InputError
        When it cannot be read or run, holds none, or one of a name that is taken.
    """
    name = f"movementsim_plugin_{file.stem}"
    if name in sys.modules and sys.modules[name].__file__ == str(file.resolve()):
        return
    module = _run_file(file, name)
    origin = f"{file.name}, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"
    strategies = [Found(kind, origin) for kind in _defined(module, Strategy)]
    rules = [Found(kind, origin) for kind in _defined(module, Rule)]
    if not strategies and not rules:
        raise InputError(f"{file}: defines no subclass of Strategy or Rule")
    known = find_strategies(), find_rules()
    taken = (
        _by_name(
            [*known[0].values(), *strategies],
            [*known[0], *(item.kind.__name__ for item in strategies)],
        ),
        _by_name([*known[1].values(), *rules], [*known[1], *(item.kind.name() for item in rules)]),
    )
    known[0].update(taken[0])
    known[1].update(taken[1])


def _run_file(file: Path, name: str) -> ModuleType:
    if not file.is_file():
        raise InputError(f"{file}: there is no such file")
    about = importlib.util.spec_from_file_location(name, file.resolve())
    if about is None or about.loader is None:
        raise InputError(f"{file}: a plug-in is a Python file, its name ends in .py")
    module = sys.modules[name] = importlib.util.module_from_spec(about)
    try:
        about.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise InputError(f"{file}: cannot be used: {type(error).__name__}: {error}") from error
    return module


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
        there = ", ".join(sorted(known))
        raise InputError(
            f"no {what} {name!r}{nearest(name, known)} There are: {there}. One of your own "
            "comes in with --plugin FILE.py, or with its installed package."
        )
    return known[name].kind
