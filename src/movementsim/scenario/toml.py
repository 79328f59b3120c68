"""Read TOML files, with errors for the user."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from movementsim.errors import InputError


def read_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file.

    Returns
    -------
    dict
        The values by key.

    Raises
    ------
    InputError
        If the file is missing, unreadable or not TOML. Says where.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not TOML: {error}") from error
