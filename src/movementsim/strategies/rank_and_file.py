"""The ordinary members, who are most of a movement."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class RankAndFile(Strategy):
    """Answers invitations, goes to a meeting now and then, talks with friends, votes.

    Works when asked by somebody they like. In office, does the duties of the office; as a newcomer,
    brings friends; in a faction, speaks for it.
    """

    active = False
    source = "S2.P5; patterns P1, P2"

    chats: float = parameter(0.3, "chance a month of a talk with a comrade", unit="a month")
    meetings: float = parameter(
        0.15, "chance of going to an ordinary meeting, at full felt efficacy"
    )
    brings: float = parameter(0.1, "chance a month of asking a friend while new", unit="a month")
    stands: float = parameter(0.01, "chance of standing in a ballot")

    def decide(self, me: Cohort) -> Intent:
        """Return what an ordinary member means to do this week."""
        friend = me.comrades.anyone()
        chats = me.monthly("chat", self.chats)
        meets = me.meeting_week & me.chance("go to the meeting", self.meetings * me.stake)
        stands = me.ballot_week & (me.in_office | me.chance("stand", self.stands))
        brings = (me.drive >= me.week) & me.monthly("bring a friend", self.brings)
        on_duty = me.in_office & me.campaign_open
        return (
            me.stand().when(stands)
            & me.attend().when(meets | (me.meeting_week & me.in_office))
            & me.ask(me.comrades.most("liking"), times=2).when(on_duty)
            & me.campaign().when(on_duty)
            & me.court(friend).when(chats & me.in_faction)
            & me.talk(friend, listening=0.5).when(chats & ~me.in_faction)
            & me.recruit(me.outsiders.most("liking")).when(brings)
        )
