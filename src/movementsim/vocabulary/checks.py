"""Checks of the values that strategies give, with errors that a strategy's author can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from movementsim.errors import nearest
from movementsim.state.declarations import Argument, Verb

LARGEST_COUNT = float(np.iinfo(np.int64).max // 2)
"""The largest count that is allowed."""


def share(value: Any, name: str) -> Any:
    """Return a share unchanged if it lies between 0 and 1.

    Parameters
    ----------
    value
        One number, or one per member.
    name
        Its name, for errors.

    Returns
    -------
    Any
        The value, unchanged.
    """
    return _in_range(value, name, 1.0, "must lie between 0 and 1")


def count(value: Any, name: str) -> Any:
    """Return a count unchanged if it is finite and 0 or more.

    Parameters
    ----------
    value
        One number, or one per member.
    name
        Its name, for errors.

    Returns
    -------
    Any
        The value, unchanged.
    """
    return _in_range(value, name, LARGEST_COUNT, "must be a finite number, 0 or more")


def arguments(verb: Verb, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a verb: the values that are given, checked, and the defaults.

    Parameters
    ----------
    verb
        The declaration of the verb.
    given
        Values by name; `...` stands for the default.

    Returns
    -------
    dict of str to Any
        Values by name, each one value or one per member.

    Raises
    ------
    TypeError
        For an argument that the verb does not take, or a required one that is missing.
    ValueError
        For a value out of its range.
    """
    known = verb.known
    for name in given:
        if name not in known:
            raise TypeError(f"{verb.name} takes no argument {name!r}{nearest(name, known)}")
    values: dict[str, Any] = {}
    for name, argument in known.items():
        value = given.get(name, ...)
        value = argument.default if value is ... else value
        if value is ...:
            raise TypeError(f"{verb.name} needs {name}=...: {argument.meaning}")
        if not isinstance(argument.default, bool) and value is not None:
            value = share(value, name) if argument.high == 1.0 else _checked_amount(value, argument)
        values[name] = value
    return values


def _checked_amount(value: Any, argument: Argument) -> Any:
    if argument.high is None:
        return count(value, argument.name)
    condition = f"must lie between 0 and {argument.high:g}"
    return _in_range(value, argument.name, argument.high, condition)


def _in_range(value: Any, name: str, high: float, condition: str) -> Any:
    """Return numbers unchanged if they lie from 0 to `high`; refuse others, and NaN."""
    if isinstance(value, int | float):  # most values are constants, which are cheap to compare
        within = 0 <= value <= high
    else:
        try:
            array = np.asarray(value, np.float64)
        except (TypeError, ValueError):
            raise TypeError(f"{name}={value!r}: {condition}") from None
        # a NaN becomes both minimum and maximum, and fails both comparisons
        lowest, highest = array.min(initial=0.0), array.max(initial=0.0)
        within = not isinstance(value, str) and bool(lowest >= 0 and highest <= high)
    if not within:
        raise ValueError(f"{name}={value!r}: {condition}")
    return cast(Any, value)


def require_memory_value(value: Any, name: str) -> None:
    """Refuse values that cannot be kept in a memory column; NaN would never equal anything.

    Parameters
    ----------
    value
        One number, or one per member.
    name
        Name of the memory column, for errors.

    Raises
    ------
    TypeError
        When the value is not a number.
    ValueError
        When the value is text, or NaN is among the numbers.
    """
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"remember({name}={value!r}): must be a number") from None
    if isinstance(value, str) or np.isnan(array.max(initial=0.0)):
        raise ValueError(f"remember({name}={value!r}): must be a number")
