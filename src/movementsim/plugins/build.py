"""Making the rules and strategies that a scenario names, from parameters by name."""

from __future__ import annotations

from collections.abc import Sequence

from movementsim.errors import InputError, nearest, prefix_errors
from movementsim.kernel.parameters import Declared
from movementsim.plugins.discovery import find_rules, rule_class
from movementsim.rules.base import Rule


def standard_rules(
    settings: dict[str, dict[str, object]] | None = None, without: Sequence[str] = ()
) -> list[Rule]:
    """Return all known rules, with these parameters, and without those named.

    Parameters
    ----------
    settings
        Parameters by rule and name.
    without
        Names of rules to leave out.

    Returns
    -------
    list of Rule
        The rules, sorted by name.

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


def build[T: Declared](kind: type[T], values: dict[str, object], place: str) -> T:
    """Make a rule or strategy from named values, with errors that name the place in a config.

    Parameters
    ----------
    kind
        The class.
    values
        Its parameters by name.
    place
        The place of the values in the config, for errors, such as `rules.leave`.

    Returns
    -------
    Declared
        The rule or strategy.

    Raises
    ------
    InputError
        For an unknown or renamed parameter, or a value out of its range.
    """
    known = {about.name: about for about in kind.parameters()}
    formerly = {about.formerly: name for name, about in known.items() if about.formerly}
    for name in values:
        if name in kind.moved:
            raise InputError(f"{place}: the parameter {name!r} is now {kind.moved[name]}")
        if name in formerly:
            raise InputError(f"{place}: the parameter {name!r} is now called {formerly[name]!r}")
        if name not in known:
            raise InputError(
                f"{place}: no parameter {name!r}{nearest(name, known)} "
                f"There are: {', '.join(known) or 'none'}."
            )
    with prefix_errors(place):
        return kind(**values)
