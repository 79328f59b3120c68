"""Decode a recording, as the page does."""

from __future__ import annotations

import zlib
from base64 import b64decode
from typing import Any

import numpy as np


def opened(packed: str, dtype: str) -> np.ndarray:
    return np.frombuffer(zlib.decompress(b64decode(packed), -15), dtype)


def planes(recording: dict[str, Any], side: int) -> np.ndarray:
    """Return state, trust, power and stake as bytes, each (weeks + 1, people)."""
    people = len(recording["people"]["uid"])
    shape = (4, recording["weeks"] + 1, people)
    steps = opened(recording["scenarios"][side]["bytes"], "u1").reshape(shape)
    return np.cumsum(steps, axis=1, dtype=np.uint8)


def events(recording: dict[str, Any], side: int) -> np.ndarray:
    """Return rows of week, kind, who, whom."""
    return opened(recording["scenarios"][side]["events"], "<i2").reshape(4, -1).T


def ties(recording: dict[str, Any], side: int) -> np.ndarray:
    """Return rows of the two people and the first and last week."""
    return opened(recording["scenarios"][side]["ties"], "<u2").reshape(4, -1).T
