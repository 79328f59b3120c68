"""Grievances: entered against acts, fading, voiced, and answered."""

from __future__ import annotations

import numpy as np

from movementsim.chronicle import Kind
from movementsim.columns import Floats, Whole
from movementsim.declared import parameter
from movementsim.draws import Draws
from movementsim.members import Status
from movementsim.rates import fading
from movementsim.rules.base import Rule, logistic, witnesses
from movementsim.tables import Book
from movementsim.world import Changes, World


class Grievances(Rule):
    """Wrongs are held against the act that did them, and fade.

    Every entry carries the id of its act, so hostility can be traced back through any chain.
    """

    phase = "judge"
    source = "S2.W2, S2.W3, S2.F2; pattern P8"
    reads = ("opinion", "branch", "status", "position", "ties")
    writes = ("grievance", "wronged", "ledger")
    rank = 30

    keep: float = parameter(0.97, "share of a grievance left after a week", unit="share a week")
    exclusion: float = parameter(1.0, "being shut out", unit="wrongs", high=5)
    witness: float = parameter(0.6, "seeing the only person one respects shut out", unit="wrongs",
                               high=5)
    claw_back: float = parameter(0.5, "having power taken back", unit="wrongs", high=5)
    outvoted: float = parameter(0.03, "being there, and outvoted", unit="wrongs", high=5)
    ordered: float = parameter(0.05, "being ordered against one's opinion", unit="wrongs", high=5)
    quarrel: float = parameter(0.02, "being in a quarrel", unit="wrongs", high=5)
    failed: float = parameter(0.1, "being left to fail with a task", unit="wrongs", high=5)
    tolerance: float = parameter(0.5, "distance at which somebody is outvoted", unit="position",
                                 high=2)

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return the week's new grievances, and the fading of the old."""
        changes, people, facts = Changes(world), world.people, world.facts
        changes.scale("grievance", self.keep)
        excluded, clawed, ordered = facts.excluded, facts.clawed, facts.ordered
        self._enter(changes, excluded.whom, excluded.act, self.exclusion)
        if len(excluded):
            case, witness, respect = witnesses(world, excluded.whom)
            self._enter(changes, witness, excluded.act[case], self.witness * respect)
        self._enter(changes, clawed.whom, clawed.act, self.claw_back)
        if len(ordered):
            against = ordered.take((ordered.against > 0) & (ordered.complied > 0))
            self._enter(changes, against.whom, against.act, self.ordered)
        failed = facts.tasked.take(facts.tasked.succeeded == 0)
        self._enter(changes, failed.whom, failed.act, self.failed)
        attended, quarrelled = facts.attended, facts.quarrelled
        if len(quarrelled):
            act = np.full(len(world.branches), -1)
            act[quarrelled.branch] = quarrelled.act
            there = attended.who[act[attended.branch] >= 0]
            self._enter(changes, there, act[people.branch[there]], self.quarrel)
        self._outvoted(changes, world)
        return changes

    @staticmethod
    def _enter(changes: Changes, who: Whole, act: Whole, amount: Floats | float) -> None:
        if len(who):
            changes.grieve(who, act, np.broadcast_to(np.asarray(amount, np.float64), who.shape))

    def _outvoted(self, changes: Changes, world: World) -> None:
        """Enter a small grievance of those who had a hearing, and were overruled."""
        people, decided = world.people, world.facts.decided
        if not len(decided):
            return
        act = np.full(len(world.branches), -1)
        act[decided.branch] = decided.act
        roll = people.active
        roll = roll[(act[people.branch[roll]] >= 0) & (people.heard[roll] >= 0.25)]
        branch = people.branch[roll]
        far = np.abs(people.opinion[roll] - world.branches.position[branch]) > self.tolerance
        self._enter(changes, roll[far], act[branch[far]], self.outvoted)


class Reaction(Rule):
    """The aggrieved speak up, the sooner the more stake and loyalty they have, less in fear.

    Voice is angry with logistic((g - g0) / 0.1), never at g = 0. Bystanders hold anger against the
    angry, and a little against the movement; whoever is blamed holds it against the angry too.
    Speaking relieves.
    """

    phase = "judge"
    source = "S2.W2, S2.W3, S2.W5; Hirschman 1970"
    reads = ("grievance", "stake", "loyalty", "fear", "status", "uid", "branch", "ledger", "ties")
    writes = ("grievance", "trust", "wronged", "ledger", "chronicle", "ties")
    rank = 40

    rate: float = parameter(0.2, "hazard of voice for one wrong", unit="a week", high=5)
    standing: float = parameter(2.0, "how stake and loyalty raise voice", unit="times", high=10)
    g0: float = parameter(0.5, "grievance at which voice is as often angry as not", unit="wrongs",
                          high=5)
    spread: float = parameter(0.1, "how gradually anger sets in", unit="wrongs", low=0.01, high=2)
    relief: float = parameter(0.3, "share of the grievance that speaking relieves")
    liking_lost: float = parameter(0.1, "bystanders' respect that anger costs")
    trust_lost: float = parameter(0.01, "bystanders' trust that anger costs")
    returned: float = parameter(0.2, "grievance of whoever is blamed in anger", unit="wrongs",
                                high=5)
    keep: float = parameter(0.97, "share of an entry left after a week, as in grievances",
                            unit="share a week")

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return who spoke, how, about what, and what it did."""
        changes, people = Changes(world), world.people
        sore = ((people.grievance > 0.01) & (people.status == Status.MEMBER)).nonzero()[0]
        if not len(sore):
            return changes
        grievance = people.grievance[sore]
        hazard = self.rate * grievance * (
            1 + self.standing * (people.stake[sore] + people.loyalty[sore])
        ) * (1 - people.fear[sore])
        speaks = draws.chance("voice", -np.expm1(-hazard), people.uid[sore])
        who, grievance = sore[speaks], grievance[speaks]
        if not len(who):
            return changes
        uid = people.uid[who]
        angry = draws.chance("anger", logistic((grievance - self.g0) / self.spread), uid)
        cause = world.ledger.blame(
            who, draws.uniform("what the anger is about", uid), world.week, self.keep
        )
        act = np.empty(len(who), np.int64)
        author = np.where(cause >= 0, world.chronicle.who[np.maximum(cause, 0)], -1) \
            if len(world.chronicle) else np.full(len(who), -1)
        for some, kind in ((angry, Kind.ANGRY_VOICE), (~angry, Kind.VOICE)):
            act[some] = changes.act(
                kind, who[some], author[some], people.branch[who[some]], cause[some]
            )
        changes.shrink("grievance", who, self.relief)
        changes.fact("voiced", who=who, angry=angry.astype(float), act=act)
        if angry.any():
            self._bystanders(changes, world, who[angry])
            blamed = angry & (author >= 0) & (author != who)
            changes.grieve(author[blamed], act[blamed], np.full(blamed.sum(), self.returned))
            changes.put("wronged", author[blamed], world.week)
        return changes

    def _bystanders(self, changes: Changes, world: World, who: Whole) -> None:
        ties, people = world.ties, world.people
        edge = ties.ties_of(who)[1]
        edge = edge[people.status[ties.head[edge]] == Status.MEMBER]
        changes.esteem(ties.reverse[edge], -self.liking_lost)
        changes.shrink("trust", ties.head[edge], self.trust_lost)


class Fear(Rule):
    """Seeing others shut out frightens; fear fades, and it lowers voice."""

    phase = "judge"
    source = "S2.F1"
    reads = ("branch", "status", "ties")
    writes = ("fear",)
    rank = 50

    tied: float = parameter(0.2, "fear of those tied to somebody shut out")
    branch: float = parameter(0.05, "fear of the others in the branch")
    half_life: float = parameter(26.0, "weeks in which half of fear fades", unit="weeks", low=1,
                                 high=520)

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return the week's fear."""
        changes, excluded = Changes(world), world.facts.excluded
        changes.scale("fear", fading(self.half_life))
        if len(excluded):
            people = world.people
            count = np.bincount(people.branch[excluded.whom], minlength=len(world.branches))
            mates = people.active
            mates = mates[count[people.branch[mates]] > 0]
            share = 1 - (1 - self.branch) ** count[people.branch[mates]]
            changes.grow("fear", mates, share)
            edge = world.ties.ties_of(excluded.whom)[1]
            changes.grow("fear", world.ties.head[edge], self.tied)
        return changes
