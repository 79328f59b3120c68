"""Two plain strategies in our vocabulary; the student's model implements the same in its `step`."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class Activist(Strategy):
    """Talks and listens, delegates power with a task, asks for help, recruits, campaigns."""

    source = "benchmark"

    talks: float = parameter(12.0, "talks a month", unit="a month", high=100)
    listening: float = parameter(0.7, "share of a talk")
    constancy: float = parameter(0.5, "chance that a week's talks go to the most overdue")
    giving: float = parameter(0.1, "share of the power above the mean handed on at a time")
    tasks: float = parameter(1.0, "tasks handed on a month", unit="a month", high=100)
    recruiting: float = parameter(1.0, "recruiting talks a month", unit="a month", high=100)

    def decide(self, me: Cohort) -> Intent:
        """Return an activist's week."""
        talks = me.times("talk", self.talks)
        keeps_up = me.chance("keep up", self.constancy)
        hands_on = me.times("hand on", self.tasks) > 0
        recruits = me.times("recruit", self.recruiting) > 0
        ablest = me.comrades.where(lambda them: them.same_branch).most("skill")
        return (
            me.delegate(ablest, self.giving * me.surplus_share).when(hands_on)
            & me.ask(me.acquaintances.most("likes_me"), times=3).when(me.campaign_open)
            & me.recruit(me.outsiders.most("trust")).when(recruits)
            & me.talk(me.acquaintances.most("overdue"), self.listening, talks).when(keeps_up)
            & me.talk(me.comrades.anyone(), self.listening, talks).when(~keeps_up)
            & me.campaign().when(me.campaign_open)
        )


class Friend(Strategy):
    """Talks with a comrade now and then, and brings a friend while new."""

    active = False
    source = "benchmark"

    chats: float = parameter(0.3, "chance a month of a talk with a comrade", unit="a month")
    brings: float = parameter(0.1, "chance a month of asking a friend while new", unit="a month")

    def decide(self, me: Cohort) -> Intent:
        """Return a friend's week."""
        chats = me.monthly("chat", self.chats)
        brings = (me.drive >= me.week) & me.monthly("bring a friend", self.brings)
        return me.talk(me.comrades.anyone(), listening=0.5).when(chats) & me.recruit(
            me.outsiders.most("liking")
        ).when(brings)
