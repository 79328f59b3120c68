"""What workers load, long before there is anything to do for them."""

from __future__ import annotations

from movementsim.lab.execution.preload import start_server

KEPT_FREE = 2**26
"""Bytes that a worker keeps: with Dask's 64 KiB, small arrays are given back all the time."""
ENVIRON = {
    "MALLOC_TRIM_THRESHOLD_": str(KEPT_FREE),
    "PYTHONHASHSEED": "6640",  # as Dask has it, so that sets are in one order in all sweeps
}


def preload_workers() -> str:
    """Begin to load what workers need, beside everything else, and say how they are to begin."""
    return start_server(("distributed", "movementsim.lab.execution.blocks", "scipy.stats"), ENVIRON)
