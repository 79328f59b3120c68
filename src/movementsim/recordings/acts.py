"""The acts of a recording: what they are called, and on what each of them hangs."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
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
"""What an act of a recording may be: kinds of the chronicle, kinds that only facts report, and
`other` for the kinds of other people's rules."""

CODE = {name: number for number, name in enumerate(KINDS)}

# An act that somebody asked for: the verbs it may have been asked with. The asked-for rows of that
# week are dropped where the people agree.
ASKED: dict[str, tuple[tuple[str, ...], bool, bool]] = {
    # kind: verbs, must `who` agree, must `whom` agree
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

# An act that nobody asks for but that luck decides: the names of the decisions it hangs on, and
# whose luck it is: the person's (`who`), the other's (`whom`) or the branch's.
LUCK: dict[str, tuple[tuple[str, ...], str]] = {
    "angry_voice": (("voice",), "who"),
    "voice": (("voice",), "who"),
    "resignation": (("leave", "follow a leader out"), "who"),
    "lapse": (("leave",), "who"),
    "leak": (("leak", "pass it on"), "who"),
    "threat": (("a threat",), "branch"),
}

# An act that the scenario schedules, as an event of this kind; the event is left out as a whole.
SCHEDULED = {"removal": "remove", "exclusion": "exclude", "surge": "causes"}

REMOVABLE = frozenset(CODE[kind] for kind in (*ASKED, *LUCK, *SCHEDULED))
"""Kinds of act that can be made not to happen."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a run, by week, kind, and slots of the people.

    Attributes
    ----------
    week
        The week in which it happened, counted from 0.
    kind
        One of `KINDS`.
    who, whom
        Slots; -1 for nobody.
    branch
        Where it happened.
    """

    week: int
    kind: str
    who: int
    whom: int
    branch: int
