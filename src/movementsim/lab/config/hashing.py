"""Hashes of what decides a run: the SHA-256 of texts, files and plain values."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from movementsim.errors import InputError

HASH_DIGITS = 12
"""Significant digits of a float that count in a hash."""


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def hashed_number(text: str, size: int) -> int:
    """Return a whole number that depends on a text and nothing else, for seeds.

    Parameters
    ----------
    text
        The name of what the number is for.
    size
        Number of bytes of the SHA-256 that are used.

    Returns
    -------
    int
        A whole number from 0 to 256 ** `size` - 1.
    """
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:size])


def content_hash(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a value: sorted keys, floats to 12 digits."""
    text = json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text_hash(text)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read: {error.strerror}; check the name in the config, which is "
            "looked up from the config's own folder"
        ) from error


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _canonical(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, float):
        rounded = float(f"{value:.{HASH_DIGITS}g}")
        return int(rounded) if rounded.is_integer() else rounded  # 8 and 8.0 are one value
    return value
