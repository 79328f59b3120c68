"""What workers load, long before there is anything to do for them."""

from __future__ import annotations

from movementsim.processes import begin

# Dask's 64 KiB has small arrays given back to the system and asked for again all the time
KEPT_FREE = {"MALLOC_TRIM_THRESHOLD_": str(2**26)}


def load() -> str:
    """Begin to load what workers need, beside everything else, and say how they are to begin."""
    return begin(("distributed", "movementsim.lab.blocks", "scipy.stats"), KEPT_FREE)
