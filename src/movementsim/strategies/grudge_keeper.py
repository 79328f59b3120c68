"""Somebody who plays tit for tat: remembers a wrong until it is paid back."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy, memory
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

NO_ONE = -1.0
"""The number that stands for nobody."""


class GrudgeKeeper(Strategy):
    """Is friendly to all but one person: the one who did a wrong, even when anger has faded.

    Answers each wrong once: excludes the wrongdoer if in office, and argues with the wrongdoer
    otherwise. After that the grudge is dropped until the next wrong.
    """

    source = "S2.W2, S2.W3; Axelrod 1984"

    occasions: float = parameter(0.5, "chance a month of an occasion to pay it back")
    chats: float = parameter(2.0, "friendly talks", unit="a month", high=100)

    foe = memory(NO_ONE, "number of the person whose wrong is not paid back", "people")
    sore = memory(0.0, "grievance of last week, by which a new wrong is noticed")

    def decide(self, me: Cohort) -> Intent:
        """Return what a keeper of grudges means to do this week."""
        foe = me.person("foe")
        wronged = me.grievance > me.sore
        pays_back = foe.any() & me.monthly("an occasion", self.occasions)
        friends = me.comrades.where(lambda them: them.slot != them.mine("foe"))
        return (
            me.exclude(foe.anyone()).when(pays_back & me.in_office)
            & me.argue(foe.anyone()).when(pays_back & ~me.in_office)
            & me.remember(foe=NO_ONE).when(pays_back)
            & me.remember(foe=me.wrongdoers.anyone().number()).when(wronged & ~pays_back)
            & me.remember(sore=me.grievance)
            & me.defend(friends.where(lambda them: them.shut_out).most("liking"))
            & me.talk(friends.most("likes_me"), 0.5, me.times("chat", self.chats))
            & me.campaign().when(me.campaign_open)
        )
