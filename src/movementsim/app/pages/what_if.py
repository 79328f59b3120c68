"""What if one act had not happened: the run without it beside the run as it happened."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.app.pages.encode import ShownRun, encode_runs
from movementsim.app.pages.story import describe_event
from movementsim.app.pages.words import story_words
from movementsim.recordings.difference import ActEffect, act_effect
from movementsim.recordings.record import Record


def encode_what_if(
    happened: Record,
    without: Record,
    row: int,
    *,
    seed: int,
    members: int,
    panel: str,
    name: str = "",
) -> dict[str, Any]:
    """Return the recording of a run beside the run without one act, and who was changed.

    Parameters
    ----------
    happened, without
        The run as it happened, and the run without the act.
    row
        Row of the act among the events of the first run.
    seed, members
        Values that both runs share.
    panel
        Letter of the panel of the run, A or B.
    name
        Name of the run.

    Returns
    -------
    dict[str, Any]
        The recording of both, with the act and its effect under `what_if`.
    """
    words = story_words()["what_if"]
    shown = [
        ShownRun(happened, words["as_it_happened"], name),
        ShownRun(without, words["without"], words["lead"]),
    ]
    recording = encode_runs(shown, seed=seed, members=members, title=words["title"])
    uids = np.array([int(uid) for uid in recording["people"]["uid"]], np.uint64)
    effect = act_effect(happened, without, uids)
    text = describe_event(happened, recording, row)
    recording["what_if"] = {
        "act": row,
        "text": text,
        "panel": panel,
        "changed": effect.changed,
        "line": _line(effect),
    }
    return recording


def _line(effect: ActEffect) -> str:
    words: dict[str, str] = story_words()["what_if"]
    said = [words[way].format(count=count) for way, count in effect.counts.items() if count]
    return words["changed"].format(ways="; ".join(said)) if said else words["nobody"]
