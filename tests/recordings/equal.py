"""Comparing records."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from movementsim.recordings.record import Record


def assert_equal_records(one: Record, other: Record) -> None:
    """Refuse two records that differ, be it in a single bit."""
    for field in fields(Record):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, np.ndarray):
            assert first.dtype == second.dtype, field.name
            assert np.array_equal(first, second), field.name
        elif isinstance(first, dict):
            assert first.keys() == second.keys(), field.name
            for key in first:
                assert np.array_equal(first[key], second[key], equal_nan=True), (field.name, key)
        else:
            assert first == second, field.name
