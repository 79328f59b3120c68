"""What measures refuse: by name, with the position of the first wrong value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError

type Numbers = npt.NDArray[np.float64]


def numbers(name: str, values: npt.ArrayLike) -> Numbers:
    """Return values as one row of finite numbers."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise InputError(f"{name} has {array.ndim} dimensions; give one number a person: 1")
    refuse(name, array, ~np.isfinite(array), "finite numbers; leave the missing out")
    return array


def amounts(name: str, values: npt.ArrayLike) -> Numbers:
    """Return values as one row of finite numbers, 0 or more."""
    array = numbers(name, values)
    refuse(name, array, array < 0, "numbers from 0 up")
    return array


def strength(weight: npt.ArrayLike | None, size: int, name: str = "weight") -> Numbers:
    """Return weights, all 1 where none are given."""
    return np.ones(size) if weight is None else amounts(name, weight)


def refuse(
    name: str, values: npt.NDArray[np.generic], wrong: npt.NDArray[np.bool_], allowed: str
) -> None:
    """Refuse values of which some are wrong; names the first."""
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(f"{name} is {values[first]} at position {first}; allowed are {allowed}")


def need_one_length(**arrays: npt.NDArray[np.generic]) -> None:
    """Refuse arrays that are not entry for entry about the same."""
    if len({array.shape for array in arrays.values()}) > 1:
        sizes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InputError(f"shapes differ: {sizes}; give one entry for each, in the same order")
