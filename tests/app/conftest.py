"""The server of the pages, started by the command that users run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest


@contextmanager
def showing(*words: str) -> Iterator[httpx.Client]:
    """Run `movementsim show` with these arguments; yield a client of its server."""
    command = [sys.executable, "-m", "movementsim", "show", "--no-open", *words]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            address = next(word for word in line.split() if word.startswith("http"))
            with httpx.Client(base_url=address, timeout=120) as client:
                yield client
        finally:  # also after a test that failed, which would else wait for the server for ever
            server.send_signal(signal.SIGINT)


@pytest.fixture(scope="session")
def server() -> Iterator[httpx.Client]:
    with showing() as client:
        yield client
