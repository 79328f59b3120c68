"""The model as a student would write it in plain Mesa: agents, a networkx graph, loops.

It is a second implementation of the rules named in :data:`benchmarks.docking.SHARED`, written
from their equations without any code of `movementsim`, so that docking the two finds errors. The
person is in `student_person`, the branch in `student_branch`.
"""

from __future__ import annotations

import mesa
import networkx as nx
import numpy as np

from benchmarks.student_branch import Branch
from benchmarks.student_person import ACTIVISTS, LEAVING, MEMBER, OUTSIDE, SUPPORTER, Person

BRANCH_SIZE = 50
TIES, REWIRED, BETWEEN = 10, 0.1, 0.05


class StudentMovement(mesa.Model):
    """A movement in plain Mesa.

    Parameters
    ----------
    members
        Members at the start; as many people are around them.
    seed
        The seed.
    """

    def __init__(self, members: int = 1000, seed: int = 1) -> None:
        super().__init__(rng=seed)
        self.week = 0
        self.branches = [Branch(self) for _ in range(max(1, round(members / BRANCH_SIZE)))]
        for status in (MEMBER, OUTSIDE):
            for number in range(members):
                branch = self.branches[number % len(self.branches)]
                person = Person(self, branch, status)
                if status == OUTSIDE and self.random.random() < 0.3:
                    person.status = SUPPORTER
        able = [p for p in self.agents if p.status == MEMBER and p.energy > 0]
        for person in self.random.sample(able, round(ACTIVISTS * members)):
            person.activist = True
        self.ties = nx.DiGraph()
        self.ties.add_nodes_from(self.agents)
        self.tie_everybody()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "members": lambda model: len(model.powers()),
                "power_gini": lambda model: gini(model.powers()),
                "campaigns_won": lambda model: sum(branch.won for branch in model.branches),
            }
        )
        self.datacollector.collect(self)

    def tie_everybody(self) -> None:
        """Tie each branch as a small world, with a few long ties between branches."""
        random = self.random
        everybody = list(self.agents)
        for branch in self.branches:
            ring = random.sample(branch.people, len(branch.people))
            for place, person in enumerate(ring):
                for distance in range(1, min(TIES // 2, (len(ring) - 1) // 2) + 1):
                    other = ring[(place + distance) % len(ring)]
                    luck = random.random()
                    if luck < BETWEEN:
                        other = random.choice(everybody)
                    elif luck < BETWEEN + REWIRED:
                        other = random.choice(ring)
                    if other is not person:
                        self.tie(person, other)

    def tie(self, one: Person, other: Person) -> None:
        """Tie two people, each with a view of the other, unless they are tied already."""
        if self.ties.has_edge(one, other):
            return
        both_members = one.status == other.status == MEMBER
        for tail, head in ((one, other), (other, one)):
            liking = self.random.uniform(0, 0.8 if both_members else 0.4)
            respect = self.random.uniform(0, 0.6) if both_members else 0.0
            self.ties.add_edge(tail, head, liking=liking, respect=respect, met=0)

    def step(self) -> None:
        """Let one week pass."""
        self.week = self.steps - 1
        for branch in self.branches:
            branch.look_around()
        self.agents.do("rest")
        self.agents.do("forget")
        members = self.agents.select(lambda person: person.status == MEMBER)
        members.do("step")
        members.do("act")
        for branch in self.branches:
            branch.drift()
        self.agents.select(lambda person: person.asked_by).do("turn_up")
        for branch in self.branches:
            branch.conclude()
        self.agents.do("judge")
        for person in [person for person in members if person.goes()]:
            person.status = LEAVING
            person.leaving = self.week
        for branch in self.branches:
            branch.let_go()
        sizes = [len(branch.on_roll()) for branch in self.branches]
        members.do("recruit_somebody")
        for branch, size in zip(self.branches, sizes, strict=True):
            branch.welcome(size)
        self.datacollector.collect(self)

    def powers(self) -> list[float]:
        """Return the power of all members on the roll."""
        return [p.power for p in self.agents if p.status in (MEMBER, LEAVING)]


def gini(values: list[float]) -> float:
    """Return the Gini coefficient."""
    ordered = np.sort(values)
    ranks = np.arange(1, len(ordered) + 1)
    weighted = ((2 * ranks - len(ordered) - 1) * ordered).sum()
    return float(weighted / (len(ordered) * ordered.sum()))
