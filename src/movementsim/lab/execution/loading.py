"""Loading in advance what workers need, while the plan is still being made."""

from __future__ import annotations

from movementsim.lab.execution.preload import start_server

KEPT_FREE = 2**26
"""Freed bytes that a worker keeps; with Dask's 64 KiB it would return memory constantly."""
ENVIRON = {
    "MALLOC_TRIM_THRESHOLD_": str(KEPT_FREE),
    "PYTHONHASHSEED": "6640",  # Dask's own value, so that sets have the same order in all sweeps
}


def preload_workers() -> str:
    """Start loading what workers need in the background, and return their start method."""
    return start_server(("distributed", "movementsim.lab.execution.blocks", "scipy.stats"), ENVIRON)
