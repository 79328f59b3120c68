"""The texts of the pages, which are in files apart from the code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def story_words() -> dict[str, Any]:
    """Return the sentences of the story and the made-up names."""
    return _read("story.toml")


@cache
def page_words() -> dict[str, Any]:
    """Return the texts of the page itself."""
    return _read("static", "words.toml")


def _read(*path: str) -> dict[str, Any]:
    file = files("movementsim.app").joinpath(*path)
    return tomllib.loads(file.read_text(encoding="utf-8"))
