"""Somebody who knows people on every side."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy, memory
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class Broker(Strategy):
    """Talks across branches and factions, and gets to know the people whom contacts know.

    Remembers the faction of the last person talked to, and next talks to somebody of another one.
    """

    source = "S2.O1, S2.O10, S1.B2; Burt 1992"

    talks: float = parameter(8.0, "talks across groups", unit="a month", high=100)
    meets: float = parameter(2.0, "people got to know through others", unit="a month", high=100)
    listening: float = parameter(0.6, "listening share of a talk")

    side = memory(-1.0, "faction of the last person talked to", "people")

    def decide(self, me: Cohort) -> Intent:
        """Return what a broker means to do this week."""
        across = me.comrades.where(lambda them: them.beyond | them.in_faction)
        other_side = across.where(lambda them: them.faction != them.mine("side"))
        partner = other_side.most(lambda them: them.overdue + them.liking)
        stranger = me.comrades.beyond().introductions().anyone()
        quarrel = me.officers.where(lambda them: them.in_faction).most("distance")
        return (
            me.talk(stranger, self.listening, me.times("get to know", self.meets))
            & me.talk(partner, self.listening, me.times("talk across", self.talks))
            & me.remember(side=partner.see("faction", otherwise=-1.0))
            & me.talk(quarrel, self.listening).when(me.monthly("see the other side", 0.5))
            & me.attend().when(me.meeting_week)
            & me.ask(me.comrades.beyond().most("likes_me"), times=2).when(me.campaign_open)
        )
