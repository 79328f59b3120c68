"""The sub-model in plain Mesa, as a student writes it: agents, a networkx graph, loops."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import mesa
import networkx as nx
import numpy as np

from benchmarks.submodel import spec


class Person(mesa.Agent):
    """A member, or somebody who has left."""

    def __init__(self, model: Movement) -> None:
        super().__init__(model)
        born = self.random.gauss(spec.BORN_TRUST, spec.TRUST_SPREAD)
        self.trust = min(max(born, 0.0), 1.0)
        self.left: int | None = None
        self.hearer: Person | None = None
        self.listens = self.goes = False

    def choose(self) -> None:
        """Choose somebody to talk with this week."""
        known = self.model.ties.successors(self)
        comrades = [person for person in known if person.left is None]
        self.hearer = self.random.choice(comrades) if comrades else None
        self.listens = self.random.random() < spec.LISTENS

    def talk(self) -> None:
        """Talk and listen, which the hearer likes."""
        hearer = self.hearer
        if hearer is not None and self.listens:
            view = self.model.ties[hearer][self]
            view["liking"] += spec.LIKING_GAIN * (1 - view["liking"])
            hearer.trust += spec.TRUST_GAIN * (1 - hearer.trust)

    def lecture(self) -> None:
        """Talk and do not listen, which costs the hearer's trust."""
        if self.hearer is not None and not self.listens:
            self.hearer.trust -= spec.TRUST_LOSS * self.hearer.trust

    def consider(self) -> None:
        """Decide whether to leave."""
        total = gone = 0.0
        for other, view in self.model.ties[self].items():
            total += view["respect"]
            if other.left is not None and self.model.week - other.left <= spec.MEMORY:
                gone += view["respect"]
        pull = gone / total if total else 0.0
        avoidable = spec.AVOIDABLE * exp(-spec.TRUST_WEIGHT * self.trust)
        hazard = spec.BACKGROUND + avoidable * (1 + spec.CONTAGION * pull)
        self.goes = self.random.random() < hazard


class Movement(mesa.Model):
    """A movement.

    Parameters
    ----------
    members, seeds
        Members at the start, and the only seed.
    """

    def __init__(self, members: int, seeds: Sequence[int]) -> None:
        super().__init__(rng=seeds[0])
        self.week = self.exits = 0
        self.ties = nx.DiGraph()
        self.members = [Person(self) for _ in range(members)]
        self.ties.add_nodes_from(self.members)
        for number, person in enumerate(self.members):
            for _ in range(spec.PICKS):
                other = self.random.randrange(members - 1)
                other += other >= number
                self.tie(person, self.members[other])
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "members": lambda model: len(model.members),
                "trust": lambda model: model.mean_trust(),
            }
        )
        self.datacollector.collect(self)

    def tie(self, one: Person, other: Person) -> None:
        """Tie two people of the start, unless they are tied."""
        if not self.ties.has_edge(one, other):
            for tail, head in ((one, other), (other, one)):
                liking = self.random.uniform(0, spec.MOST_LIKING)
                respect = self.random.uniform(0, spec.MOST_RESPECT)
                self.ties.add_edge(tail, head, liking=liking, respect=respect)

    def step(self) -> None:
        """Let one week pass."""
        members = self.members
        for person in members:
            person.choose()
        for person in members:
            person.talk()
        for person in members:
            person.lecture()
        for person in members:
            person.consider()
        for person in members:
            if person.goes:
                person.left = self.week
                self.exits += 1
        self.members = [person for person in members if person.left is None]
        self.welcome(self.rng.poisson(spec.JOIN_RATE * len(members)))
        self.week += 1
        self.datacollector.collect(self)

    def welcome(self, number: int) -> None:
        """Admit joiners, who are introduced to some members."""
        joiners = [Person(self) for _ in range(number)]
        for person in joiners:
            self.ties.add_node(person)
            for _ in range(spec.INTRODUCTIONS if self.members else 0):
                other = self.random.choice(self.members)
                for tail, head in ((person, other), (other, person)):
                    self.ties.add_edge(tail, head, liking=spec.NEW_LIKING, respect=spec.NEW_RESPECT)
        self.members += joiners

    def mean_trust(self) -> float:
        """Return the mean trust of the members."""
        return float(np.mean([person.trust for person in self.members]))

    def ends(self) -> spec.Ends:
        """Return what is compared."""
        liking = np.mean([liking for *_, liking in self.ties.edges(data="liking")])
        ends = (len(self.members), self.exits, self.mean_trust(), liking)
        return spec.Ends(*(np.array([end], np.float64) for end in ends))
