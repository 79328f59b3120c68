"""TODO."""

from __future__ import annotations

import hashlib
import json
from typing import Any

HASH_DIGITS = 12
"""Significant digits of a float that count in a hash."""


def content_hash(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a value: sorted keys, floats to 12 digits."""
    text = json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _canonical(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, float):
        rounded = float(f"{value:.{HASH_DIGITS}g}")
        return int(rounded) if rounded.is_integer() else rounded  # 8 and 8.0 are one value
    return value
