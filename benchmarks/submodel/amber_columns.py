"""The sub-model in AMBER: people are columns of its Polars frame, ties are arrays beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import ambr
import numpy as np

from benchmarks.submodel import spec
from benchmarks.submodel.padded_ties import Ties, Whole, picked_pairs

HERE = -1
COLUMNS = ("left", "trust", "gone")


class MovementModel(ambr.Model):
    """A movement whose people are rows of AMBER's frame, in the order of their ids from 0."""

    model_reporters: ClassVar = {
        "members": lambda model: len(model.members),
        "trust": lambda model: model.mean_trust(),
    }
    record_initial = True

    def setup(self) -> None:
        """Make the people and ties of the start."""
        people = self.p["members"]
        self.add_agents(people, left=HERE, trust=self.born(people), gone=0.0)
        self.ties = Ties(people, picked_pairs(people, 1, self.rng), self.rng)
        self.members = np.arange(people)
        self.leavers: list[Whole] = []
        self.exits = 0

    def born(self, number: int) -> spec.Floats:
        """Draw trust at birth."""
        drawn = self.rng.normal(spec.BORN_TRUST, spec.TRUST_SPREAD, number)
        return np.asarray(np.clip(drawn, 0, 1))

    def mean_trust(self) -> float:
        """Return the mean trust of the members."""
        return float(self.agents.borrow("trust")[0][self.members].mean())

    def step_vectorized(self) -> None:
        """Simulate a week."""
        before = len(self.members)
        left, trust, gone = (self.agents.borrow(name)[0].copy() for name in COLUMNS)
        self.talk(left == HERE, trust)
        self.leave(left, trust, gone)
        self.agents.commit(left=left, trust=trust, gone=gone)
        self.welcome(int(self.rng.poisson(spec.JOIN_RATE * before)))

    def talk(self, here: np.ndarray, trust: spec.Floats) -> None:
        """Let each member talk with a random one to whom they are tied."""
        ties = self.ties
        edge = ties.random_edge(self.members, here, self.rng)
        edge = edge[edge >= 0]
        hearer = ties.head.values[edge]
        listens = self.rng.random(len(edge)) < spec.LISTENS
        good = edge[listens] ^ 1
        ties.liking.values[good] += spec.LIKING_GAIN * (1 - ties.liking.values[good])
        gains = np.bincount(hearer[listens], minlength=len(trust))
        losses = np.bincount(hearer[~listens], minlength=len(trust))
        trust[:] = 1 - (1 - trust) * (1 - spec.TRUST_GAIN) ** gains
        trust *= (1 - spec.TRUST_LOSS) ** losses

    def leave(self, left: Whole, trust: spec.Floats, gone: spec.Floats) -> None:
        """Let members leave, and those be forgotten who left long ago."""
        ties, members = self.ties, self.members
        pull = gone[members] / np.maximum(ties.total.values[members], 1e-12)
        avoidable = spec.AVOIDABLE * np.exp(-spec.TRUST_WEIGHT * trust[members])
        hazard = spec.BACKGROUND + avoidable * (1 + spec.CONTAGION * pull)
        goes = self.rng.random(len(members)) < hazard
        who, self.members = members[goes], members[~goes]
        left[who] = self.t
        self.exits += len(who)
        edge = ties.edges_of(who)
        np.subtract.at(ties.staying.values, ties.head.values[edge], 1)
        np.add.at(gone, ties.head.values[edge], ties.respect.values[edge ^ 1])
        self.leavers.append(edge)
        if len(self.leavers) > spec.MEMORY:
            edge = self.leavers.pop(0)
            np.subtract.at(gone, ties.head.values[edge], ties.respect.values[edge ^ 1])

    def welcome(self, number: int) -> None:
        """Admit joiners, who are introduced to some members."""
        if not number:
            return
        joiner = self.ties.degree.size + np.arange(number)
        self.add_agents(number, left=HERE, trust=self.born(number), gone=0.0)
        self.ties.add_people(number)
        if len(self.members):
            one = joiner.repeat(spec.INTRODUCTIONS)
            self.ties.tie(one, self.rng.choice(self.members, len(one)))
        self.members = np.concatenate([self.members, joiner])


class Movement:
    """A movement, stepped week by week.

    Parameters
    ----------
    members, seeds
        Members at the start, and the only seed.
    """

    def __init__(self, members: int, seeds: Sequence[int]) -> None:
        self.model = MovementModel({"members": members, "seed": seeds[0], "show_progress": False})
        self.model.cpu(mode="vectorized")
        self.model.run(steps=0)

    def step(self) -> None:
        """Simulate a week."""
        self.model.run_step()

    def ends(self) -> spec.Ends:
        """Return what is compared."""
        model = self.model
        liking = model.ties.liking.values.mean()
        ends = (len(model.members), model.exits, model.mean_trust(), liking)
        return spec.Ends(*(np.array([end], np.float64) for end in ends))
