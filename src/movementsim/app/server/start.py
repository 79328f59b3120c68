"""What every host of the viewer begins with: words, levers, presets, lessons, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from movementsim.app.lessons.lessons import Lesson
from movementsim.app.lessons.levers import LEVERS, MEMBERS, PRESETS, SEEDS, WEEKS
from movementsim.app.lessons.panels import (
    DEFAULT_MEMBERS,
    DEFAULT_SEED,
    DEFAULT_WEEKS,
    MOST_WORK,
    TIMES,
)
from movementsim.app.pages.words import page_words

type Host = Literal["server", "file", "widget"]


def start_of(host: Host, lessons: Mapping[str, Lesson]) -> dict[str, Any]:
    """Return what the viewer begins with, but for the recording.

    Parameters
    ----------
    host
        Who shows it: the server, a file on its own, or a notebook.
    lessons
        The lessons, by key.
    """
    return {
        "host": host,
        "words": page_words(),
        "levers": [asdict(lever) for lever in LEVERS],
        "presets": [
            {"key": key, "settings": settings.model_dump()} for key, settings in PRESETS.items()
        ],
        "lessons": [lesson.plain() for lesson in lessons.values()],
        "limits": {
            "members": list(MEMBERS),
            "weeks": list(WEEKS),
            "seed": list(SEEDS),
            "times": TIMES,
            "work": MOST_WORK,
        },
        "defaults": {
            "members": DEFAULT_MEMBERS,
            "weeks": DEFAULT_WEEKS,
            "seed": DEFAULT_SEED,
        },
        "recording": None,
    }
