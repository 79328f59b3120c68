"""The cohort: members who follow one strategy, what they see, and the verbs by which they act.

A strategy is written in the singular about `me`, which stands for one member or for half a million.
All values come from the week's snapshot, and every random number is keyed on the person. Decisions
for a whole cohort and for any part of it are therefore the same, bit for bit.

What `me` sees is in the modules on which this one builds: its columns and random draws
(`viewpoint`), itself and its branch (`situation`), the people around it (`surroundings`), what can
be seen of them (`others`), and how some of them are chosen (`group`, `choice`). This module adds
the verbs.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from movementsim.errors import nearest
from movementsim.state.declarations import Verb
from movementsim.vocabulary import checks
from movementsim.vocabulary.choice import Choice, require_choice
from movementsim.vocabulary.intents import Intent, VerbIntent
from movementsim.vocabulary.surroundings import Surroundings

HOURS_PER_REPORT = 0.5
"""Hours that an order costs the leader for each person directly below in the chain."""
REMEMBER = Verb(
    "remember", "write memory columns, to be read next week", 0.0, "architecture", False
)
"""The verb that writes memory columns; no rule takes part in it."""
SWITCH = Verb("switch", "take up another strategy", 0.0, "architecture", False)
"""The verb by which members change their strategy; no rule takes part in it."""


class Cohort(Surroundings):
    """Members who follow one strategy, referred to in the singular.

    Columns of :mod:`movementsim.state.people` and declared memory columns are read as attributes
    (`me.trust`), one value per member. The parameters are those of
    :class:`movementsim.vocabulary.viewpoint.Viewpoint`.
    """

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and name in self.world.schema.verbs:
            return partial(self.do, name)
        return super().__getattr__(name)

    def affords(self, verb: str) -> bool:
        """Return whether a rule of this movement carries out the verb; else it has no effect."""
        return verb in self.world.schema.afforded

    def do(
        self, verb: str, to: Choice | None = None, hours: Any = None, **arguments: Any
    ) -> Intent:
        """Ask for a verb, including one that a rule from another package declares.

        The verbs below are shorthands for this method, and `me.<verb>(...)` works for all others.

        Parameters
        ----------
        verb
            Name of the verb.
        to
            The people it is aimed at, for verbs that are aimed at somebody.
        hours
            Hours it takes, one number or one per member; those that the verb declares if None.
        **arguments
            The values that the verb declares as arguments, each one value or one per member.

        Raises
        ------
        TypeError
            For a verb or argument that does not exist, and a target or argument that is missing
            or does not belong to the verb.
        ValueError
            For an argument out of its range.
        """
        known = self.world.schema.verbs
        if verb not in known:
            raise TypeError(f"there is no verb {verb!r}{nearest(verb, known)}")
        about = known[verb]
        if about.aimed:
            require_choice(to, verb)
        elif to is not None:
            raise TypeError(f"{verb} is aimed at nobody; leave out the target")
        values = checks.arguments(about, arguments)
        return VerbIntent(self, about, to, hours, **values)

    def talk(self, to: Choice, listening: Any = 0.7, times: Any = 1) -> Intent:
        """Talk with people and listen for a share of the time (S2.O5).

        Parameters
        ----------
        to
            Whom to talk with.
        listening
            Share of the time spent listening, 0-1.
        times
            With how many people, one number or one per member.
        """
        return self.do("talk", require_choice(to, "talk").repeat(times), listening=listening)

    def listen(self, to: Choice, times: Any = 1) -> Intent:
        """Talk with somebody and listen for 70% of the time (S2.O5).

        Parameters
        ----------
        to, times
            As for `talk`.
        """
        return self.talk(to, 0.7, times)

    def argue(self, to: Choice, times: Any = 1) -> Intent:
        """Argue with somebody, and listen for only 20% of the time (S2.O5).

        Parameters
        ----------
        to, times
            As for `talk`.
        """
        return self.talk(to, 0.2, times)

    def court(self, to: Choice, times: Any = 1, listening: Any = 0.5) -> Intent:
        """Try to win somebody over to one's faction by talking (S2.F6).

        Parameters
        ----------
        to, times, listening
            As for `talk`.
        """
        to = require_choice(to, "court").repeat(times)
        return self.do("talk", to, listening=listening, courting=True)

    def recruit(self, to: Choice) -> Intent:
        """Ask somebody outside the movement to join."""
        return self.do("recruit", to)

    def train(self, whom: Choice) -> Intent:
        """Teach somebody (S2.O9)."""
        return self.do("train", whom)

    def support(self, whom: Choice, times: Any = 1) -> Intent:
        """Support somebody in a hard time (S2.O8).

        Parameters
        ----------
        whom
            Whom to support.
        times
            How many people, one number or one per member.
        """
        return self.do("support", require_choice(whom, "support").repeat(times))

    def delegate(self, to: Choice, share: Any) -> Intent:
        """Hand on a share of one's power, with a task, for good (S2.O3).

        Parameters
        ----------
        to
            Who receives it.
        share
            Share of the power held, 0-1.
        """
        return self.do("delegate", to, share=share)

    def grant(self, to: Choice, share: Any) -> Intent:
        """Lend a share of one's power, with a task, and keep the right to take it back (S3.E1).

        Parameters
        ----------
        to
            Who receives it.
        share
            Share of the power held, 0-1.
        """
        return self.do("grant", to, share=share)

    def reclaim(self, whom: Choice) -> Intent:
        """Take back the power that one granted to somebody (S3.E1)."""
        return self.do("reclaim", whom)

    def favour(self, to: Choice, times: Any = 1) -> Intent:
        """Do somebody a favour by means of the power one holds (S2.F6).

        Parameters
        ----------
        to
            Who receives it.
        times
            How many people, one number or one per member.
        """
        return self.do("favour", require_choice(to, "favour").repeat(times))

    def exclude(self, whom: Choice) -> Intent:
        """Shut somebody out of meetings (S2.F4); needs an office or half of the power present."""
        return self.do("exclude", whom)

    def defend(self, whom: Choice) -> Intent:
        """Defend somebody who is shut out (S2.B5)."""
        return self.do("defend", whom)

    def ask(self, to: Choice, times: Any = 1) -> Intent:
        """Ask somebody to help in the branch's campaign.

        Parameters
        ----------
        to
            Whom to ask.
        times
            How many people, one number or one per member.
        """
        return self.do("ask", require_choice(to, "ask").repeat(times))

    def convene(self, invited: Any) -> Intent:
        """Call an open room and invite a number of members of the branch to it (S2.O4)."""
        return self.do("convene", invited=invited)

    def caucus(self, size: Any = 12) -> Intent:
        """Meet behind closed doors with a circle of this size (S2.F3)."""
        return self.do("caucus", size=size)

    def attend(self) -> Intent:
        """Go to the branch's meeting (S2.F10)."""
        return self.do("attend")

    def order(
        self,
        share: Any,
        span: Any = 5,
        inside: Any = False,
        attend: Any = False,
        settle: Any = False,
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
        """
        reports = np.minimum(np.asarray(checks.count(span, "span")), self.followers.count())
        return self.do(
            "order",
            hours=self.world.schema.verbs["order"].hours + HOURS_PER_REPORT * reports,
            share=share,
            span=span,
            inside=inside,
            attend=attend,
            settle=settle,
        ).when(reports > 0)

    def campaign(self, hours: Any = None, inside: Any = False) -> Intent:
        """Put hours into the branch's campaign, or into its motion.

        Parameters
        ----------
        hours
            Hours to put in, one number or one per member; all hours that are left if None.
        inside
            Whether they go to the motion.
        """
        about = self.world.schema.verbs["campaign"]
        return VerbIntent(self, about, None, hours, hours=hours, inside=inside)

    def credit(self, keep: Any) -> Intent:
        """Keep a share of the credit for campaigns that one leads, from now on (S2.O6)."""
        return self.do("credit", keep=keep)

    def stand(self) -> Intent:
        """Stand as a candidate in the ballot, alone."""
        return self.do("stand")

    def slate(self, size: Any = 5, loyalty: Any = 0.5) -> Intent:
        """Stand in the ballot together with members of one's faction (S2.F6, S2.F8).

        Parameters
        ----------
        size
            Number of people on the slate.
        loyalty
            Weight of loyalty, 0-1, when they are chosen; skill has the rest of the weight.
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
