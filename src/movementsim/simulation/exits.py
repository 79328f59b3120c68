"""What happens to the columns of people who leave: some return to their value at birth."""

from __future__ import annotations

import numpy as np

from movementsim.state.people import People, Status


class ExitReset:
    """Resets columns of people when their membership ends, where a column's `at_exit` says so.

    Parameters
    ----------
    people
        The people at the start.
    """

    def __init__(self, people: People) -> None:
        self._left = people.status == Status.LEFT

    def apply(self, people: People) -> None:
        """Reset the columns of the people who have left since the last call."""
        resetting = [
            name for name, column in people.specification.items() if column.at_exit == "reset"
        ]
        if not resetting:
            return
        self._left = np.concatenate([self._left, np.zeros(len(people) - len(self._left), np.bool_)])
        left = people.status == Status.LEFT
        gone = (left & ~self._left).nonzero()[0]
        self._left = left
        for name in resetting if len(gone) else ():
            people.open(name)[gone] = people.specification[name].default
