"""The cohort: members who follow one strategy, what they see, and the verbs by which they act.

A strategy is written in the singular about `me`, which stands for one member or for half a million.
All values come from the week's snapshot, and every random number is keyed on the person. Decisions
for a whole cohort and for any part of it are therefore the same, bit for bit.

What `me` sees is in the modules on which this one builds: its columns and random draws
(`viewpoint`), itself and its branch (`situation`), the people around it (`surroundings`), what can
be seen of them (`others`), and how some of them are chosen (`group`, `choice`). The verbs are in
`personal_verbs` and here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.state.declarations import Verb
from movementsim.vocabulary import checks
from movementsim.vocabulary.intents import Intent, VerbIntent
from movementsim.vocabulary.personal_verbs import PersonalVerbs

REMEMBER = Verb(
    "remember", "write memory columns, to be read next week", 0.0, "architecture", False
)
"""The verb that writes memory columns; no rule takes part in it."""
SWITCH = Verb("switch", "take up another strategy", 0.0, "architecture", False)
"""The verb by which members change their strategy; no rule takes part in it."""


class Cohort(PersonalVerbs):
    """Members who follow one strategy, referred to in the singular.

    In the parameters of verbs, `...` stands for the value that the verb's rule declares.

    Columns of :mod:`movementsim.state.people` and declared memory columns are read as attributes
    (`me.trust`), one value per member. The parameters are those of
    :class:`movementsim.vocabulary.viewpoint.Viewpoint`.
    """

    def convene(self, invited: Any) -> Intent:
        """Call an open meeting and invite a number of members of the branch to it (S2.O4)."""
        return self.do("convene", invited=invited)

    def caucus(self, size: Any = ...) -> Intent:
        """Meet behind closed doors with a circle of this size (S2.F3)."""
        return self.do("caucus", size=size)

    def attend(self) -> Intent:
        """Go to the branch's meeting (S2.F10)."""
        return self.do("attend")

    def order(
        self,
        share: Any,
        span: Any = ...,
        inside: Any = ...,
        attend: Any = ...,
        settle: Any = ...,
    ) -> Intent:
        """Order the members of one's faction to give hours, through a chain of command (S2.F5).

        Parameters
        ----------
        share
            Share of the followers' hours, 0-1.
        span
            Number of followers directly below each person in the chain.
        inside
            Whether the hours go to the motion instead of the campaign.
        attend
            Whether followers are sent to the meeting.
        settle
            Whether the order settles the branch's decision without debate (S2.F2, S2.F5).

        Returns
        -------
        Intent
            What the members ask to do.
        """
        order = self.do(
            "order", share=share, span=span, inside=inside, attend=attend, settle=settle
        )
        return order.when(lambda: np.asarray(order.hours()) > order.verb.hours)  # to somebody

    def campaign(self, hours: Any = None, inside: Any = False) -> Intent:
        """Put hours into the branch's campaign, or into its motion.

        Parameters
        ----------
        hours
            Hours to put in, one number or one per member; all hours that are left if None.
        inside
            Whether they go to the motion.

        Returns
        -------
        Intent
            What the members ask to do.
        """
        about = self.world.schema.verbs["campaign"]
        return VerbIntent(self, about, None, hours, hours=hours, inside=inside)

    def credit(self, keep: Any) -> Intent:
        """Keep a share of the credit for campaigns that one leads, from now on (S2.O6)."""
        return self.do("credit", keep=keep)

    def stand(self) -> Intent:
        """Stand as a candidate in the ballot, alone."""
        return self.do("stand")

    def slate(self, size: Any = ..., loyalty: Any = ...) -> Intent:
        """Stand in the ballot together with members of one's faction (S2.F6, S2.F8).

        Parameters
        ----------
        size
            Number of people on the slate.
        loyalty
            Weight of loyalty, 0-1, when they are chosen; skill has the rest of the weight.

        Returns
        -------
        Intent
            What the members ask to do.
        """
        return self.do("slate", size=size, loyalty=loyalty)

    def rest(self) -> Intent:
        """Do nothing for a week."""
        return self.do("rest")

    def remember(self, **columns: Any) -> Intent:
        """Write memory columns, which can be read from next week on.

        Parameters
        ----------
        **columns
            Values by memory column, each one number or one per member.

        Returns
        -------
        Intent
            What the members ask to do.

        Raises
        ------
        TypeError
            For a column that the strategy does not declare, and a value that is not a number.
        """
        unknown = [name for name in columns if name not in self.memory]
        if unknown:
            raise TypeError(
                f"remember({unknown[0]}=...): declare the column first, as in "
                f"{unknown[0]} = memory(0.0)"
            )
        for name, value in columns.items():
            checks.require_memory_value(value, name)
        return VerbIntent(self, REMEMBER, **columns)

    def switch(self, strategy: str) -> Intent:
        """Take up another strategy; it is recorded, and has an effect if the scenario allows it."""
        return VerbIntent(self, SWITCH, strategy=strategy)
