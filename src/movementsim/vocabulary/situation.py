"""What members know about themselves and their branch."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Floats, Mask
from movementsim.state.people import Brief, Post
from movementsim.vocabulary.viewpoint import Viewpoint


class Situation(Viewpoint):
    """What members know about themselves and their branch, one value per member."""

    def _branch(self, name: str) -> Array:
        return np.asarray(getattr(self.world.branches, name)[self.branch])

    @property
    def ballot_week(self) -> Mask:
        """Whether officers are elected this week, shape (members,)."""
        return np.full(len(self), self.world.ballot_week)  # an array, so that ~ negates it

    @cached_property
    def in_office(self) -> Mask:
        """Whether I hold an office, shape (members,)."""
        return np.asarray(self.post > Post.NONE)

    @property
    def outward_brief(self) -> Mask:
        """Whether my post is meant for work outside the movement, shape (members,)."""
        return np.asarray(self.brief == Brief.OUTWARD)

    @property
    def inside_brief(self) -> Mask:
        """Whether my post is meant for the fight inside the movement, shape (members,)."""
        return np.asarray(self.brief == Brief.INSIDE)

    @property
    def in_faction(self) -> Mask:
        """Whether I belong to a faction, shape (members,)."""
        return np.asarray(self.faction != NOBODY)

    @property
    def leads_faction(self) -> Mask:
        """Whether I lead a faction, shape (members,)."""
        return np.asarray(self.faction == self.slots)

    @cached_property
    def surplus(self) -> Floats:
        """My power above the mean over members, which is 1; in votes, shape (members,)."""
        return np.maximum(self.power - 1.0, 0.0)

    @property
    def surplus_share(self) -> Floats:
        """The share of my power that lies above the mean, 0-1, shape (members,)."""
        return self.surplus / np.maximum(self.power, 1e-12)

    @cached_property
    def campaign_open(self) -> Mask:
        """Whether an outward campaign is open in my branch, shape (members,)."""
        return np.asarray(self._branch("outward_until") >= self.week)

    @cached_property
    def motion_open(self) -> Mask:
        """Whether a motion or selection is open inside my branch, shape (members,)."""
        return np.asarray(self._branch("inside_until") >= self.week)

    @cached_property
    def meeting_week(self) -> Mask:
        """Whether my branch has its ordinary meeting this week, shape (members,)."""
        return self.world.meets[self.branch]

    @property
    def room_called(self) -> Mask:
        """Whether an open meeting has already been called in my branch, shape (members,)."""
        return np.asarray(self._branch("pending") >= self.week)

    @property
    def threatened(self) -> Mask:
        """Whether my branch is under threat, shape (members,)."""
        return np.asarray(self._branch("threatened") >= self.week)

    def weeks_since(self, column: str) -> Array:
        """Return the weeks since the date in a column such as `joined`, `seated` or `wronged`.

        Returns
        -------
        (members,) int64
            Numbers of weeks.
        """
        return self.week - np.asarray(getattr(self, column), np.int64)

    @cached_property
    def provoked(self) -> Mask:
        """Whether I was wronged in the last four weeks, shape (members,)."""
        return self.weeks_since("wronged") <= 4
