"""Declared parameters: their values are checked, and they can be switched off."""

from __future__ import annotations

import pytest

from movementsim.errors import InputError
from movementsim.kernel.parameters import Declared, parameter


class Pump(Declared):
    """A class with declared parameters."""

    source = "a manual"

    pressure: float = parameter(1.0, "pressure", unit="bar", high=10, neutral=0.0)
    valves: int = parameter(2, "valves", unit="valves", high=8, source="a drawing")
    open: bool = parameter(True, "whether it is open")


def test_parameters_are_listed_in_order_with_their_source() -> None:
    assert [about.name for about in Pump.parameters()] == ["pressure", "valves", "open"]
    assert [about.source for about in Pump.parameters()] == ["a manual", "a drawing", "a manual"]
    assert Pump(pressure=3).values() == {"pressure": 3.0, "valves": 2, "open": True}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"pressure": 11}, r"Pump.pressure = 11: must be a finite number in 0 to 10 bar"),
        ({"pressure": float("nan")}, "must be a finite number"),
        ({"pressure": "1"}, "Pump.pressure = '1': must be a number"),
        ({"pressure": True}, "must be a number"),
        ({"valves": 1.5}, "Pump.valves = 1.5: must be a whole number"),
        ({"open": 1}, "Pump.open = 1: must be true or false"),
    ],
)
def test_wrong_value_is_named_with_its_range(values: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Pump(**values)  # type: ignore[arg-type]


def test_neutral_value_switches_a_parameter_off() -> None:
    assert Pump(pressure=3).neutral("pressure") == Pump(pressure=0)
    with pytest.raises(InputError, match="'valves' with a neutral value; these have one: pressure"):
        Pump().neutral("valves")


def test_subclass_may_not_define_a_constructor() -> None:
    with pytest.raises(TypeError, match="defines __init__"):

        class Wrong(Declared):
            def __init__(self) -> None: ...
