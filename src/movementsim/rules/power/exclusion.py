"""Exclusion: people lose power, office and access to meetings; and the defence against it."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.base import Rule
from movementsim.rules.offices import EXCLUDING, EXCLUSION_COLUMNS, impose_exclusion
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.people import Post, Status
from movementsim.state.world import World


class Exclusion(Rule):
    """Members exclude a person together, unless defenders with more power prevent it.

    All who ask for the same exclusion in one week are its joint authors. One of them must hold an
    office, or together they must hold half of the power of those present, who must be at least
    `quorum` people. The exclusion fails if members of the branch who defend the person hold more
    power than the authors. The excluded person loses the share `power_lost` of power, which the
    branch shares equally, so that nobody gains more than others, and is excluded for `weeks`.

    Only people who are excluded, or about to be, can be defended. An excluded person is readmitted
    when the defenders hold more power than the branch's officers.
    """

    phase = "share power"
    source = "S2.F4, S2.W2, S2.B5"
    reads = ("power", "post", "branch", "status", "barred", "leader")
    writes = (*EXCLUSION_COLUMNS, "chronicle")
    rank = 30
    every_wave = True
    brings = EXCLUDING | Extension(
        facts=(Fact("defended", ("who", "whom", "act")),),
        kinds=(
            ActKind(
                "defence", "a member defended a person against exclusion", Requests(("defend",))
            ),
        ),
        verbs=(
            Verb("exclude", "exclude a person from the branch's meetings", 0.5, "S2.F4"),
            Verb("defend", "defend a person against exclusion", 0.5, "S2.B5"),
        ),
    )

    weeks: int = parameter(52, "duration of an exclusion", unit="weeks", low=1, high=520)
    quorum: int = parameter(
        3,
        "smallest number of people present who can exclude without an office",
        unit="people",
        low=1,
        high=50,
    )
    power_lost: float = parameter(0.8, "share of power lost by the excluded person")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what exclusions and defences change."""
        changes = Changes(world)
        people = world.people
        exclude, defend = self._asked(world, acts), _without_repeats(acts.defend)
        if len(exclude):
            whom, authors = self._carried(world, acts, exclude, defend)
            if len(whom):
                mine = self.of(people, whom)
                impose_exclusion(changes, world, whom, mine.weeks, mine.power_lost)
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
        """Return the requests by members who may exclude, aimed at members who can be excluded."""
        people, exclude = world.people, _without_repeats(acts.exclude)
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
        """Return whose exclusion is carried, and the authors of each."""
        people, who = world.people, exclude.who
        whom, case = np.unique(exclude.whom, return_inverse=True)
        weight = np.bincount(case, people.power[who], minlength=len(whom))
        office = np.bincount(case, people.post[who] > Post.NONE, minlength=len(whom)) > 0
        defence = np.zeros(len(whom))
        answers = np.isin(defend.whom, whom) & _may_defend(world, defend)
        place = np.searchsorted(whom, defend.whom[answers])
        np.add.at(defence, place, people.power[defend.who[answers]])
        carried = (office | self._majority(world, acts, whom, weight)) & (weight >= defence)
        number = np.cumsum(carried) - 1
        kept = carried[case]
        return whom[carried], _Authors(who[kept], number[case[kept]])

    def _majority(self, world: World, acts: TableSet, whom: Whole, weight: Floats) -> Mask:
        """Return which exclusions have half of the power present behind them, with a quorum."""
        people = world.people
        present = np.unique(
            np.concatenate([acts.attend.who, acts.convene.who, acts.caucus.who, acts.exclude.who])
        )
        present = present[~world.shut_out[present]]
        branch = people.branch[present]
        power = np.bincount(branch, people.power[present], minlength=len(world.branches))
        heads = np.bincount(branch, minlength=len(world.branches))
        mine = people.branch[whom]
        return np.asarray(
            (weight >= power[mine] / 2) & (heads[mine] >= self.of(people, whom).quorum)
        )

    @staticmethod
    def _defend(changes: Changes, world: World, exclude: Rows, defend: Rows) -> None:
        """Readmit people who are defended by more power than the branch's officers hold."""
        people = world.people
        defensible = world.shut_out[defend.whom] | np.isin(defend.whom, exclude.whom)
        defend = defend.take(defensible)
        act = changes.act("defence", defend.who, defend.whom, people.branch[defend.whom])
        changes.fact("defended", who=defend.who, whom=defend.whom, act=act)
        barred = world.shut_out[defend.whom] & _may_defend(world, defend)
        whom, case = np.unique(defend.whom[barred], return_inverse=True)
        weight = np.bincount(case, people.power[defend.who[barred]], minlength=len(whom))
        officers = (people.post > Post.NONE).nonzero()[0]
        held = np.bincount(
            people.branch[officers], people.power[officers], minlength=len(world.branches)
        )
        changes.put("barred", whom[weight > held[people.branch[whom]]], NEVER)


def _without_repeats(acts: Rows) -> Rows:
    """Return each request once, so that repeating it does not count somebody's power twice."""
    if not len(acts):
        return acts
    pairs = np.column_stack([acts.who, acts.whom])
    return acts.take(np.unique(pairs, axis=0, return_index=True)[1])


def _may_defend(world: World, defend: Rows) -> Mask:
    """Return which defences count: by members of the same branch who are not excluded."""
    branch = world.people.branch
    same = branch[defend.who] == branch[defend.whom]
    return np.asarray(same & ~world.shut_out[defend.who])


class _Authors:
    """Authors of exclusions, one row each; `case` is the position of the exclusion."""

    def __init__(self, who: Whole, case: Whole) -> None:
        self.who, self.case = who, case

    @property
    def first(self) -> Whole:
        """The first author of each exclusion, in the order of slots."""
        first = np.unique(self.case, return_index=True)[1]
        return self.who[first]
