"""The people around somebody, by the names a strategy calls them."""

from __future__ import annotations

from movementsim.errors import nearest
from movementsim.state.people import Status
from movementsim.vocabulary import lookups
from movementsim.vocabulary.choice import Choice
from movementsim.vocabulary.comrades import Comrades
from movementsim.vocabulary.situation import Situation


class Surroundings(Situation):
    """Whom I know, and who is there whom I do not."""

    @property
    def acquaintances(self) -> Comrades:
        """Everybody I have a tie to, in the movement or outside."""
        return Comrades(self, lookups.tied).where(lambda them: them.status != Status.LEFT)

    @property
    def comrades(self) -> Comrades:
        """The members I have a tie to."""
        return Comrades(self, lookups.tied).where(lambda them: them.status == Status.MEMBER)

    @property
    def neighbours(self) -> Comrades:
        """My comrades in my own branch, where power can be handed on."""
        return self.comrades.where(lambda them: them.same_branch)

    @property
    def outsiders(self) -> Comrades:
        """People outside the movement I have a tie to."""
        return Comrades(self, lookups.tied).where(lambda them: them.status <= Status.SUPPORTER)

    @property
    def band(self) -> Comrades:
        """My comrades in my own faction."""
        return self.comrades.where(lambda them: them.of_my_band)

    @property
    def prospects(self) -> Comrades:
        """My comrades who are not in my faction and lead none of their own."""
        return self.comrades.where(lambda them: ~them.of_my_band & (them.faction != them.slot))

    @property
    def followers(self) -> Comrades:
        """The members of the faction I lead, tied to me or not."""
        return Comrades(self, lookups.following)

    @property
    def officers(self) -> Comrades:
        """The officers of my branch."""
        return Comrades(self, lookups.officers)

    @property
    def newcomers(self) -> Comrades:
        """Members of my branch who joined within half a year, tied to me or not."""
        return Comrades(self, lookups.newcomers)

    @property
    def wrongdoers(self) -> Comrades:
        """Members I hold something against, once for each act that I still resent.

        So `wrongdoers.count()` is a number of acts, not of people, and `mean` weighs people by
        their acts; a choice falls on each alike, since the same two people draw the same lot.
        """
        return Comrades(self, lookups.wrongdoers).where(lambda them: them.status == Status.MEMBER)

    def person(self, remembered: str) -> Comrades:
        """Return the one whose number I keep in a memory column, while a member."""
        if remembered not in self.memory:
            raise AttributeError(
                f"person({remembered!r}): no memory column of that name"
                f"{nearest(remembered, self.memory)} Declare it: {remembered} = memory(-1)"
            )
        return Comrades(self, lookups.recalled(remembered)).where(
            lambda them: them.status == Status.MEMBER
        )

    @property
    def those_i_granted(self) -> Comrades:
        """Whoever holds power from me that I can take back."""
        return Comrades(self, lookups.granted)

    @property
    def branch_mates(self) -> Comrades:
        """All other members of my branch; costly, for rare and local decisions."""
        return Comrades(self, lookups.branch_mates)

    @property
    def everyone(self) -> Choice:
        """My whole branch as the receiver of what I share out equally."""
        return Choice(Comrades(self, lookups.everyone), None, False, 1)
