"""Somebody who gives tit for tat, and forgets nothing until it is paid back."""

from movementsim.cohort import Cohort
from movementsim.declared import parameter
from movementsim.intents import Intent
from movementsim.strategies.base import Strategy, memory

NO_ONE = -1.0


class GrudgeKeeper(Strategy):
    """Friendly to all but one: the last wrongdoer, kept in mind long after the anger has gone.

    Answers each wrong once: shuts the wrongdoer out, if in office, and else argues. Then the score
    is even, and the grudge is dropped until the next wrong.
    """

    source = "S2.W2, S2.W3; Axelrod 1984"

    patience: float = parameter(0.5, "chance a week of an occasion to pay it back")
    chats: float = parameter(2.0, "friendly talks", unit="a month", high=100)

    foe = memory(NO_ONE, "number of the one who did the last wrong that is not paid back")

    def decide(self, me: Cohort) -> Intent:
        """Return a week of tit for tat."""
        foe = me.person("foe")
        wronged = me.weeks_since("wronged") == 1
        pays_back = foe.any() & me.chance("an occasion", self.patience)
        friends = me.comrades.where(lambda them: them.slot != them.mine("foe"))
        return (
            me.exclude(foe.where(lambda them: ~them.shut_out).anyone()).when(pays_back & me.in_office)
            & me.argue(foe.anyone()).when(pays_back & ~me.in_office)
            & me.remember(foe=NO_ONE).when(pays_back)
            & me.remember(foe=me.wrongdoers.anyone().number()).when(wronged)
            & me.defend(friends.where(lambda them: them.shut_out).most("liking"))
            & me.talk(friends.most("likes_me"), 0.5, me.times("chat", self.chats))
            & me.campaign().when(me.campaign_open)
        )
