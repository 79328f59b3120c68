"""Parameters that differ between the movements of a stack: one value for each movement.

Rules and strategies declare single numbers. Where a design varies them, one object stands for the
rules (or strategies) of all stacked movements, and each of its parameters is either the number
that all have in common or a :class:`ByRun`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NoReturn

import numpy as np

from movementsim.kernel.columns import Array, Whole
from movementsim.kernel.parameters import Declared

_VARIES = "_varies"
"""The attribute that tells that some parameters of an object vary between movements."""


class ParameterVaries(Exception):
    """Code used a parameter as one number where the stacked movements have different ones.

    Attributes
    ----------
    owner, parameter
        Names of the rule or strategy, and of its parameter.
    values
        The parameter's value in each of the movements, shape (runs,).
    """

    def __init__(self, owner: str, parameter: str, values: Array) -> None:
        super().__init__(f"{owner} uses its parameter {parameter!r} as one number")
        self.owner, self.parameter, self.values = owner, parameter, values


class ByRun:
    """A parameter with one value for each movement; any use as a single number is an error.

    Parameters
    ----------
    owner, name
        Name of the class that declares it, and its name.
    values
        Its values, shape (runs,).

    Attributes
    ----------
    values
        As given.
    """

    def __init__(self, owner: str, name: str, values: Array) -> None:
        self._owner, self._name = owner, name
        self.values = values

    def at(self, run: Whole) -> Array:
        """Return the value that holds in each of some movements.

        Parameters
        ----------
        run
            Positions of movements, shape (rows,).

        Returns
        -------
        (rows,) array
            The values.
        """
        return np.asarray(self.values[run])

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ParameterVaries(self._owner, self._name, self.values)


# long lists of operators would hide what the class is: every one of them is refused
for _operator in (
    *("bool", "int", "float", "index", "iter", "len", "getitem", "str", "format", "round", "hash"),
    *("array", "array_ufunc"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv"),
    *("mod", "rmod", "pow", "rpow", "neg", "pos", "abs", "eq", "ne", "lt", "le", "gt", "ge"),
    *("and", "rand", "or", "ror", "xor", "rxor", "invert", "ceil", "floor", "trunc"),
):
    setattr(ByRun, f"__{_operator}__", ByRun._refuse)


def stacked[D: Declared](each: Sequence[D]) -> D:
    """Return one rule or strategy that stands for those of several movements.

    Parameters
    ----------
    each
        The rule or strategy of each movement, all of one class.

    Returns
    -------
    Declared
        The first, if all are equal; else an object of the same class whose parameters are numbers
        or :class:`ByRun`.
    """
    first = each[0]
    if all(other is first or other == first for other in each):
        return first
    kind = type(first)
    whole: D = object.__new__(kind)
    for item in fields(kind):  # type: ignore[arg-type]
        values = [getattr(one, item.name) for one in each]
        same = all(value == values[0] for value in values)
        value = values[0] if same else ByRun(kind.__name__, item.name, np.array(values))
        object.__setattr__(whole, item.name, value)
    object.__setattr__(whole, _VARIES, True)
    return whole


def varies_by_run(whole: Declared) -> bool:
    """Return whether any parameter of what :func:`stacked` returned differs between movements."""
    return _VARIES in whole.__dict__


def at_runs[D: Declared](whole: D, run: Whole) -> D:
    """Return a rule or strategy with the parameters that hold in each of these movements.

    Parameters
    ----------
    whole
        What :func:`stacked` returned.
    run
        Positions of movements, shape (rows,).

    Returns
    -------
    Declared
        The same object if no parameter varies; else a copy whose varying parameters are arrays of
        shape (rows,).
    """
    if not varies_by_run(whole):
        return whole
    copy: D = object.__new__(type(whole))
    for name, value in whole.__dict__.items():
        if name != _VARIES:
            object.__setattr__(copy, name, value.at(run) if isinstance(value, ByRun) else value)
    return copy
