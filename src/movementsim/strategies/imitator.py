"""Somebody who imitates the most respected comrade."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy, memory
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class Imitator(Strategy):
    """Copies what can be seen of the most respected comrade: work, ambition, credit and openness.

    Openness is an impression that forms week by week, from whether that comrade is in a faction. It
    decides to whom the imitator talks, and how much it listens.
    """

    source = "S2.O6, S2.B1; Bandura 1977"

    slowness: float = parameter(0.9, "share of the old impression kept each week", high=0.99)
    chats: float = parameter(4.0, "talks", unit="a month", high=100)

    openness = memory(0.5, "how open the most respected comrade has seemed")

    def decide(self, me: Cohort) -> Intent:
        """Return what an imitator means to do this week."""
        model = me.comrades.most("respect")
        works = model.see(lambda them: them.worked > 0.5 * them.energy) > 0
        leads = model.see("post") > 0
        open_now = model.see(lambda them: ~them.in_faction, otherwise=0.5)
        open_to_all = me.openness >= 0.5
        chats = me.times("chat", self.chats)
        return (
            me.remember(openness=self.slowness * me.openness + (1 - self.slowness) * open_now)
            & me.credit(model.see("keep", otherwise=0.2))
            & me.stand().when(me.ballot_week & leads)
            & me.attend().when(me.meeting_week & leads)
            & me.listen(me.acquaintances.anyone(), chats).when(open_to_all)
            & me.talk(me.comrades.inside().anyone(), 0.3, chats).when(~open_to_all)
            & me.campaign().when(works & me.campaign_open)
        )
