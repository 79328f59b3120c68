"""A pool of processes for the trait tests, kept for the whole session."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from .arms import Lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Run arms in two processes in total, however many workers pytest has."""
    workers = max(1, 2 // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        yield Lab(pool)
