"""Typed inputs refuse unknown keys and convert nothing silently."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from movementsim.inputs import Fraction, Strict


class Tap(Strict):
    """A typed input."""

    flow: Fraction = 0.5
    turns: int = 1
    names: tuple[str, ...] = ()
    open: bool = False


def test_lists_and_integral_floats_are_accepted() -> None:
    tap = Tap.model_validate({"flow": 1, "turns": 60.0, "names": ["a"]})
    assert (tap.flow, tap.turns, tap.names) == (1.0, 60, ("a",))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"flow": "0.5"}, "must be a number, not text"),
        ({"flow": True}, "must be a number, not true or false"),
        ({"turns": "1"}, "must be a whole number, not text"),
        ({"open": 1}, "must be true or false"),
        ({"flow": 1.1}, "less than or equal to 1"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_other_types_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Tap.model_validate(values)
