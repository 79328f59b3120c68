"""The sub-model in NumPy by hand: many movements in one set of arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.submodel import spec
from benchmarks.submodel.padded_ties import Growing, Ties, Whole, picked_pairs

HERE = -1


class Movements:
    """One movement, or a stack of them.

    Parameters
    ----------
    members, seeds
        Members of each movement at the start; their number of seeds is that of movements.
    """

    def __init__(self, members: int, seeds: Sequence[int]) -> None:
        self.rng = rng = np.random.default_rng(seeds)
        self.runs, self.week = len(seeds), 0
        people = members * self.runs
        self.run = Growing(np.arange(self.runs).repeat(members))
        self.left = Growing(np.full(people, HERE))
        self.trust = Growing(self._born(people))
        self.gone = Growing(np.zeros(people))
        self.ties = Ties(people, picked_pairs(members, self.runs, rng), rng)
        self.members = np.arange(people)
        self.leavers: list[Whole] = []
        self.exits = np.zeros(self.runs)
        self.series = [self._read()]

    def _born(self, number: int) -> spec.Floats:
        return np.clip(self.rng.normal(spec.BORN_TRUST, spec.TRUST_SPREAD, number), 0, 1)

    def step(self) -> None:
        """Simulate a week."""
        size = np.bincount(self.run.values[self.members], minlength=self.runs)
        self._talk()
        self._leave()
        self._join(self.rng.poisson(spec.JOIN_RATE * size))
        self.week += 1
        self.series.append(self._read())

    def _talk(self) -> None:
        ties, trust = self.ties, self.trust.values
        edge = ties.random_edge(self.members, self.left.values == HERE, self.rng)
        edge = edge[edge >= 0]
        hearer = ties.head.values[edge]
        listens = self.rng.random(len(edge)) < spec.LISTENS
        good = edge[listens] ^ 1  # each speaker talks once, so an edge comes at most once
        ties.liking.values[good] += spec.LIKING_GAIN * (1 - ties.liking.values[good])
        gains = np.bincount(hearer[listens], minlength=len(trust))
        losses = np.bincount(hearer[~listens], minlength=len(trust))
        kept = (1 - spec.TRUST_GAIN) ** np.arange(gains.max(initial=0) + 1.0)
        left = (1 - spec.TRUST_LOSS) ** np.arange(losses.max(initial=0) + 1.0)
        trust[:] = (1 - (1 - trust) * kept[gains]) * left[losses]

    def _leave(self) -> None:
        ties, members = self.ties, self.members
        total = ties.total.values[members]
        pull = self.gone.values[members] / np.maximum(total, 1e-12)
        avoidable = spec.AVOIDABLE * np.exp(-spec.TRUST_WEIGHT * self.trust.values[members])
        hazard = spec.BACKGROUND + avoidable * (1 + spec.CONTAGION * pull)
        goes = self.rng.random(len(members)) < hazard
        who, self.members = members[goes], members[~goes]
        self.left.values[who] = self.week
        self.exits += np.bincount(self.run.values[who], minlength=self.runs)
        edge = ties.edges_of(who)
        np.subtract.at(ties.staying.values, ties.head.values[edge], 1)
        self._add_gone(edge, 1.0)
        self.leavers.append(edge)
        if len(self.leavers) > spec.MEMORY:
            self._add_gone(self.leavers.pop(0), -1.0)

    def _add_gone(self, edge: Whole, sign: float) -> None:
        """Add the respect that goes to leavers, whose edges these are, or take it away."""
        seen = sign * self.ties.respect.values[edge ^ 1]
        np.add.at(self.gone.values, self.ties.head.values[edge], seen)

    def _join(self, number: Whole) -> None:
        run = np.arange(self.runs).repeat(number)
        known = self.members[self.run.values[self.members].argsort(kind="stable")]
        count = np.bincount(self.run.values[known], minlength=self.runs)
        joiner = len(self.run.values) + np.arange(len(run))
        self.run.append(run)
        self.left.append(np.full(len(run), HERE))
        self.trust.append(self._born(len(run)))
        self.gone.append(np.zeros(len(run)))
        self.ties.add_people(len(run))
        self.members = np.concatenate([self.members, joiner])
        one = joiner[count[run] > 0].repeat(spec.INTRODUCTIONS)
        if len(one):
            own = self.run.values[one]
            place = (self.rng.random(len(one)) * count[own]).astype(np.int64)
            self.ties.tie(one, known[(count.cumsum() - count)[own] + place])

    def _read(self) -> tuple[spec.Floats, spec.Floats]:
        run = self.run.values[self.members]
        count = np.bincount(run, minlength=self.runs).astype(np.float64)
        trust = np.bincount(run, self.trust.values[self.members], minlength=self.runs)
        return count, trust / np.maximum(count, 1)

    def ends(self) -> spec.Ends:
        """Return what is compared."""
        run = self.run.values[self.ties.head.values]
        liking = np.bincount(run, self.ties.liking.values, minlength=self.runs)
        members, trust = self._read()
        return spec.Ends(members, self.exits.copy(), trust, liking / np.bincount(run))
