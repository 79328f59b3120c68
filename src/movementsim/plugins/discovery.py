"""Discovery of strategies, rules and measures: in this package, other packages and files.

There is no list to keep up to date. Other packages declare the entry points
`movementsim.strategies`, `movementsim.rules` and `movementsim.indicators`. One that cannot be
loaded causes a warning; two with the same name cause an error that names both origins.
"""

from __future__ import annotations

import hashlib
import importlib.util
import pkgutil
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoints, entry_points, version
from pathlib import Path
from types import ModuleType
from typing import Any

from movementsim import indicators, institutions, rules, strategies
from movementsim.errors import InputError, nearest
from movementsim.rules.base import Rule
from movementsim.state.observed import Indicator, PersonalTotal, Total
from movementsim.strategies.base import Strategy

HOMES = (rules, institutions, strategies)
"""The packages of ours in which rules and strategies are looked for."""

type Measure = Indicator | Total | PersonalTotal
"""What a measure consists of: an indicator, and the running totals that it reads."""
MEASURES: dict[str, type[Measure]] = {
    "indicators": Indicator,
    "totals": Total,
    "personal_totals": PersonalTotal,
}
"""The kinds of measures, by the part of an extension in which a rule brings its own."""
_MEASURE = tuple(MEASURES.values())


@dataclass(frozen=True, slots=True)
class Discovered[T]:
    """A strategy class, a rule class or a measure, and where it comes from.

    Attributes
    ----------
    kind
        What was found.
    origin
        Package and version, or file and digest.
    """

    kind: T
    origin: str


def _modules(*packages: ModuleType) -> Iterator[ModuleType]:
    """Import and yield all modules of these packages, however deep they lie."""
    for package in packages:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module.name)


def _ours[T](base: type[T], *packages: ModuleType) -> list[Discovered[type[T]]]:
    origin = f"movementsim {version('movementsim')}"
    return [
        Discovered(kind, origin)
        for module in _modules(*packages)
        for kind in _defined(module, base)
    ]


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


def _measured(module: ModuleType) -> list[Measure]:
    """Return the indicators and totals that a module defines, alone or in tuples."""
    values = [value for name, value in vars(module).items() if not name.startswith("_")]
    inside = [value if isinstance(value, tuple) else (value,) for value in values]
    found = [item for items in inside for item in items if isinstance(item, _MEASURE)]
    return list({(type(item), item.name): item for item in found}.values())


@cache
def _all_entry_points() -> EntryPoints:
    """Return the entry points of all packages, read once because that takes a tenth of a second."""
    return entry_points()


def _loaded(group: str) -> Iterator[tuple[str, str, Any]]:
    """Yield name, origin and value of the entry points of a group that can be loaded."""
    for point in _all_entry_points().select(group=group):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
        try:
            yield point.name, origin, point.load()
        except Exception as error:  # a broken plug-in must not take the simulator down
            warnings.warn(
                f"{group}: {point.name} of {origin} cannot be loaded and is left out: {error!r}",
                stacklevel=3,
            )


def _theirs[T](group: str, base: type[T]) -> list[Discovered[type[T]]]:
    found = []
    for name, origin, value in _loaded(group):
        if isinstance(value, type) and issubclass(value, base):
            found.append(Discovered(value, origin))
        else:
            warnings.warn(
                f"{group}: {name} of {origin} is not a {base.__name__} and is left out",
                stacklevel=2,
            )
    return found


def _their_measures() -> list[Discovered[Measure]]:
    found: list[Discovered[Measure]] = []
    for name, origin, value in _loaded("movementsim.indicators"):
        values = value if isinstance(value, tuple) else (value,)
        if values and all(isinstance(item, _MEASURE) for item in values):
            found += [Discovered(item, origin) for item in values]
        else:
            warnings.warn(
                f"movementsim.indicators: {name} of {origin} is not an Indicator, nor a tuple of "
                "indicators and totals, and is left out",
                stacklevel=2,
            )
    return found


def _by_name[T](found: list[Discovered[T]], names: list[str]) -> dict[str, Discovered[T]]:
    named: dict[str, Discovered[T]] = {}
    for name, item in zip(names, found, strict=True):
        if name in named and named[name].kind is not item.kind:
            raise InputError(
                f"two have the same name: {name!r} comes from {_place(named[name])} and from "
                f"{_place(item)}; uninstall or rename one"
            )
        named[name] = item
    return named


def _place(item: Discovered[Any]) -> str:
    module = getattr(item.kind, "__module__", "") if isinstance(item.kind, type) else ""
    return f"{item.origin} ({module})" if module else item.origin


@cache
def find_strategies() -> dict[str, Discovered[type[Strategy]]]:
    """Return all strategies by class name."""
    found = _ours(Strategy, *HOMES) + _theirs("movementsim.strategies", Strategy)
    return _by_name(found, [item.kind.__name__ for item in found])


@cache
def find_rules() -> dict[str, Discovered[type[Rule]]]:
    """Return all rules by name, which is the class name in lower case with underscores."""
    found = _ours(Rule, *HOMES) + _theirs("movementsim.rules", Rule)
    return _by_name(found, [item.kind.name() for item in found])


@cache
def find_measures() -> dict[str, dict[str, Discovered[Any]]]:
    """Return the measures that belong to no rule, by kind (see `MEASURES`) and name."""
    origin = f"movementsim {version('movementsim')}"
    found = [
        Discovered(item, origin) for module in _modules(indicators) for item in _measured(module)
    ] + _their_measures()
    return {part: _by_name(*_of_kind(found, kind)) for part, kind in MEASURES.items()}


def _of_kind(
    found: list[Discovered[Measure]], kind: type[Measure]
) -> tuple[list[Discovered[Any]], list[str]]:
    """Return the measures of one kind, and their names."""
    some = [item for item in found if isinstance(item.kind, kind)]
    return some, [item.kind.name for item in some]


def find_indicators() -> dict[str, Discovered[Indicator]]:
    """Return the indicators that belong to no rule, by name."""
    return find_measures()["indicators"]


def load_plugin(file: Path) -> None:
    """Load the strategies, rules and measures of a Python file, for this process.

    Parameters
    ----------
    file
        The Python file.

    Raises
    ------
    InputError
        When the file cannot be read or run, defines none of them, or uses a name that is taken.
    """
    name = f"movementsim_plugin_{file.stem}"
    if name in sys.modules and sys.modules[name].__file__ == str(file.resolve()):
        return
    module = _run_file(file, name)
    origin = f"{file.name}, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"
    strategies = [Discovered(kind, origin) for kind in _defined(module, Strategy)]
    rules = [Discovered(kind, origin) for kind in _defined(module, Rule)]
    measures = [Discovered(item, origin) for item in _measured(module)]
    if not strategies and not rules and not measures:
        raise InputError(f"{file}: defines no subclass of Strategy or Rule, and no Indicator")
    # all are checked before any is added
    new_strategies = _added(find_strategies(), strategies, lambda kind: kind.__name__)
    new_rules = _added(find_rules(), rules, lambda kind: kind.name())
    new_measures = {
        part: _added(find_measures()[part], _of_kind(measures, kind)[0], lambda item: item.name)
        for part, kind in MEASURES.items()
    }
    find_strategies().update(new_strategies)
    find_rules().update(new_rules)
    for part, found in new_measures.items():
        find_measures()[part].update(found)


def _added[T](
    known: dict[str, Discovered[T]], more: list[Discovered[T]], name: Callable[[T], str]
) -> dict[str, Discovered[T]]:
    """Return what is known with what a file adds to it, by name."""
    return _by_name([*known.values(), *more], [*known, *(name(item.kind) for item in more)])


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

    Returns
    -------
    type[Strategy]
        The class.

    Raises
    ------
    InputError
        For an unknown name; suggests the nearest.
    """
    return _named(find_strategies(), name, "strategy")


def rule_class(name: str) -> type[Rule]:
    """Return the rule of this name.

    Returns
    -------
    type[Rule]
        The class.

    Raises
    ------
    InputError
        For an unknown name; suggests the nearest.
    """
    return _named(find_rules(), name, "rule")


def _named[T](known: dict[str, Discovered[T]], name: str, what: str) -> T:
    if name not in known:
        there = ", ".join(sorted(known))
        raise InputError(
            f"no {what} {name!r}{nearest(name, known)} There are: {there}. One of your own "
            "comes in with --plugin FILE.py, or with its installed package."
        )
    return known[name].kind
