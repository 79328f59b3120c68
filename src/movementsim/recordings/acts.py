"""The acts of a record, and their kinds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordedKind:
    """A kind of act of a record.

    Attributes
    ----------
    name, meaning
        Its name, and what the act is.
    removable
        Whether such an act can be left out of the run.
    """

    name: str
    meaning: str
    removable: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a run.

    Attributes
    ----------
    week
        The week in which it happened, counted from 0.
    kind
        Name of its kind.
    who, whom
        Slots of the people; -1 for nobody.
    branch
        The branch in which it happened.
    """

    week: int
    kind: str
    who: int
    whom: int
    branch: int
