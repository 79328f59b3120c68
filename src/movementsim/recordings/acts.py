"""The acts of a record: their kinds, and what has to be left out so that one does not happen."""

from __future__ import annotations

from dataclasses import dataclass

ACT_KINDS = (
    "exclusion",
    "claw_back",
    "order",
    "angry_voice",
    "failed_task",
    "voice",
    "win",
    "loss",
    "decision",
    "ballot",
    "threat",
    "resignation",
    "defence",
    "faction",
    "leak",
    "surge",
    "removal",
    "quarrel",
    "lapse",
    "joined",
    "recruited",
    "given",
    "granted",
    "favour",
    "other",
)
"""Kinds of act: those of the chronicle, those that only the facts of a week report, and `other` for
kinds that other people's rules bring."""

ACT_CODES = {name: number for number, name in enumerate(ACT_KINDS)}
"""The number that stands for each kind of act in the events of a record."""

REQUESTED_ACTS: dict[str, tuple[tuple[str, ...], bool, bool]] = {
    # kind: verbs, must `who` be the same, must `whom` be the same
    "exclusion": (("exclude",), False, True),
    "claw_back": (("reclaim",), True, True),
    "failed_task": (("delegate", "grant"), True, True),
    "given": (("delegate",), True, True),
    "granted": (("grant",), True, True),
    "favour": (("favour",), True, True),
    "order": (("order",), True, False),
    "defence": (("defend",), True, True),
    "faction": (("talk",), False, True),
    "ballot": (("slate", "stand"), True, False),
    "recruited": (("recruit",), True, True),
}
"""Acts that a member's strategy requested, with the verbs that may have requested them.

To leave such an act out, that week's requests by these verbs are dropped where the people match.
"""

CHANCE_ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "angry_voice": (("voice",), "who"),
    "voice": (("voice",), "who"),
    "resignation": (("leave", "follow a leader out"), "who"),
    "lapse": (("leave",), "who"),
    "leak": (("leak", "pass it on"), "who"),
    "threat": (("a threat",), "branch"),
}
"""Acts that depend on a random draw, with the names of the draws.

The last word says whose draw it is: the person's (`who`), the other's (`whom`) or the branch's.
"""

SCHEDULED_ACTS = {"removal": "remove", "exclusion": "exclude", "surge": "causes"}
"""Acts that a scenario schedules, with the kind of the event, which is left out as a whole."""

REMOVABLE = frozenset(ACT_CODES[kind] for kind in (*REQUESTED_ACTS, *CHANCE_ACTS, *SCHEDULED_ACTS))
"""Codes of the kinds of act that can be left out."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a run.

    Attributes
    ----------
    week
        The week in which it happened, counted from 0.
    kind
        One of `ACT_KINDS`.
    who, whom
        Slots of the people; -1 for nobody.
    branch
        The branch in which it happened.
    """

    week: int
    kind: str
    who: int
    whom: int
    branch: int
