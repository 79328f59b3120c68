"""The command line as users run it: real processes, real files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Command = Callable[..., subprocess.CompletedProcess[str]]

SMALL = """
[experiment]
name = "small"
question = "Does it run?"
seed = 7
weeks = 12

[movement]
members = 60

[movement.network]
branch_size = 30

[arms.organisers]
following = { Organiser = 0.1 }

[arms.factionalists]
following = { Factionalist = 0.1 }

[replicates]
number = 2

[record]
every = 4
metrics = ["members", "trust"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A small experiment of two arms and two replicates."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def arguments(*words: str | Path) -> list[str]:
    """Return the command with its arguments."""
    return [sys.executable, "-m", "movementsim", *map(str, words)]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run `movementsim ...` in an empty folder, and return the finished process."""

    def run(
        *words: str | Path, env: dict[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments(*words),
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            env={**os.environ, **(env or {})},
            timeout=300,
            **options,
        )

    return run
