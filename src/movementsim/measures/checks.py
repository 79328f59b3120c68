"""Checks of the arguments of measures; errors give the position of the first wrong value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Mask


def numbers(name: str, values: npt.ArrayLike) -> Floats:
    """Return values as one row of finite numbers.

    Parameters
    ----------
    name : str
        The argument's name, for errors.
    values : (n,) array
        Numbers in any unit.

    Returns
    -------
    (n,) float64
        The same numbers.

    Raises
    ------
    InputError
        If the values have another shape, or one is infinite or `nan`.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise InputError(f"{name} has {array.ndim} dimensions; give one number per person: 1")
    refuse_values(name, array, ~np.isfinite(array), "finite numbers; leave the missing out")
    return array


def amounts(name: str, values: npt.ArrayLike) -> Floats:
    """Return values as one row of finite numbers, 0 or more.

    Parameters
    ----------
    name : str
        The argument's name, for errors.
    values : (n,) array
        Numbers in any unit.

    Returns
    -------
    (n,) float64
        The same numbers.

    Raises
    ------
    InputError
        If the values have another shape, or one is negative, infinite or `nan`.
    """
    array = numbers(name, values)
    refuse_values(name, array, array < 0, "numbers from 0 up")
    return array


def strength(weight: npt.ArrayLike | None, size: int, name: str = "weight") -> Floats:
    """Return weights, all 1 if none are given.

    Parameters
    ----------
    weight : (n,) array, >= 0, optional
        Weights as they were given.
    size : int
        How many there must be if none are given.
    name : str
        The argument's name, for errors.

    Returns
    -------
    (n,) float64
        The weights.

    Raises
    ------
    InputError
        As `amounts`.
    """
    return np.ones(size) if weight is None else amounts(name, weight)


def refuse_values(name: str, values: npt.NDArray[np.generic], wrong: Mask, allowed: str) -> None:
    """Refuse values if some of them are wrong.

    Parameters
    ----------
    name : str
        The argument's name.
    values : (n,) array
        Its values.
    wrong : (n,) bool
        Which of them are wrong.
    allowed : str
        What is allowed, for the message.

    Raises
    ------
    InputError
        If any value is wrong. Names the first and its position.
    """
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(f"{name} is {values[first]} at position {first}; allowed are {allowed}")


def need_one_length(**arrays: npt.NDArray[np.generic]) -> None:
    """Refuse arrays of different shapes, which cannot describe the same people or ties.

    Parameters
    ----------
    **arrays
        The arrays by the name of the argument.

    Raises
    ------
    InputError
        If shapes differ. Names all of them.
    """
    if len({array.shape for array in arrays.values()}) > 1:
        sizes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InputError(f"shapes differ: {sizes}; give one entry for each, in the same order")
