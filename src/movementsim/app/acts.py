"""The acts of a recording: what they are called, and how one of them is made not to happen.

Keyed luck makes the answer exact: the world without the act is the same world, with the same luck
for everybody, up to the week of the act. Only that act is missing; from there on everybody
decides freely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim.chronicle import Kind
from movementsim.columns import Mask, Whole
from movementsim.draws import Draws, Floats, Uids
from movementsim.intents import ACTS
from movementsim.movement import Movement
from movementsim.rules.base import Rule
from movementsim.scenario import Scenario
from movementsim.tables import Book, Rows

KINDS = (
    *(kind.name.lower() for kind in Kind),
    "lapse",
    "joined",
    "recruited",
    "given",
    "granted",
    "favour",
)
"""What an act of a recording may be: the chronicle's kinds, and what only the facts tell."""

CODE = {name: number for number, name in enumerate(KINDS)}

# An act that somebody asked for: the verbs it may have been asked with. The asked-for rows of that
# week are dropped where the people agree; `None` says that it does not matter who asked.
_ASKED: dict[str, tuple[tuple[str, ...], bool, bool]] = {
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
_LUCK: dict[str, tuple[tuple[str, ...], str]] = {
    "angry_voice": (("voice",), "who"),
    "voice": (("voice",), "who"),
    "resignation": (("leave", "follow a leader out"), "who"),
    "lapse": (("leave",), "who"),
    "leak": (("leak", "pass it on"), "who"),
    "threat": (("a threat",), "branch"),
}

REMOVABLE = frozenset(CODE[kind] for kind in (*_ASKED, *_LUCK))
"""Kinds of act that can be made not to happen."""

UNLUCKY = 1.0
"""A number no chance is above: what hangs on it does not happen."""


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


@dataclass(frozen=True, slots=True)
class Stilled(Draws):
    """Luck in which some named decisions of one person do not come about."""

    names: tuple[str, ...] = ()
    person: int = -1

    def uniform(self, name: str, uid: Uids, other: Uids | None = None) -> Floats:
        """Return everybody's luck, but for the one whose decision is stilled."""
        drawn = Draws.uniform(self, name, uid, other)
        if name in self.names:
            drawn[uid == np.uint64(self.person)] = UNLUCKY
        return drawn


class Without(Movement):
    """A movement in which one act does not happen.

    The hours meant for it stay spent; nothing else is touched.

    Parameters
    ----------
    scenario
        The scenario in which the act happened.
    act
        The act.
    """

    def __init__(self, scenario: Scenario, act: Act, **settings: Any) -> None:
        self._act_left_out = act
        super().__init__(scenario, **settings)

    def _decide(self, draws: Draws, deciding: Whole | None) -> Book:
        acts = super()._decide(draws, deciding)
        act = self._act_left_out
        if self.world.week != act.week or act.kind not in _ASKED:
            return acts
        return _dropped(acts, act)

    def _resolve(self, rule: Rule, acts: Book, draws: Draws) -> None:
        act = self._act_left_out
        if self.world.week == act.week and act.kind in _LUCK:
            names, whose = _LUCK[act.kind]
            if whose == "branch":
                person = act.branch
            else:
                slot = act.who if whose == "who" else act.whom
                person = int(self.world.people.uid[slot])
            draws = Stilled(draws.seed, draws.week, names, person)
        super()._resolve(rule, acts, draws)


def _dropped(acts: Book, act: Act) -> Book:
    """Return the acts asked for without those that made this one."""
    verbs, by_who, by_whom = _ASKED[act.kind]
    kept = Book(ACTS)
    for verb in acts:
        rows: Rows = getattr(acts, verb)
        if verb in verbs:
            rows = rows.take(~_same(rows, act, by_who, by_whom))
        if len(rows):
            kept.add(verb, **rows.columns())
    return kept


def _same(rows: Rows, act: Act, by_who: bool, by_whom: bool) -> Mask:
    same = np.ones(len(rows), np.bool_)
    if by_who:
        same &= rows.who == act.who
    if by_whom:
        same &= rows.whom == act.whom
    if act.kind == "faction":
        same &= rows.courting > 0
    return same
