"""Somebody who looks after newcomers."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class GuideOfNewcomers(Strategy):
    """Finds people who have just joined, listens to them, and gives them tasks.

    Goes first to the newcomer with whom nobody has talked for longest, known or not.
    """

    source = "S2.P5, S2.O3; Han 2014"

    talks: float = parameter(6.0, "talks with newcomers", unit="a month", high=100)
    listening: float = parameter(0.7, "listening share of a talk", source="S2.O5")
    tasks: float = parameter(1.0, "tasks handed to newcomers", unit="a month", high=20)
    share: float = parameter(0.05, "share of own power that goes with a task", source="S2.O3")

    def decide(self, me: Cohort) -> Intent:
        """Return what a guide of newcomers means to do this week."""
        waiting = me.newcomers.least("contacted")
        ready = me.newcomers.trusted(1.0, 1.0).most("trust")
        return (
            me.talk(waiting, self.listening, me.times("welcome", self.talks))
            & me.delegate(ready, self.share).when(me.times("hand on a task", self.tasks) > 0)
            & me.train(ready).when(me.monthly("show how", 0.5))
            & me.ask(me.newcomers.most("likes_me"), times=3).when(me.campaign_open)
            & me.attend().when(me.meeting_week)
            & me.campaign().when(me.campaign_open)
        )
