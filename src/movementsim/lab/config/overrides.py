"""Values set from outside, by dotted name: arms, points of a design, and `--set` on a command."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

from movementsim.errors import InputError, prefix_errors
from movementsim.plugins.discovery import rule_class, strategy_class

type Values = dict[str, Any]

MIXTURE = "following"
"""The one table that an override replaces as a whole: who follows what is one decision."""
WITHOUT = "without"
ABLATED = "ablated"
NOTHING = "nothing"


def with_value(values: Values, path: list[str], value: Any) -> Values:
    """Return a copy of `values` in which the place at `path` holds `value`.

    Parameters
    ----------
    values
        Tables within tables, and lists, whose places are numbers (`roles`, `0`, `brief`).
    path
        Names from the outermost table inwards; missing tables are created. Two paths are not fields
        of a scenario: `without.<rule>` is true where a rule is left out, and `ablated` names what
        is switched off, `nothing`, `rules.<rule>` or `<strategy>.<trait>`.
    value
        The new value. A number in place of a strategy's table sets its share and keeps its
        parameters.

    Returns
    -------
    Values
        The copy; whatever is not on the path is shared with `values`.

    Raises
    ------
    InputError
        When the path leads through something that is neither table nor list.
    """
    if path == [ABLATED]:
        return _ablated(values, value)
    if len(path) == 2 and path[0] == WITHOUT:
        return _switched(values, path[1], value)
    copy = dict(values)  # tables on the path are copied below, all others are shared
    place: Any = copy
    for depth, name in enumerate(path[:-1]):
        key = _key(place, name, path)
        inner = place[key] if isinstance(place, list) else place.get(key, {})
        if isinstance(inner, int | float) and path[:depth][-1:] == [MIXTURE]:
            inner = {"share": inner}
        place[key] = inner = _opened(inner)
        place = inner
    key = _key(place, path[-1], path)
    share = path[-2:-1] == [MIXTURE] and not isinstance(value, dict)
    if share and isinstance(place.get(key), dict):
        place[key] = {**place[key], "share": value}
    else:
        place[key] = value
    return copy


def _opened(place: Any) -> Any:
    if isinstance(place, dict):
        return dict(place)
    return list(place) if isinstance(place, list | tuple) else place


def _switched(values: Values, rule: str, off: Any) -> Values:
    """Leave a rule out, or take it back in."""
    rule_class(rule)
    if not isinstance(off, bool):
        raise InputError(f"{WITHOUT}.{rule} = {off!r}: must be true (left out) or false")
    left = [name for name in values.get(WITHOUT, ()) if name != rule]
    return {**values, WITHOUT: [*left, rule] if off else left}


def _ablated(values: Values, what: Any) -> Values:
    """Switch one thing off: a rule, or a trait of the members following a strategy."""
    owner, _, name = str(what).partition(".")
    if what == NOTHING:
        return values
    if owner == "rules" and name:
        return _switched(values, name, True)
    neutral = strategy_class(owner)().neutral(name).values()[name]
    if owner in values.get(MIXTURE, {}):
        values = with_value(values, [MIXTURE, owner, name], neutral)
    for number, role in enumerate(values.get("roles", ())):
        if role.get("strategy") == owner:
            values = with_value(values, ["roles", str(number), "parameters", name], neutral)
    return values


def _key(place: Any, name: str, path: list[str]) -> Any:
    if isinstance(place, dict):
        return name
    whole = ".".join(path)
    if not isinstance(place, list):
        raise InputError(f"{whole}: there is a single value before {name!r}, not a table")
    if not name.isdigit() or int(name) >= len(place):
        raise InputError(
            f"{whole}: {name!r} is not a place in a list of {len(place)}; they count from 0"
        )
    return int(name)


def with_overrides(values: Values, overrides: Values) -> Values:
    """Return values with the overrides of an arm.

    Parameters
    ----------
    values
        The movement that the arm changes; it stays as it is.
    overrides
        New values by dotted name, or as tables, which are merged with those of the movement;
        `following` replaces the movement's as a whole.

    Returns
    -------
    Values
        The changed copy.
    """
    for name, value in overrides.items():
        if "." in name:
            values = with_value(values, name.split("."), value)
        elif isinstance(value, dict) and name != MIXTURE and isinstance(values.get(name), dict):
            values = {**values, name: with_overrides(values[name], value)}
        else:
            values = {**values, name: deepcopy(value)}
    return values


def with_settings(values: Values, settings: list[str]) -> Values:
    """Return values with settings from a command line.

    Parameters
    ----------
    values
        The config; it stays as it is.
    settings
        Texts such as `experiment.weeks=52`: a dotted name and a TOML value.

    Returns
    -------
    Values
        The changed copy.

    Raises
    ------
    InputError
        When a setting is not `key=value`, or its value is not TOML.
    """
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.strip() or not text.strip():
            raise InputError(f"--set {setting}: write key=value, such as experiment.weeks=52")
        try:
            path = _path(tomllib.loads(f"{name.strip()} = 0"))
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"--set {setting}: {name!r} is not a dotted name: {error}") from error
        with prefix_errors(f"--set {setting}"):
            values = with_value(values, path, _value(text.strip()))
    return values


def _path(chain: Any) -> list[str]:
    names = []
    while isinstance(chain, dict):
        ((name, chain),) = chain.items()
        names.append(name)
    return names


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError as error:
        # a bare word is what people type for a string
        if text.replace("-", "").replace("_", "").isalpha():
            return text
        raise InputError(
            f"{text!r} is not a TOML value (a string needs quotes): {error}"
        ) from error
