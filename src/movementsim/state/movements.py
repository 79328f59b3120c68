"""The movements of a stack as wholes: the seed of each, and what holds in all of its branches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from movementsim.kernel.columns import Column, Columns
from movementsim.state.schema import Schema

CAUSES = ("discontent", "weak_rivals", "squeezed_unions")
"""The outside causes of a surge (S2.P1)."""
CORE_MOVEMENTS = (
    Column("run", "position of the movement in its stack", 0, "int32", "number", 0, 2**31),
    *(
        Column(name, f"outside cause of a surge: {name.replace('_', ' ')}", source="S2.P1")
        for name in CAUSES
    ),
)
"""The columns of every movement, whatever the rules."""


class Movements(Columns):
    """The columns of whole movements, of which there is one unless several are stacked.

    Parameters
    ----------
    seeds
        The seed of each movement.
    schema
        What the state is made of; only the core columns if None.

    Attributes
    ----------
    seeds
        As given.
    """

    def __init__(self, seeds: Sequence[int], schema: Schema | None = None) -> None:
        present = CORE_MOVEMENTS if schema is None else schema.movements.values()
        super().__init__(present, len(seeds), schema.known_movements.values() if schema else ())
        self.seeds = tuple(seeds)
        self.open("run")[:] = np.arange(len(seeds))
