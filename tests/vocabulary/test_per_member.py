"""Parameters with one value per member do not combine with what is seen of other people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from movementsim.kernel.by_run import stacked
from movementsim.kernel.parameters import Declared, parameter
from movementsim.vocabulary.per_member import UsedAsOneNumber, per_member, per_seen


class Owner(Declared):
    """Something with a parameter."""

    x: float = parameter(1.0, "a number", high=10)


MEMBERS = np.array([0, 1, 1])
SEEN = np.array([0.5, 0.25, 1.0])  # as many as there are members


def own() -> Any:
    return per_member(stacked([Owner(x=2.0), Owner(x=3.0)]), MEMBERS).x


REFUSED: dict[str, Callable[[Any, Any], Any]] = {
    "if": lambda x, seen: bool(x),
    "int": lambda x, seen: int(x),
    "float": lambda x, seen: float(x[0:1]),
    "round": lambda x, seen: round(x),
    "max": lambda x, seen: max(x, 3),
    "loop": lambda x, seen: list(x),
    "text": lambda x, seen: f"{x:.2f}",
    "power": lambda x, seen: x**2,
    "exponent": lambda x, seen: 2**x,
    "power of an array": lambda x, seen: np.ones(3) ** x,
    "np.power": lambda x, seen: np.power(np.ones(3), x),
    "product with seen": lambda x, seen: x * seen,
    "product of what comes of it": lambda x, seen: (1 - x) * (seen + 1),
    "compared with seen": lambda x, seen: seen > x,
    "maximum": np.maximum,
    "any": lambda x, seen: np.any(x > 1),
    "largest": lambda x, seen: np.max(x),
    "mean": lambda x, seen: np.mean(x),
    "sum": lambda x, seen: sum(x),
    "where": lambda x, seen: np.where(seen > 0.5, x, 0),
    "select": lambda x, seen: np.select([seen > 0.5, seen > 0.1], [x, 0]),
    "in place": lambda x, seen: seen.__imul__(x),
}


@pytest.mark.parametrize("use", REFUSED)
def test_what_could_go_wrong_is_refused(use: str) -> None:
    with pytest.raises((UsedAsOneNumber, TypeError)):
        REFUSED[use](own(), per_seen(SEEN.copy()))


def test_division_by_zero_is_refused_because_single_numbers_refuse_it() -> None:
    with pytest.raises(FloatingPointError):
        1 / (own() - 2.0)


def test_arithmetic_with_what_members_know_of_themselves_is_that_of_numbers() -> None:
    known, x = np.array([0.1, 0.7, 0.3]), own()
    assert ((x / (x + 1)) * known).tolist() == [
        (each / (each + 1)) * value for each, value in zip([2.0, 3.0, 3.0], known, strict=True)
    ]
    assert np.where(x > 2.5, known, 0).tolist() == [0, 0.7, 0.3]
    assert (known * 10 > x).tolist() == [False, True, False]
    assert np.minimum(x, 2.5).tolist() == [2.0, 2.5, 2.5]
    assert (per_seen(SEEN) * 2).tolist() == [1.0, 0.5, 2.0]
