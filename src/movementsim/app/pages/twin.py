"""The world in which one act did not happen, beside the one in which it did."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.app.pages.encode import Shown, recording
from movementsim.app.pages.story import told_of
from movementsim.app.pages.words import story_words
from movementsim.recordings.difference import Difference, difference
from movementsim.recordings.record import Record


def with_and_without(
    happened: Record,
    without: Record,
    row: int,
    *,
    seed: int,
    members: int,
    panel: str,
    name: str = "",
) -> dict[str, Any]:
    """Return the recording of a run beside its twin without one act, and who was changed by it.

    Parameters
    ----------
    happened, without
        The two runs.
    row
        The act's row among the events of the first.
    seed, members
        What both share.
    panel
        The letter of the run's panel, A or B.
    name
        What the run is called.
    """
    words = story_words()["twin"]
    shown = [
        Shown(happened, words["as_it_happened"], name),
        Shown(without, words["without"], words["lead"]),
    ]
    together = recording(shown, seed=seed, members=members, title=words["title"])
    uids = np.array([int(uid) for uid in together["people"]["uid"]], np.uint64)
    found = difference(happened, without, uids)
    text = told_of(happened, together, row)
    together["twin"] = {
        "act": row,
        "text": text,
        "panel": panel,
        "changed": found.changed,
        "line": _line(found),
    }
    return together


def _line(found: Difference) -> str:
    words: dict[str, str] = story_words()["twin"]
    said = [words[way].format(count=count) for way, count in found.counts.items() if count]
    return words["changed"].format(ways="; ".join(said)) if said else words["nobody"]
