"""Parameters with one value per member, for movements that differ in them and decide together.

In one call of `decide`, each parameter that differs is an array with one value per member. A
strategy that is written for `me` in the singular works with it as it stands. What would not work
is an error here, so that the caller can decide in another way: to use such a parameter as one
number (in an `if`, or as a power), and to combine it with arrays of other people without
`them.mine`, which could go wrong unnoticed where there are as many of them as members.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

import numpy as np

from movementsim.kernel.by_run import at_runs
from movementsim.kernel.columns import Array, Whole
from movementsim.kernel.parameters import Declared


class UsedAsOneNumber(TypeError):
    """A strategy used an array of parameters as if it were one number, or mixed it up."""


class _Guarded(np.ndarray[Any, np.dtype[Any]]):
    """An array that does not combine with its opposite."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **words: Any) -> Any:
        _refuse_mixture(inputs)
        mine = any(isinstance(each, MemberValues) for each in inputs)
        if mine and (ufunc is np.power or method != "__call__"):
            # Python computes powers of single numbers in another way, down to the last bit, and
            # the maximum of a parameter, for example, would be that of all movements
            raise UsedAsOneNumber("a parameter is a base or an exponent, or summarised")
        plain = tuple(_plain(each) for each in inputs)
        if "out" in words:
            words["out"] = tuple(_plain(each) for each in words["out"])
        with np.errstate(divide="raise", invalid="raise"):
            result = getattr(ufunc, method)(*plain, **words)
        return result.view(type(self)) if isinstance(result, np.ndarray) else result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        _refuse_mixture([*_flat(args), *_flat(kwargs.values())])
        result = super().__array_function__(func, types, args, kwargs)
        return result.view(type(self)) if isinstance(result, np.ndarray) else result


class MemberValues(_Guarded):
    """A parameter with one value per member; any use as a single number is an error."""

    def _refuse(self, *_: Any) -> NoReturn:
        raise UsedAsOneNumber("a parameter is used as one number")

    __bool__ = __int__ = __float__ = __index__ = __iter__ = __format__ = _refuse
    __pow__ = __rpow__ = _refuse


class SeenValues(_Guarded):
    """Values with one entry per person seen."""


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, _Guarded) else value


def _flat(values: Iterable[Any]) -> list[Any]:
    return [
        item for value in values for item in (value if isinstance(value, list | tuple) else [value])
    ]


def _refuse_mixture(values: Iterable[Any]) -> None:
    kinds = {type(value) for value in values}
    if MemberValues in kinds and SeenValues in kinds:
        raise UsedAsOneNumber("a parameter is combined with values of other people")


def per_member[D: Declared](whole: D, row: Whole) -> D:
    """Return a strategy whose varying parameters are arrays with one value per member.

    Parameters
    ----------
    whole
        The strategies of all movements; see :func:`movementsim.kernel.by_run.stacked`.
    row
        Which of them each member follows, shape (members,).

    Returns
    -------
    Declared
        A strategy of the same class.
    """
    copy = at_runs(whole, row)
    for name, value in copy.__dict__.items():
        if isinstance(value, np.ndarray):
            object.__setattr__(copy, name, value.view(MemberValues))
    return copy


def per_seen(values: Array) -> Array:
    """Return values of other people that do not combine with parameters.

    Parameters
    ----------
    values
        The values, shape (seen,).

    Returns
    -------
    (seen,) array
        The same values.
    """
    return values.view(SeenValues)
