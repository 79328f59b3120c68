"""Shares, counts and what is remembered, refused with messages a strategy's author can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from movementsim.errors import nearest
from movementsim.state.declarations import Argument, Verb

MOST = float(np.iinfo(np.int64).max // 2)
"""The most that can be counted."""


def share(value: Any, name: str) -> Any:
    """Return what lies between 0 and 1, of one or of each."""
    return _within(value, name, 1.0, "must lie between 0 and 1")


def count(value: Any, name: str) -> Any:
    """Return what can be counted, of one or of each."""
    return _within(value, name, MOST, "must be a finite number, 0 or more")


def arguments(verb: Verb, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a verb: those that are given, checked, and the defaults.

    Parameters
    ----------
    verb
        What the verb declares.
    given
        Values by name.

    Raises
    ------
    TypeError
        For an argument that the verb does not take, or one that is missing.
    ValueError
        For a value out of its range.
    """
    known = {argument.name: argument for argument in verb.arguments}
    for name in given:
        if name not in known:
            raise TypeError(f"{verb.name} takes no argument {name!r}{nearest(name, known)}")
    values: dict[str, Any] = {}
    for name, argument in known.items():
        value = given.get(name, argument.default)
        if value is ...:
            raise TypeError(f"{verb.name} needs {name}=...: {argument.meaning}")
        if not isinstance(argument.default, bool) and value is not None:
            value = share(value, name) if argument.high == 1.0 else _amount(value, argument)
        values[name] = value
    return values


def _amount(value: Any, argument: Argument) -> Any:
    if argument.high is None:
        return count(value, argument.name)
    return _within(value, argument.name, argument.high, f"must lie between 0 and {argument.high:g}")


def _within(value: Any, name: str, most: float, wanted: str) -> Any:
    """Return numbers that lie from 0 to `most`; what is not a number lies nowhere."""
    if isinstance(value, int | float):  # most are constants, and comparing those is cheap
        within = 0 <= value <= most
    else:
        try:
            array = np.asarray(value, np.float64)
        except (TypeError, ValueError):
            raise TypeError(f"{name}={value!r}: {wanted}") from None
        # a NaN among them is the least and the most, and in no order with anything
        low, high = array.min(initial=0.0), array.max(initial=0.0)
        within = not isinstance(value, str) and bool(low >= 0 and high <= most)
    if not within:
        raise ValueError(f"{name}={value!r}: {wanted}")
    return cast(Any, value)


def remembered(value: Any, name: str) -> None:
    """Refuse what cannot be remembered; NaN would never be equal to anything again."""
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"remember({name}={value!r}): must be a number") from None
    if isinstance(value, str) or np.isnan(array.max(initial=0.0)):
        raise ValueError(f"remember({name}={value!r}): must be a number")
