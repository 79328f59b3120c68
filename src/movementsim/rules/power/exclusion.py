"""Exclusion: somebody loses power, office and the room; and the defence against it."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.base import Rule
from movementsim.rules.offices import EXCLUDING, EXCLUSION_COLUMNS, shut_out
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.people import Post, Status
from movementsim.state.world import World


class Exclusion(Rule):
    """Members shut somebody out together, if they may, and if nobody stronger stands in the way.

    It needs an office, or half the power present in a room. All who ask for the same exclusion in
    one week are its joint authors. It fails where those of the branch who defend the person hold
    more power than the authors. The power lost is shared equally by the branch, so nobody gains
    more than others. Only who is shut out, or about to be, can be defended.
    """

    phase = "share power"
    source = "S2.F4, S2.W2, S2.B5"
    reads = ("power", "post", "branch", "status", "barred", "leader")
    writes = (*EXCLUSION_COLUMNS, "chronicle")
    rank = 30
    every_wave = True
    brings = EXCLUDING | Extension(
        facts=(Fact("defended", ("who", "whom", "act")),),
        kinds=(ActKind("defence", "somebody stood up for a person who was shut out"),),
        verbs=(
            Verb("exclude", "shut somebody out of the room", 0.5, "S2.F4"),
            Verb("defend", "stand up for somebody who is shut out", 0.5, "S2.B5"),
        ),
    )

    weeks: int = parameter(
        52, "how long the room stays closed to somebody", unit="weeks", low=1, high=520
    )
    quorum: int = parameter(
        3, "fewest people present for whom half the power counts", unit="people", low=1, high=50
    )
    power_lost: float = parameter(0.8, "share of power lost")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what exclusions and defences change."""
        changes = Changes(world)
        people = world.people
        exclude, defend = self._asked(world, acts), _said_once(acts.defend)
        if len(exclude):
            whom, authors = self._carried(world, acts, exclude, defend)
            if len(whom):
                shut_out(changes, world, whom, self.weeks, self.power_lost)
                lead = authors.first
                act = changes.act("exclusion", lead, whom, people.branch[whom])
                changes.fact("excluded", who=lead, whom=whom, act=act)
                changes.fact(
                    "authored", who=authors.who, whom=whom[authors.case], act=act[authors.case]
                )
        if len(defend):
            self._defend(changes, world, exclude, defend)
        return changes

    @staticmethod
    def _asked(world: World, acts: TableSet) -> Rows:
        """Return what is asked for by those who may, of those who can be shut out."""
        people, exclude = world.people, _said_once(acts.exclude)
        if not len(exclude):
            return exclude
        return exclude.take(
            (people.branch[exclude.who] == people.branch[exclude.whom])
            & (exclude.who != exclude.whom)
            & (people.status[exclude.whom] == Status.MEMBER)
            & ~world.shut_out[exclude.whom]
            & ~world.shut_out[exclude.who]
        )

    def _carried(
        self, world: World, acts: TableSet, exclude: Rows, defend: Rows
    ) -> tuple[Whole, _Authors]:
        people, who = world.people, exclude.who
        whom, case = np.unique(exclude.whom, return_inverse=True)
        weight = np.bincount(case, people.power[who], minlength=len(whom))
        office = np.bincount(case, people.post[who] > Post.NONE, minlength=len(whom)) > 0
        defence = np.zeros(len(whom))
        answers = np.isin(defend.whom, whom) & _has_a_say(world, defend)
        place = np.searchsorted(whom, defend.whom[answers])
        np.add.at(defence, place, people.power[defend.who[answers]])
        carried = (office | self._majority(world, acts, whom, weight)) & (weight >= defence)
        number = np.cumsum(carried) - 1
        kept = carried[case]
        return whom[carried], _Authors(who[kept], number[case[kept]])

    def _majority(self, world: World, acts: TableSet, whom: Whole, weight: Floats) -> Mask:
        people = world.people
        present = np.unique(
            np.concatenate([acts.attend.who, acts.convene.who, acts.caucus.who, acts.exclude.who])
        )
        present = present[~world.shut_out[present]]
        branch = people.branch[present]
        power = np.bincount(branch, people.power[present], minlength=len(world.branches))
        heads = np.bincount(branch, minlength=len(world.branches))
        mine = people.branch[whom]
        return np.asarray((weight >= power[mine] / 2) & (heads[mine] >= self.quorum))

    @staticmethod
    def _defend(changes: Changes, world: World, exclude: Rows, defend: Rows) -> None:
        """Let the room in again whoever is defended by more power than the officers hold."""
        people = world.people
        wronged = world.shut_out[defend.whom] | np.isin(defend.whom, exclude.whom)
        defend = defend.take(wronged)
        act = changes.act("defence", defend.who, defend.whom, people.branch[defend.whom])
        changes.fact("defended", who=defend.who, whom=defend.whom, act=act)
        barred = world.shut_out[defend.whom] & _has_a_say(world, defend)
        whom, case = np.unique(defend.whom[barred], return_inverse=True)
        weight = np.bincount(case, people.power[defend.who[barred]], minlength=len(whom))
        officers = (people.post > Post.NONE).nonzero()[0]
        held = np.bincount(
            people.branch[officers], people.power[officers], minlength=len(world.branches)
        )
        changes.put("barred", whom[weight > held[people.branch[whom]]], NEVER)


def _said_once(acts: Rows) -> Rows:
    """Return each act once: nobody's power counts twice by saying a thing again."""
    if not len(acts):
        return acts
    pairs = np.column_stack([acts.who, acts.whom])
    return acts.take(np.unique(pairs, axis=0, return_index=True)[1])


def _has_a_say(world: World, defend: Rows) -> Mask:
    """Say which of those who defend somebody may: they are of the branch and not shut out."""
    branch = world.people.branch
    same = branch[defend.who] == branch[defend.whom]
    return np.asarray(same & ~world.shut_out[defend.who])


class _Authors:
    """Who shut out whom: one row an author, `case` counts the exclusions."""

    def __init__(self, who: Whole, case: Whole) -> None:
        self.who, self.case = who, case

    @property
    def first(self) -> Whole:
        """One author for each case: the first in order of slots."""
        first = np.unique(self.case, return_index=True)[1]
        return self.who[first]
