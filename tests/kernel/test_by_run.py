"""Parameters by run cannot be mistaken for single numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from movementsim.kernel.by_run import ParameterVaries, at_runs, stacked, varies_by_run
from movementsim.kernel.parameters import Declared, parameter


class Owner(Declared):
    """Something with parameters."""

    rate: float = parameter(0.5, "a rate", high=10)
    count: int = parameter(3, "a count", high=10)
    bold: bool = parameter(False, "a truth value")


USES: dict[str, Callable[[Any], Any]] = {
    "if": bool,
    "not": lambda value: not value,
    "or": lambda value: value or 3,
    "float": float,
    "int": int,
    "range": range,
    "round": round,
    "compare": lambda value: value > 1,
    "equal": lambda value: value == 1,
    "max": lambda value: max(value, 3),
    "times a number": lambda value: 2 * value,
    "times an array": lambda value: np.ones(3) * value,
    "of an array": lambda value: np.ones(3) < value,
    "power": lambda value: value**2,
    "exponent": lambda value: np.ones(3) ** value,
    "exp": np.exp,
    "square root": math.sqrt,
    "array": np.asarray,
    "where": lambda value: np.where([True], value, 0),
    "full": lambda value: np.full(3, value),
    "key": lambda value: {value: 1},
    "text": lambda value: f"{value}",
    "index": lambda value: [1, 2, 3][value],
    "loop": list,
}


@pytest.mark.parametrize("use", USES)
def test_any_use_as_one_number_names_the_parameter_and_its_values(use: str) -> None:
    whole = stacked([Owner(rate=1.0), Owner(rate=2.0)])
    with pytest.raises(ParameterVaries, match="Owner uses its parameter 'rate'") as raised:
        USES[use](whole.rate)
    assert raised.value.values.tolist() == [1.0, 2.0]


def test_equal_owners_are_one_and_keep_their_numbers() -> None:
    first, second = Owner(rate=1.0), Owner(rate=1.0)
    assert stacked([first, second]) is first
    assert not varies_by_run(first)
    assert at_runs(first, np.array([1, 0])) is first


def test_parameters_that_do_not_differ_stay_numbers() -> None:
    whole = stacked([Owner(count=1), Owner(count=4), Owner(count=2)])
    assert varies_by_run(whole)
    assert (whole.rate, whole.bold) == (0.5, False)
    rows = at_runs(whole, np.array([2, 0, 0, 1]))
    assert rows.count.tolist() == [2, 1, 1, 4]  # type: ignore[attr-defined]
    assert rows.rate == 0.5


@pytest.mark.parametrize("values", [(True, False), (1, 2), (0.5, 1.0)])
def test_values_by_row_have_the_type_of_the_parameter(values: tuple[Any, Any]) -> None:
    name = {bool: "bold", int: "count", float: "rate"}[type(values[0])]
    whole = stacked([Owner(**{name: value}) for value in values])
    found = getattr(at_runs(whole, np.array([0, 1, 0])), name)
    assert found.dtype == np.array(values).dtype
    assert found.tolist() == [values[0], values[1], values[0]]
