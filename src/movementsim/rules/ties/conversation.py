"""Conversation: who is listened to warms, who is talked at switches off."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Mask, Whole, amount_column, week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import back, likings
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total
from movementsim.state.world import World


class Conversation(Rule):
    """Talk changes the hearer: liking, trust, being heard, and (by argument) opinion.

    Trust rises with the share of listening above `even`, and falls by the same slope below it. A
    threat narrows contacts to one's own faction or branch (S2.P4).
    """

    phase = "meet"
    source = "S2.O1, S2.O5, S2.F2, S2.P4; Kalla and Broockman 2020"
    reads = ("branch", "faction", "opinion", "stubborn", "threatened", "uid", "ties")
    writes = ("trust", "heard", "opinion", "contacted", "ties")
    rank = 10
    every_wave = True
    brings = Extension(
        people=(
            amount_column(
                "heard", "listening received, a fading sum over a quarter", "conversations"
            ),
            week_column("contacted", "week somebody was last talked to", founders=-1),
        ),
        facts=(Fact("talked", ("who", "whom", "back", "listening", "courting")),),
        verbs=(
            Verb(
                "talk",
                "talk with somebody",
                0.5,
                "S2.O1, S2.O5",
                along_tie=True,
                arguments=(
                    Argument("listening", "share of the time spent listening", 0.7),
                    Argument("courting", "whether it is to win somebody for one's faction", False),
                ),
            ),
        ),
        totals=(Total("talked", lambda world: len(world.facts.talked)),),
    )

    liking_gain: float = parameter(
        0.1, "liking gained by a contact of pure listening", unit="share", formerly="eta"
    )
    trust_slope: float = parameter(
        0.02, "trust gained by pure listening", status="from data", source="Kalla and Broockman"
    )
    neutral_listening: float = parameter(
        0.3, "listening share at which trust stands still", source="S2.O5", formerly="even"
    )
    persuasion: float = parameter(
        0.05, "way an argument moves somebody who likes the speaker fully", source="S2.O5"
    )
    narrowing: float = parameter(
        0.5, "contacts beyond the own circle given up under threat", source="S2.P4"
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
        seen = back(world, who, whom, talk.edge)
        tied = seen >= 0
        changes.warm(seen[tied], self.liking_gain * listening[tied])
        changes.touch(seen[tied])
        gain = np.clip(self.trust_slope * (listening - self.neutral_listening) / 0.7, -1, 1)
        changes.grow("trust", whom, np.maximum(gain, 0))
        changes.shrink("trust", whom, np.maximum(-gain, 0))
        changes.add("heard", whom, listening)
        changes.put("contacted", whom, world.week)
        weight = self.persuasion * (1 - listening) * likings(world, seen)
        # several who argue with one person do not push beyond what they argue for
        pushed = np.bincount(whom, weight, minlength=len(people))[whom]
        gap = people.opinion[who] - people.opinion[whom]
        moved = weight / np.maximum(pushed, 1) * gap * ~people.stubborn[whom]
        changes.add("opinion", whom, moved)
        strangers = ~tied
        if strangers.any():
            liking = self.liking_gain * listening[strangers]
            changes.tie(who[strangers], whom[strangers], liking, 0.0)
        changes.fact(
            "talked", who=who, whom=whom, back=seen, listening=listening, courting=talk.courting
        )
        return changes

    def _narrowed(self, world: World, who: Whole, whom: Whole, draws: Draws) -> Mask:
        """Say which talks beyond the own circle a threat keeps people from."""
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
        shy = draws.chance("narrowed by threat", self.narrowing, people.uid[who], people.uid[whom])
        return np.asarray(threatened & ~same & shy)


class Fading(Rule):
    """What is not renewed fades: liking, being heard, work remembered."""

    phase = "meet"
    source = "S2.O2"
    reads = ()
    writes = ("heard", "ties")
    rank = 5

    liking_loss: float = parameter(0.005, "liking lost a week", unit="share a week")
    heard_loss: float = parameter(
        1 - float(np.exp(-1 / 13)),
        "being heard lost a week: gone over a quarter",
        unit="share a week",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what a week takes away."""
        changes = Changes(world)
        changes.fade(1 - self.liking_loss)
        changes.scale("heard", 1 - self.heard_loss)
        return changes
