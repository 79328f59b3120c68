"""Paths as results may show them."""

from __future__ import annotations

from pathlib import Path


def relative_path(path: Path) -> str:
    """Return a path as it is seen from here, so that no place of this machine is told."""
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name
