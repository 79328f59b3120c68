"""The pair of panels that a page shows, and the requests by which a page asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from movementsim.app.lessons.lesson import Lesson
from movementsim.app.lessons.levers import (
    MEMBERS,
    OPENING,
    PRESETS,
    SEEDS,
    WEEKS,
    LeverSettings,
    lever_scenario,
)
from movementsim.errors import InputError
from movementsim.scenario.scenario import Scenario

MOST_PAIRS = 50
"""Pairs of runs in a repetition, at most and by default."""
DEFAULT_MEMBERS, DEFAULT_WEEKS, DEFAULT_SEED = 200, 120, 1
MOST_WORK = 200_000
"""Largest product of members and weeks of one run."""


@dataclass(frozen=True, slots=True)
class Panels:
    """Two scenarios on the same people, shown side by side.

    Attributes
    ----------
    a, b
        The scenarios; seed, network and number of weeks are the same in both.
    names, leads
        Name of each panel, and one line on what is special about it.
    settings
        Values of the levers of each panel, None where the scenario was not made by levers.
    title
        Title of the pair.
    metric
        The metric that decides the bet of a lesson, empty without a lesson.
    """

    a: Scenario
    b: Scenario
    names: tuple[str, str] = ("A", "B")
    leads: tuple[str, str] = ("", "")
    settings: tuple[LeverSettings | None, LeverSettings | None] = (None, None)
    title: str = ""
    metric: str = ""

    def with_other_seed(self, number: int) -> tuple[Scenario, Scenario]:
        """Return both scenarios, with `number` added to the seed: other people, other draws."""
        update = {"seed": (self.a.seed + number) % (2**63)}
        return self.a.model_copy(update=update), self.b.model_copy(update=update)


class PairRequest(BaseModel):
    """A request for two panels, by levers or by the key of a lesson.

    Attributes
    ----------
    lesson
        Key of a lesson, whose settings apply wherever the request gives none.
    stored
        Whether the request is for the stored runs with which the server was started.
    a
        Values of the levers of panel A.
    b
        Values of the levers of panel B.
    seed
        Seed of the random draws, in both panels.
    weeks
        Number of weeks, in both panels.
    members
        Members at the start, in both panels.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lesson: Annotated[str, Field(max_length=60)] | None = None
    stored: bool = False
    a: LeverSettings | None = None
    b: LeverSettings | None = None
    seed: int | None = Field(None, ge=SEEDS[0], le=SEEDS[1])
    weeks: int | None = Field(None, ge=WEEKS[0], le=WEEKS[1])
    members: int | None = Field(None, ge=MEMBERS[0], le=MEMBERS[1])

    def panels(self, lessons: Mapping[str, Lesson], stored: Panels | None) -> Panels:
        """Return the two panels requested.

        Parameters
        ----------
        lessons
            The lessons by key.
        stored
            The stored runs with which the server was started, None without.

        Returns
        -------
        Panels
            The stored runs, or two new scenarios with the same members, weeks and seed.

        Raises
        ------
        InputError
            If the lesson is unknown, there are no stored runs, or the runs would be too large.
        """
        if self.stored:
            if stored is None:
                raise InputError("stored: this page was not started with stored runs")
            return stored
        if self.lesson is None:
            a, b = self.a or LeverSettings(), self.b or LeverSettings()
            return self._build(a, b, None)
        if self.lesson not in lessons:
            raise InputError(f"lesson: there is no {self.lesson!r}; there are {', '.join(lessons)}")
        lesson = lessons[self.lesson]
        return self._build(self.a or lesson.a, self.b or lesson.b, lesson)

    def _build(self, a: LeverSettings, b: LeverSettings, lesson: Lesson | None) -> Panels:
        members = self.members or (lesson.members if lesson else DEFAULT_MEMBERS)
        weeks = self.weeks or (lesson.weeks if lesson else DEFAULT_WEEKS)
        seed = self.seed if self.seed is not None else lesson.seed if lesson else DEFAULT_SEED
        if members * weeks > MOST_WORK:
            raise InputError(
                f"members × weeks = {members * weeks:,}: at most {MOST_WORK:,} can be run here; "
                "take fewer members or fewer weeks"
            )
        more = (lesson.more_a, lesson.more_b) if lesson else ({}, {})
        first, second = (
            lever_scenario(settings, members=members, weeks=weeks, seed=seed, more=extra)
            for settings, extra in zip((a, b), more, strict=True)
        )
        made = Panels(first, second, settings=(a, b))
        if lesson is None:
            return made
        return replace(
            made,
            names=lesson.names,
            leads=lesson.leads,
            title=lesson.title,
            metric=lesson.metric,
        )


def opening_panels() -> Panels:
    """Return the pair with which the page opens."""
    a, b = (PRESETS[key] for key in OPENING)
    return PairRequest(a=a, b=b).panels({}, None)


class RepeatRequest(PairRequest):
    """A request for repeated pairs of runs, each with other people and other random draws.

    Attributes
    ----------
    times
        Number of pairs.
    """

    times: int = Field(MOST_PAIRS, ge=2, le=MOST_PAIRS)


class WhatIfRequest(PairRequest):
    """A request for one panel as it happened and without one of its acts.

    Attributes
    ----------
    panel
        The panel in which the act happened.
    without
        Number of the act in the recording.
    """

    panel: Literal["a", "b"] = "b"
    without: int = Field(ge=0, le=10_000_000)
