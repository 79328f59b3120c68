"""What some tests need and not every computer has: without it they are left out, unless CI says."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import NoReturn

import pytest

NEEDED = "MOVEMENTSIM_TESTS_NEED"
"""Names what must be there (`chromium solara`): a test that misses it fails then."""


def needed(module: str) -> None:
    """Leave a test file out when this module of an extra of the same name is not installed."""
    if find_spec(module) is None:
        _without(module, f'pip install "movementsim[{module}]"')


def chromium() -> str:
    """Return the path of Debian's Chromium; leave the test out when it is not there."""
    return shutil.which("chromium") or _without("chromium", "apt-get install chromium")


def _without(thing: str, remedy: str) -> NoReturn:
    told = f"there is no {thing} here: {remedy}"
    if thing in os.environ.get(NEEDED, "").split():
        pytest.fail(told)
    pytest.skip(told, allow_module_level=True)
