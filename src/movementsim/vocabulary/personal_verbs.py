"""Verbs between people: talking, supporting, handing on power, excluding and asking."""

from __future__ import annotations

from functools import partial
from typing import Any

from movementsim.errors import nearest
from movementsim.vocabulary import checks
from movementsim.vocabulary.choice import Choice, require_choice
from movementsim.vocabulary.intents import Intent, VerbIntent
from movementsim.vocabulary.surroundings import Surroundings


class PersonalVerbs(Surroundings):
    """The verbs by which members act towards other people, and access to every other verb.

    The parameters are those of :class:`movementsim.vocabulary.viewpoint.Viewpoint`.
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
    ) -> VerbIntent:
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
            The values that the verb declares as arguments, each one value or one per member; `...`
            stands for the value that the verb declares.

        Returns
        -------
        VerbIntent
            What the members ask to do.

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
        if hours is None and about.cost is not None:
            cost = about.cost
            hours = lambda: cost(self, values)  # noqa: E731  # found only for those who mean it
        return VerbIntent(self, about, to, hours, **values)

    def talk(self, to: Choice, listening: Any = ..., times: Any = 1) -> Intent:
        """Talk with people and listen for a share of the time (S2.O5).

        Parameters
        ----------
        to
            Whom to talk with.
        listening
            Share of the time spent listening, 0-1; the share that the verb declares if `...`.
        times
            With how many people, one number or one per member.

        Returns
        -------
        Intent
            What the members ask to do.
        """
        return self.do("talk", require_choice(to, "talk").repeat(times), listening=listening)

    def listen(self, to: Choice, times: Any = 1) -> Intent:
        """Talk with somebody and listen for 70% of the time (S2.O5).

        Parameters
        ----------
        to, times
            As for `talk`.

        Returns
        -------
        Intent
            What the members ask to do.
        """
        return self.talk(to, 0.7, times)

    def argue(self, to: Choice, times: Any = 1) -> Intent:
        """Argue with somebody, and listen for only 20% of the time (S2.O5).

        Parameters
        ----------
        to, times
            As for `talk`.

        Returns
        -------
        Intent
            What the members ask to do.
        """
        return self.talk(to, 0.2, times)

    def court(self, to: Choice, times: Any = 1, listening: Any = 0.5) -> Intent:
        """Try to win somebody over to one's faction by talking (S2.F6).

        Parameters
        ----------
        to, times, listening
            As for `talk`.

        Returns
        -------
        Intent
            What the members ask to do.
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

        Returns
        -------
        Intent
            What the members ask to do.
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

        Returns
        -------
        Intent
            What the members ask to do.
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

        Returns
        -------
        Intent
            What the members ask to do.
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

        Returns
        -------
        Intent
            What the members ask to do.
        """
        return self.do("favour", require_choice(to, "favour").repeat(times))

    def exclude(self, whom: Choice) -> Intent:
        """Exclude somebody from meetings (S2.F4); needs an office or half of the power present."""
        return self.do("exclude", whom)

    def defend(self, whom: Choice) -> Intent:
        """Defend somebody who is excluded (S2.B5)."""
        return self.do("defend", whom)

    def ask(self, to: Choice, times: Any = 1) -> Intent:
        """Ask somebody to help in the branch's campaign.

        Parameters
        ----------
        to
            Whom to ask.
        times
            How many people, one number or one per member.

        Returns
        -------
        Intent
            What the members ask to do.
        """
        return self.do("ask", require_choice(to, "ask").repeat(times))
