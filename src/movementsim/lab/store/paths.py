"""Paths as results may show them."""

from __future__ import annotations

from pathlib import Path


def relative_path(path: Path) -> str:
    """Return the path relative to the working directory, so that results expose no local paths."""
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name
