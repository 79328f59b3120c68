"""Designs that cannot be run are refused."""

from __future__ import annotations

from typing import Any

import pytest

from movementsim.errors import InputError
from tests.lab.made_up import X, Y, planned


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ({"kind": "lhs", "parameters": {X: {"low": 1, "high": 1}}, "n": 8}, ["below high"]),
        ({"kind": "sobol", "parameters": {X: [1, 2]}, "n": 100}, ["power of two", "64", "128"]),
        ({"kind": "lhs", "parameters": {X: [1, 2]}}, ["needs parameters and n"]),
        ({"parameters": {X: {"low": 0, "high": 1}}}, ["needs steps"]),
        ({"parameters": {X: [1]}, "n": 8}, ["n belongs to samples"]),
        ({"kind": "zip", "parameters": {X: [1, 2], Y: [1]}}, ["same length", f"{X} 2"]),
        ({"kind": "table", "points": [{X: 1}, {Y: 1}]}, ["same parameters"]),
        ({"kind": "table", "file": "nowhere.csv"}, ["nowhere.csv", "no such file"]),
        ({"kind": "morris", "parameters": {X: [1, 2]}, "n": 4, "grid_levels": 3}, ["grid_levels"]),
        ({"kind": "lhs", "parameters": {X: {"low": 0, "hihg": 1}}, "n": 8}, ["hihg"]),
        ({"kind": "lhs", "parameters": {X: {"low": -9, "high": 0}}, "n": 8}, ["-6 to 6", X]),
        (
            {"kind": "lhs", "parameters": {"members": {"low": 10, "high": 1e30}}, "n": 8},
            ["members", "too many whole numbers from 10 to 1e+30"],
        ),
        (
            {"kind": "lhs", "parameters": {"members": {"low": 9.2, "high": 9.8}}, "n": 8},
            ["members", "no whole numbers from 9.2 to 9.8"],
        ),
        (
            {"parameters": {"members": {"low": 9.2, "high": 9.8, "steps": 2}}},
            ["members", "no whole numbers from 9.2 to 9.8"],
        ),
        ({"parameters": {X: [-1, -2, -7]}}, ["-7", "-6 to 6"]),
        ({"parameters": {"without.reactoin": [True]}}, ["reactoin", "did you mean 'reaction'"]),
        ({"parameters": {"without.reaction": ["no"]}}, ["without.reaction = 'no'"]),
        ({"parameters": {"ablated": ["Organiser.givin"]}}, ["givin", "giving"]),
        ({"parameters": {"following.Organiser": [0.5, 1.2]}}, ["1.2"]),
        ({"parameters": {"following.Organiser": [0.6], "following.Broker": [0.6]}}, ["1.2"]),
    ],
)
def test_impossible_design_is_refused(design: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        planned(design=design)
    for word in words:
        assert word in str(refused.value)
