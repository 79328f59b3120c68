"""The people around a member, by the names that strategies use."""

from __future__ import annotations

from movementsim.errors import nearest
from movementsim.state.people import Status
from movementsim.vocabulary import lookups
from movementsim.vocabulary.choice import Choice
from movementsim.vocabulary.group import Group
from movementsim.vocabulary.situation import Situation


class Surroundings(Situation):
    """The people around some members: those they have ties to, and others they can see."""

    @property
    def acquaintances(self) -> Group:
        """The people I have a tie to, in the movement or outside."""
        return Group(self, lookups.tied).where(lambda them: them.status != Status.LEFT)

    @property
    def comrades(self) -> Group:
        """The members I have a tie to."""
        return Group(self, lookups.tied).where(lambda them: them.status == Status.MEMBER)

    @property
    def neighbours(self) -> Group:
        """My comrades in my own branch, to whom power can be handed on."""
        return self.comrades.where(lambda them: them.same_branch)

    @property
    def outsiders(self) -> Group:
        """People outside the movement I have a tie to."""
        return Group(self, lookups.tied).where(lambda them: them.status <= Status.SUPPORTER)

    @property
    def allies(self) -> Group:
        """My comrades in my own faction."""
        return self.comrades.where(lambda them: them.of_my_faction)

    @property
    def prospects(self) -> Group:
        """My comrades who are not in my faction and lead none of their own."""
        return self.comrades.where(lambda them: ~them.of_my_faction & (them.faction != them.slot))

    @property
    def followers(self) -> Group:
        """The members of the faction I lead, tied to me or not."""
        return Group(self, lookups.following)

    @property
    def officers(self) -> Group:
        """The officers of my branch."""
        return Group(self, lookups.officers)

    @property
    def newcomers(self) -> Group:
        """Members of my branch who joined within half a year, tied to me or not."""
        return Group(self, lookups.newcomers)

    @property
    def wrongdoers(self) -> Group:
        """Members whose acts I resent, once for each act.

        `wrongdoers.count()` is therefore a number of acts, not of people, and `mean` weights people
        by their acts. A random choice gives each person the same chance, because draws are keyed
        on the pair of people.
        """
        return Group(self, lookups.wrongdoers).where(lambda them: them.status == Status.MEMBER)

    def person(self, remembered: str) -> Group:
        """Return the person whose number I keep in a memory column, while that person is a member.

        Returns
        -------
        Group
            The people, of whom nobody is looked up yet.

        Raises
        ------
        AttributeError
            When the strategy does not declare such a memory column.
        """
        if remembered not in self.memory:
            raise AttributeError(
                f"person({remembered!r}): there is no memory column of that name"
                f"{nearest(remembered, self.memory)} Declare it: {remembered} = memory(-1)"
            )
        return Group(self, lookups.recalled(remembered)).where(
            lambda them: them.status == Status.MEMBER
        )

    @property
    def those_i_granted(self) -> Group:
        """The members who hold power from me that I can take back."""
        return Group(self, lookups.granted)

    @property
    def branch_mates(self) -> Group:
        """All other members of my branch; slow to look up, so meant for rare decisions."""
        return Group(self, lookups.branch_mates)

    @property
    def everyone(self) -> Choice:
        """All members of my branch, as the receivers of power that I share equally."""
        return Choice(Group(self, lookups.everyone), None, False, 1)
