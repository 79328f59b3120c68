"""What a page may ask for: strict bounds on everything that comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from movementsim.app.lessons.lessons import Lesson
from movementsim.app.lessons.levers import (
    MEMBERS,
    OPENING,
    PRESETS,
    SEEDS,
    WEEKS,
    Settings,
    scenario,
)
from movementsim.errors import InputError
from movementsim.scenario.scenario import Scenario

TIMES = 50
DEFAULT_MEMBERS, DEFAULT_WEEKS, DEFAULT_SEED = 200, 120, 1
MOST_WORK = 200_000
"""Members times weeks of one run."""

Panel = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class Panels:
    """Two scenarios on the same people, and what they are called.

    Attributes
    ----------
    a, b
        The scenarios: one seed, one network, one number of weeks.
    names, leads
        Of each panel.
    settings
        Where the levers stand, None where levers cannot tell it.
    title
        Of both together.
    metric
        The number that decides the bet of a lesson, empty without one.
    """

    a: Scenario
    b: Scenario
    names: tuple[str, str] = ("A", "B")
    leads: tuple[str, str] = ("", "")
    settings: tuple[Settings | None, Settings | None] = (None, None)
    title: str = ""
    metric: str = ""

    def again(self, number: int) -> tuple[Scenario, Scenario]:
        """Return both scenarios with other people and other luck, the same for both."""
        update = {"seed": (self.a.seed + number) % (2**63)}
        return self.a.model_copy(update=update), self.b.model_copy(update=update)


class Asked(BaseModel):
    """Two panels, by levers or by a lesson's name.

    Attributes
    ----------
    lesson
        A lesson whose settings stand wherever nothing else is given.
    stored
        Whether the stored runs are meant that the server was started with.
    a, b
        The levers of each panel.
    seed, weeks, members
        What both share.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lesson: Annotated[str, Field(max_length=60)] | None = None
    stored: bool = False
    a: Settings | None = None
    b: Settings | None = None
    seed: int | None = Field(None, ge=SEEDS[0], le=SEEDS[1])
    weeks: int | None = Field(None, ge=WEEKS[0], le=WEEKS[1])
    members: int | None = Field(None, ge=MEMBERS[0], le=MEMBERS[1])

    def panels(self, lessons: Mapping[str, Lesson], stored: Panels | None) -> Panels:
        """Return the two panels asked for.

        Raises
        ------
        InputError
            For an unknown lesson, stored runs where there are none, or more than can be run.
        """
        if self.stored:
            if stored is None:
                raise InputError("stored: this page was not started with stored runs")
            return stored
        if self.lesson is None:
            a, b = self.a or Settings(), self.b or Settings()
            return self._made(a, b, None)
        if self.lesson not in lessons:
            raise InputError(f"lesson: there is no {self.lesson!r}; there are {', '.join(lessons)}")
        lesson = lessons[self.lesson]
        return self._made(self.a or lesson.a, self.b or lesson.b, lesson)

    def _made(self, a: Settings, b: Settings, lesson: Lesson | None) -> Panels:
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
            scenario(settings, members=members, weeks=weeks, seed=seed, more=extra)
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


def opening() -> Panels:
    """Return the pair that the page opens with."""
    a, b = (PRESETS[key] for key in OPENING)
    return Asked(a=a, b=b).panels({}, None)


class AskedTimes(Asked):
    """Two panels, again and again with other people and other luck."""

    times: int = Field(TIMES, ge=2, le=TIMES)


class AskedWithout(Asked):
    """One panel as it happened, and without one act of it.

    Attributes
    ----------
    panel
        Which of the two is taken as what happened.
    without
        The act's number in the recording.
    """

    panel: Panel = "b"
    without: int = Field(ge=0, le=10_000_000)
