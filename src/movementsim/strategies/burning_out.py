"""Somebody who takes on everything until worn out."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy, memory
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class BurningOut(Strategy):
    """Takes on everything until worn out, then rests until fit, and begins again.

    Rest begins and ends at different levels of burnout, so the strategy remembers whether it rests.
    """

    source = "S2.O8; Maslach and Jackson 1981"

    worn: float = parameter(0.08, "burnout at which rest begins")
    fit: float = parameter(0.02, "burnout at which rest ends")

    resting = memory(0.0, "1 while resting")

    def decide(self, me: Cohort) -> Intent:
        """Return what somebody who burns out means to do this week."""
        rests = (me.burnout >= self.worn) | ((me.resting > 0) & (me.burnout > self.fit))
        everything = (
            me.stand().when(me.ballot_week)
            & me.attend().when(me.meeting_week)
            & me.convene(8).when(~me.room_called & me.monthly("call", 0.5))
            & me.support(me.comrades.most("burnout"))
            & me.ask(me.comrades.most("likes_me"), times=3).when(me.campaign_open)
            & me.listen(me.comrades.anyone(), times=2)
            & me.campaign(inside=~me.campaign_open).when(me.campaign_open | me.motion_open)
        )
        return me.remember(resting=rests * 1.0) & (me.rest().when(rests) | everything)
