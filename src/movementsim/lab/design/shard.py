"""A part of a plan, for job arrays: every job runs its own part, without a scheduler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from movementsim.errors import InputError
from movementsim.lab.design.plan import Run


@dataclass(frozen=True)
class Shard:
    """One of several parts of a plan.

    Attributes
    ----------
    number, of
        Which part, counted from 1, of how many.
    """

    number: int
    of: int

    @classmethod
    def from_words(cls, words: str) -> Shard:
        """Read a shard as the command line writes it, such as `3/100`.

        Returns
        -------
        Shard
            The shard.

        Raises
        ------
        InputError
            When the text is not of this form, or there is no such part.
        """
        found = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", words)
        number, of = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= of:
            raise InputError(f"--shard {words}: write 3/100 for the third of a hundred parts")
        return cls(number, of)

    @property
    def name(self) -> str:
        """The name of the shard in file names."""
        return f"shard-{self.number}-of-{self.of}"

    def select(self, runs: Sequence[Run]) -> list[Run]:
        """Return every `of`-th run: each part has runs of all replicates."""
        return list(runs[self.number - 1 :: self.of])
