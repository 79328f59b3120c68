"""Conversation: people warm to those who listen, and switch off when they are talked at."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import edges_back
from movementsim.rules.shared_columns import CONTACTED, HEARD
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.world import World

NEUTRAL_LISTENING = 0.3
"""Usual share of listening at which trust neither rises nor falls; `trust_slope` goes with it."""


class Conversation(Rule):
    """A conversation changes the hearer's liking, trust, memory of being heard, and opinion.

    Listening closes liking_gain × listening of the distance of the hearer's liking to 1. Trust
    rises while the speaker's share of listening is above `neutral_listening` and falls by the same
    slope below it. By argument the hearer's opinion moves persuasion × (1 − listening) × liking of
    the distance to the speaker's. While a threat lasts, each conversation beyond the speaker's own
    faction (or branch, for people in no faction) is given up with probability `narrowing` (S2.P4).
    """

    phase = "meet"
    source = "S2.O1, S2.O5, S2.F2, S2.P4; Kalla and Broockman 2020"
    reads = ("branch", "faction", "opinion", "stubborn", "threatened", "key", "ties")
    writes = ("trust", "heard", "opinion", "contacted", "ties")
    rank = 10
    every_wave = True
    brings = Extension(
        people=(
            HEARD,
            CONTACTED,
        ),
        facts=(Fact("talked", ("who", "whom", "back", "listening", "courting"), whole=("back",)),),
        verbs=(
            Verb(
                "talk",
                "have a conversation",
                0.5,
                "S2.O1, S2.O5",
                along_tie=True,
                arguments=(
                    Argument(
                        "listening", "share of the conversation that the speaker listens", 0.7
                    ),
                    Argument(
                        "courting", "whether the speaker courts the hearer for a faction", False
                    ),
                ),
            ),
        ),
    )

    liking_gain: float = parameter(
        0.1,
        "share of the distance to full liking closed by a conversation of pure listening",
        unit="share",
        formerly="eta",
    )
    trust_slope: float = parameter(
        0.02,
        "share of the distance to full trust closed by a conversation of pure listening",
        status="from data",
        source="Kalla and Broockman",
    )
    neutral_listening: float = parameter(
        NEUTRAL_LISTENING,
        "share of listening at which trust neither rises nor falls",
        source="S2.O5",
        formerly="even",
    )
    persuasion: float = parameter(
        0.05, "share of the opinion gap closed by one argument, at full liking", source="S2.O5"
    )
    narrowing: float = parameter(
        0.5, "share of conversations beyond one's own circle given up under threat", source="S2.P4"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what the week's conversations change."""
        changes = Changes(world)
        talk = acts.talk
        if not len(talk):
            return changes
        talk = talk.take(~self._narrowed(world, talk.who, talk.whom, draws))
        people = world.people
        who, whom, listening = talk.who, talk.whom, talk.listening
        mine = self.of(people, whom)
        seen = edges_back(world, who, whom, talk.edge)
        tied = seen >= 0
        liking = mine.liking_gain * listening
        changes.warm(seen[tied], liking[tied])
        changes.touch(seen[tied])
        gain = mine.trust_slope * (listening - mine.neutral_listening) / (1 - NEUTRAL_LISTENING)
        gain = np.clip(gain, -1, 1)
        changes.grow("trust", whom, np.maximum(gain, 0))
        changes.shrink("trust", whom, np.maximum(-gain, 0))
        changes.add("heard", whom, listening)
        changes.put("contacted", whom, world.week)
        weight = mine.persuasion * (1 - listening) * world.ties.liking(seen)
        # several speakers together do not push a hearer beyond the position they argue for
        pushed = np.bincount(whom, weight, minlength=len(people))[whom]
        gap = people.opinion[who] - people.opinion[whom]
        moved = weight / np.maximum(pushed, 1) * gap * ~people.stubborn[whom]
        changes.add("opinion", whom, moved)
        strangers = ~tied
        if strangers.any():
            changes.tie(who[strangers], whom[strangers], liking[strangers], 0.0)
        changes.fact(
            "talked", who=who, whom=whom, back=seen, listening=listening, courting=talk.courting
        )
        return changes

    def _narrowed(self, world: World, who: Whole, whom: Whole, draws: Draws) -> Mask:
        """Return which conversations beyond the speaker's own circle a threat prevents."""
        people = world.people
        threatened = world.branches.threatened[people.branch[who]] >= world.week
        if not threatened.any():
            return np.asarray(threatened)
        grouped = people.faction[who] >= 0
        same = np.where(
            grouped,
            people.faction[who] == people.faction[whom],
            people.branch[who] == people.branch[whom],
        )
        odds = self.of(people, who).narrowing
        shy = draws.chance("narrowed by threat", odds, people.key[who], people.key[whom])
        return np.asarray(threatened & ~same & shy)


class Fading(Rule):
    """Liking and the memory of being heard fade unless they are renewed.

    Each week they keep the shares 1 - `liking_loss` and 1 - `heard_loss`. Respect does not fade.
    """

    phase = "meet"
    source = "S2.O2"
    reads = ()
    writes = ("heard", "ties")
    rank = 5
    brings = Extension(people=(HEARD,))

    liking_loss: float = parameter(0.005, "share of liking lost in a week", unit="share a week")
    heard_loss: float = parameter(
        1 - float(np.exp(-1 / 13)),
        "share of the memory of being heard lost in a week",
        unit="share a week",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what a week takes away of liking and of being heard."""
        changes = Changes(world)
        changes.fade(1 - self.of(world.movements).liking_loss)
        changes.scale("heard", 1 - self.of(world.people).heard_loss)
        return changes
