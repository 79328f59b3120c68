"""Programs and extras that some tests need: without them these tests are skipped, except in CI."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import NoReturn

import pytest

NEEDED = "MOVEMENTSIM_TESTS_NEED"
"""Names what must be installed (`chromium solara`): tests that miss it fail instead."""


def needed(module: str) -> None:
    """Skip a test file if this module, of the extra of the same name, is not installed."""
    if find_spec(module) is None:
        _without(module, f'pip install "movementsim[{module}]"')


def chromium() -> str:
    """Return the path of Debian's Chromium; skip the test if it is not installed."""
    return shutil.which("chromium") or _without("chromium", "apt-get install chromium")


def _without(thing: str, remedy: str) -> NoReturn:
    message = f"{thing.capitalize()} is not installed: {remedy}"
    if thing in os.environ.get(NEEDED, "").split():
        pytest.fail(message)
    pytest.skip(message, allow_module_level=True)
