"""Somebody who seeks posts."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class Careerist(Strategy):
    """Stands in every ballot, is pleasant to people with power, and keeps the credit.

    Listens well to the powerful, and works where the work is seen: in the branch's campaign, as an
    officer.
    """

    source = "S2.O6, S2.F8; Schlesinger 1966"

    credit_kept: float = parameter(0.5, "share of credit kept", source="S2.O6", neutral=0.2)
    flattery: float = parameter(6.0, "talks with the powerful", unit="a month", high=100)
    favours: float = parameter(2.0, "favours to the powerful", unit="a month", high=100)

    def decide(self, me: Cohort) -> Intent:
        """Return what a careerist means to do this week."""
        mighty = me.officers.most("power")
        seen = me.campaign_open & me.in_office
        return (
            me.credit(self.credit_kept).when(me.keep != self.credit_kept)
            & me.stand().when(me.ballot_week)
            & me.attend().when(me.meeting_week & ~me.ballot_week)
            & me.talk(mighty, 0.9, me.times("flatter", self.flattery))
            & me.favour(mighty, me.times("do a favour", self.favours))
            & me.ask(me.comrades.most("likes_me"), times=2).when(seen)
            & me.campaign().when(seen)
        )
