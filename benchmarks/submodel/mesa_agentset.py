"""The sub-model in Mesa with AgentSet idioms: `select`, `do`, `get`, `set`, and arrays for all.

Each agent keeps the friends to talk with in a list, and views of everybody in dicts. What leavers
do to the share of respect is added up when they leave, and taken away when they are forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import mesa
import numpy as np
from mesa.agent import AgentSet

from benchmarks.submodel import spec


class Person(mesa.Agent):
    """A member; whoever leaves is removed from the model."""

    def __init__(self, model: Movement, trust: float) -> None:
        super().__init__(model)
        self.trust = trust
        self.comrades: list[Person] = []
        self.liking: dict[Person, float] = {}
        self.respect: dict[Person, float] = {}
        self.total = self.gone = 0.0
        self.gains = self.losses = 0

    def tie(self, other: Person, liking: float, respect: float) -> None:
        """Have a view of somebody."""
        self.comrades.append(other)
        self.liking[other] = liking
        self.respect[other] = respect
        self.total += respect

    def talk(self) -> None:
        """Talk with a random comrade."""
        if self.comrades:
            random = self.model.random.random
            hearer = self.comrades[int(random() * len(self.comrades))]
            if random() < spec.LISTENS:
                hearer.liking[self] += spec.LIKING_GAIN * (1 - hearer.liking[self])
                hearer.gains += 1
            else:
                hearer.losses += 1

    def leave(self) -> None:
        """Leave, which all who respect this person see."""
        for other in self.comrades:
            other.comrades.remove(self)
            other.gone += other.respect[self]
        self.remove()

    def fade(self) -> None:
        """No longer be a recent leaver."""
        for other in self.liking:
            other.gone -= other.respect[self]


class Movement(mesa.Model):
    """A movement.

    Parameters
    ----------
    members, seeds
        Members at the start, and the only seed.
    """

    def __init__(self, members: int, seeds: Sequence[int]) -> None:
        super().__init__(rng=seeds[0])
        self.exits = 0
        self.leavers: deque[AgentSet] = deque()
        self.left: list[Person] = []
        people = self.born(members).to_list()
        for number, person in enumerate(people):
            for other in self.rng.integers(0, members - 1, spec.PICKS).tolist():
                self.acquaint(person, people[other + (other >= number)])
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "members": lambda model: len(model.agents),
                "trust": lambda model: model.agents.agg("trust", np.mean),
            }
        )
        self.datacollector.collect(self)

    def born(self, number: int) -> AgentSet:
        """Make people with trust as at birth."""
        trust = self.rng.normal(spec.BORN_TRUST, spec.TRUST_SPREAD, number)
        return Person.create_agents(self, number, np.clip(trust, 0, 1).tolist())

    def acquaint(self, one: Person, other: Person) -> None:
        """Tie two people of the start, unless they are tied."""
        if other not in one.liking:
            draw = self.random.random
            one.tie(other, spec.MOST_LIKING * draw(), spec.MOST_RESPECT * draw())
            other.tie(one, spec.MOST_LIKING * draw(), spec.MOST_RESPECT * draw())

    def step(self) -> None:
        """Let one week pass."""
        members = self.agents
        members.do("talk")
        trust, gains, losses, total, gone = np.array(
            members.get(["trust", "gains", "losses", "total", "gone"])
        ).T.reshape(5, -1)
        trust = 1 - (1 - trust) * (1 - spec.TRUST_GAIN) ** gains
        trust *= (1 - spec.TRUST_LOSS) ** losses
        pull = np.divide(gone, total, out=np.zeros(len(total)), where=total > 0)
        avoidable = spec.AVOIDABLE * np.exp(-spec.TRUST_WEIGHT * trust)
        hazard = spec.BACKGROUND + avoidable * (1 + spec.CONTAGION * pull)
        goes = self.rng.random(len(trust)) < hazard
        people = members.to_list()
        for person, value in zip(people, trust.tolist(), strict=True):
            person.trust = value
        members.set("gains", 0).set("losses", 0)
        leavers = [people[place] for place in goes.nonzero()[0]]
        self.part(leavers)
        self.welcome(int(self.rng.poisson(spec.JOIN_RATE * len(people))))
        self.datacollector.collect(self)

    def part(self, leavers: list[Person]) -> None:
        """Let some people go, and those be forgotten who went long ago."""
        for person in leavers:
            person.leave()
        self.exits += len(leavers)
        self.left += leavers
        self.leavers.append(AgentSet(leavers, random=self.random))
        if len(self.leavers) > spec.MEMORY:
            self.leavers.popleft().do("fade")

    def welcome(self, number: int) -> None:
        """Admit joiners, who are introduced to some members."""
        known = self.agents.to_list() if number else []
        for person in self.born(number):
            for other in self.random.choices(known, k=spec.INTRODUCTIONS) if known else ():
                if other not in person.liking:
                    person.tie(other, spec.NEW_LIKING, spec.NEW_RESPECT)
                    other.tie(person, spec.NEW_LIKING, spec.NEW_RESPECT)

    def ends(self) -> spec.Ends:
        """Return what is compared."""
        people = [*self.agents, *self.left]
        liking = np.mean([value for person in people for value in person.liking.values()])
        ends = (len(self.agents), self.exits, self.agents.agg("trust", np.mean), liking)
        return spec.Ends(*(np.array([end], np.float64) for end in ends))
