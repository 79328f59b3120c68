"""All that a strategy can see and say: a cohort, its comrades, and the verbs.

A strategy is written in the singular about `me`; `me` is one member or half a million. Everything
read here comes from the week's snapshot, and every random number is keyed on the person, so
deciding for the whole cohort or for any part of it comes to the same, bit for bit.

What `me` sees is in the files this one builds on: its columns and luck (`viewpoint`), itself and
its branch (`situation`), the people around it (`surroundings`), what can be seen of them (`them`)
and how one of them is chosen (`comrades`, `choice`). Here is what it can do.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.vocabulary import checks
from movementsim.vocabulary.choice import Choice, chosen
from movementsim.vocabulary.intents import Ask, Intent
from movementsim.vocabulary.surroundings import Surroundings
from movementsim.vocabulary.verbs import VERBS


class Cohort(Surroundings):
    """Members who follow one strategy, spoken of in the singular.

    Columns of :mod:`movementsim.state.people` and declared memory columns are read as attributes
    (`me.trust`), one value a member.
    """

    def talk(self, to: Choice, listening: Any = 0.7, times: Any = 1) -> Intent:
        """Talk with somebody, or with so many, listening for this share of the time (S2.O5)."""
        to = chosen(to, "talk").repeat(times)
        return Ask(self, "talk", to, listening=checks.share(listening, "listening"), courting=False)

    def listen(self, to: Choice, times: Any = 1) -> Intent:
        """Talk with somebody and listen for 70% of the time (S2.O5)."""
        return self.talk(to, 0.7, times)

    def argue(self, to: Choice, times: Any = 1) -> Intent:
        """Talk at somebody: 20% listening (S2.O5)."""
        return self.talk(to, 0.2, times)

    def court(self, to: Choice, times: Any = 1, listening: Any = 0.5) -> Intent:
        """Talk somebody into one's faction (S2.F6)."""
        to = chosen(to, "court").repeat(times)
        return Ask(self, "talk", to, listening=checks.share(listening, "listening"), courting=True)

    def recruit(self, to: Choice) -> Intent:
        """Ask somebody outside to join."""
        return Ask(self, "recruit", chosen(to, "recruit"))

    def train(self, whom: Choice) -> Intent:
        """Teach somebody (S2.O9)."""
        return Ask(self, "train", chosen(whom, "train"))

    def support(self, whom: Choice, times: Any = 1) -> Intent:
        """Stand by somebody in a hard time (S2.O8)."""
        return Ask(self, "support", chosen(whom, "support").repeat(times))

    def delegate(self, to: Choice, share: Any) -> Intent:
        """Hand on a share of one's power and a task with it, without strings (S2.O3)."""
        return Ask(self, "delegate", chosen(to, "delegate"), share=checks.share(share, "share"))

    def grant(self, to: Choice, share: Any) -> Intent:
        """Hand on a share of one's power and a task with it, to be taken back at will (S3.E1)."""
        return Ask(self, "grant", chosen(to, "grant"), share=checks.share(share, "share"))

    def reclaim(self, whom: Choice) -> Intent:
        """Take back from somebody what one granted (S3.E1)."""
        return Ask(self, "reclaim", chosen(whom, "reclaim"))

    def favour(self, to: Choice, times: Any = 1) -> Intent:
        """Do somebody a favour out of the power one holds (S2.F6)."""
        return Ask(self, "favour", chosen(to, "favour").repeat(times))

    def exclude(self, whom: Choice) -> Intent:
        """Shut somebody out (S2.F4); needs an office or half the power present."""
        return Ask(self, "exclude", chosen(whom, "exclude"))

    def defend(self, whom: Choice) -> Intent:
        """Stand up for somebody who is shut out (S2.B5)."""
        return Ask(self, "defend", chosen(whom, "defend"))

    def ask(self, to: Choice, times: Any = 1) -> Intent:
        """Ask somebody to lend a hand in the branch's campaign."""
        return Ask(self, "ask", chosen(to, "ask").repeat(times))

    def convene(self, invited: Any) -> Intent:
        """Call an open room and invite so many of the branch (S2.O4)."""
        return Ask(self, "convene", invited=checks.count(invited, "invited"))

    def caucus(self, size: Any = 12) -> Intent:
        """Meet behind closed doors with one's circle of this size (S2.F3)."""
        return Ask(self, "caucus", size=checks.count(size, "size"))

    def attend(self) -> Intent:
        """Go to the branch's meeting (S2.F10)."""
        return Ask(self, "attend")

    def order(
        self,
        share: Any,
        span: Any = 5,
        inside: Any = False,
        attend: Any = False,
        decide: Any = False,
    ) -> Intent:
        """Order one's followers to give a share of their hours, down a chain of this span.

        `inside` sends the hours to the motion instead of the campaign, `attend` sends people to
        the meeting, `decide` settles the branch's decision without debate (S2.F2, S2.F5).
        """
        reports = np.minimum(np.asarray(checks.count(span, "span")), self.followers.count())
        return Ask(
            self,
            "order",
            cost=VERBS["order"].hours + 0.5 * reports,
            share=checks.share(share, "share"),
            span=span,
            inside=inside,
            attend=attend,
            decide=decide,
        ).when(reports > 0)

    def campaign(self, hours: Any = None, inside: Any = False) -> Intent:
        """Put hours into the branch's campaign (or motion); all that are left if none are named."""
        return Ask(self, "campaign", cost=hours, hours=hours, inside=inside)

    def credit(self, keep: Any) -> Intent:
        """Keep this share of the credit for campaigns one leads (S2.O6)."""
        return Ask(self, "credit", keep=checks.share(keep, "keep"))

    def stand(self) -> Intent:
        """Stand alone in the ballot."""
        return Ask(self, "stand")

    def slate(self, size: Any = 5, loyalty: Any = 0.5) -> Intent:
        """Stand with so many of one's faction, chosen by loyalty against skill (S2.F6, S2.F8)."""
        return Ask(
            self,
            "slate",
            size=checks.count(size, "size"),
            loyalty=checks.share(loyalty, "loyalty"),
        )

    def rest(self) -> Intent:
        """Do nothing for a week."""
        return Ask(self, "rest")

    def remember(self, **columns: Any) -> Intent:
        """Write memory columns, to be seen next week."""
        unknown = [name for name in columns if name not in self.memory]
        if unknown:
            raise TypeError(
                f"remember({unknown[0]}=...): declare the column first, as in "
                f"{unknown[0]} = memory(0.0)"
            )
        for name, value in columns.items():
            checks.remembered(value, name)
        return Ask(self, "remember", **columns)

    def switch(self, strategy: str) -> Intent:
        """Take up another strategy; recorded, and off unless the scenario allows it."""
        return Ask(self, "switch", strategy=strategy)
