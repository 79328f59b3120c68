"""What the viewer starts with in every host: texts, levers, presets, lessons, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from movementsim.app.lessons.lesson import Lesson
from movementsim.app.lessons.levers import LEVERS, MEMBERS, PRESETS, SEEDS, WEEKS
from movementsim.app.lessons.panels import (
    DEFAULT_MEMBERS,
    DEFAULT_SEED,
    DEFAULT_WEEKS,
    MOST_PAIRS,
    MOST_WORK,
)
from movementsim.app.pages.words import page_words

type ViewerHost = Literal["server", "file", "widget"]


def viewer_start(host: ViewerHost, lessons: Mapping[str, Lesson]) -> dict[str, Any]:
    """Return what the viewer starts with, except for the recording.

    Parameters
    ----------
    host
        Where the viewer is shown: by the server, in an exported file, or in a notebook.
    lessons
        The lessons by key.

    Returns
    -------
    dict[str, Any]
        Texts, levers, presets, lessons, limits and defaults as plain values for JSON; `recording`
        is None.
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
            "times": MOST_PAIRS,
            "work": MOST_WORK,
        },
        "defaults": {
            "members": DEFAULT_MEMBERS,
            "weeks": DEFAULT_WEEKS,
            "seed": DEFAULT_SEED,
        },
        "recording": None,
    }
