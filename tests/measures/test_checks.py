"""Measures refuse wrong arguments."""

from __future__ import annotations

import pytest

from movementsim import measures
from movementsim.errors import InputError


def test_measures_take_one_number_per_person() -> None:
    with pytest.raises(InputError, match="2 dimensions"):
        measures.gini([[1, 2], [3, 4]])
