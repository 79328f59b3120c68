"""Arguments that measures refuse."""

from __future__ import annotations

import pytest

from movementsim import measures
from movementsim.errors import InputError


def test_every_measure_takes_one_number_a_person() -> None:
    with pytest.raises(InputError, match="2 dimensions"):
        measures.gini([[1, 2], [3, 4]])
