"""Shares, counts and what is remembered, refused with messages a strategy's author can act on."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

MOST = float(np.iinfo(np.int64).max // 2)
"""The most that can be counted."""


def share(value: Any, name: str) -> Any:
    """Return what lies between 0 and 1, of one or of each."""
    return _within(value, name, 1.0, "must lie between 0 and 1")


def count(value: Any, name: str) -> Any:
    """Return what can be counted, of one or of each."""
    return _within(value, name, MOST, "must be a finite number, 0 or more")


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
