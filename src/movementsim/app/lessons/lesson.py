"""Lessons: files with a question to bet on, two panels, and a debriefing."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from movementsim.app.lessons.levers import MEMBERS, SEEDS, WEEKS, LeverSettings, lever_scenario
from movementsim.errors import InputError
from movementsim.recordings.metrics import RECORDED_METRICS
from movementsim.scenario.messages import explain
from movementsim.scenario.toml import read_toml

_Paragraph = Annotated[str, Field(min_length=1, max_length=2000)]
_Line = Annotated[str, Field(min_length=1, max_length=200)]


class LessonChoice(BaseModel):
    """One answer to the question of a lesson.

    Attributes
    ----------
    key
        Short name of the answer: `a`, `b` or `same`.
    text
        The answer as the page shows it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: _Line
    text: _Line


class LessonPanel(BaseModel):
    """One side of a lesson.

    Attributes
    ----------
    name
        Name of the panel.
    lead
        What is special about the panel, in one line.
    levers
        Values of the levers.
    scenario
        Other values of a scenario: events, roles, parameters of rules.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Line
    lead: _Line
    levers: LeverSettings = Field(default_factory=LeverSettings)
    scenario: dict[str, Any] = Field(default_factory=dict)


class Lesson(BaseModel):
    """One lesson: a question to bet on, two panels, what happened, why, and how to teach it.

    Attributes
    ----------
    key
        Name of the lesson in links; the name of its file without the number in front.
    title
        Its title, in one line.
    idea
        Its idea, in a few sentences.
    question
        The question that is bet on.
    choices
        The answers that can be bet on.
    answer
        Key of the answer that the model supports.
    metric
        The metric that decides the bet, one of `RECORDED_METRICS`.
    members
        Members at the start, in both panels.
    weeks
        Number of weeks, in both panels.
    seed
        Seed of the random draws, in both panels.
    panel_a
        Panel A.
    panel_b
        Panel B.
    happened
        What the model shows.
    why
        The reason: the rule from which it follows.
    source
        The proposition of the essay from which the rule comes.
    change
        What would change the outcome.
    note
        A note for the person who leads the discussion.
    sure
        How often the answer held in paired runs with other random draws, such as "46 of 50 pairs".
    disagrees
        Where the model contradicts the essay, None where it does not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: _Line
    title: _Line
    idea: _Paragraph
    question: _Paragraph
    choices: tuple[LessonChoice, ...] = Field(min_length=2, max_length=5)
    answer: _Line
    metric: _Line
    members: int = Field(200, ge=MEMBERS[0], le=MEMBERS[1])
    weeks: int = Field(120, ge=WEEKS[0], le=WEEKS[1])
    seed: int = Field(1, ge=SEEDS[0], le=SEEDS[1])
    panel_a: LessonPanel
    panel_b: LessonPanel
    happened: _Paragraph
    sure: _Line
    why: _Paragraph
    source: _Line
    change: _Paragraph
    note: _Paragraph
    disagrees: _Paragraph | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        keys = [choice.key for choice in self.choices]
        if len(set(keys)) < len(keys):
            raise ValueError(f"choices: two have the same key; keys are {', '.join(keys)}")
        if self.answer not in keys:
            raise ValueError(f"answer = {self.answer!r}: must be one of {', '.join(keys)}")
        if self.metric not in RECORDED_METRICS:
            allowed = ", ".join(RECORDED_METRICS)
            raise ValueError(f"metric = {self.metric!r}: must be one of {allowed}")
        return self

    @property
    def a(self) -> LeverSettings:
        """Values of the levers of panel A."""
        return self.panel_a.levers

    @property
    def b(self) -> LeverSettings:
        """Values of the levers of panel B."""
        return self.panel_b.levers

    @property
    def more_a(self) -> dict[str, Any]:
        """Other values of the scenario of panel A."""
        return self.panel_a.scenario

    @property
    def more_b(self) -> dict[str, Any]:
        """Other values of the scenario of panel B."""
        return self.panel_b.scenario

    @property
    def names(self) -> tuple[str, str]:
        """Names of the panels."""
        return self.panel_a.name, self.panel_b.name

    @property
    def leads(self) -> tuple[str, str]:
        """One line on what is special about each panel."""
        return self.panel_a.lead, self.panel_b.lead

    def plain(self) -> dict[str, Any]:
        """Return the lesson as plain values, as the page reads it."""
        values = self.model_dump(exclude={"panel_a", "panel_b"}, exclude_none=True)
        return {
            **values,
            "own": bool(self.more_a or self.more_b),  # levers alone do not describe its scenarios
            "a": self.a.model_dump(),
            "b": self.b.model_dump(),
            "names": list(self.names),
            "leads": list(self.leads),
        }


def read_lesson(path: str | Path) -> Lesson:
    """Read a lesson from a file, and check that its panels can be run.

    Returns
    -------
    Lesson
        The lesson, validated.

    Raises
    ------
    InputError
        If the file is missing, a key or value is not allowed, or a scenario cannot be run; the
        message names the file, the place and what is allowed.
    """
    lesson = _validated(read_toml(path), str(path))
    _check_panels(lesson, str(path))
    return lesson


def _validated(values: dict[str, Any], origin: str) -> Lesson:
    try:
        return Lesson.model_validate(values)
    except ValidationError as error:
        raise InputError(explain(error, Lesson, origin)) from error


def _check_panels(lesson: Lesson, origin: str) -> None:
    """Raise an error for a panel that cannot be run."""
    for place, panel in (("panel_a", lesson.panel_a), ("panel_b", lesson.panel_b)):
        try:
            lever_scenario(
                panel.levers,
                members=lesson.members,
                weeks=lesson.weeks,
                seed=lesson.seed,
                more=panel.scenario,
            )
        except InputError as error:
            raise InputError(f"{origin}: {place}: {error}") from error


def read_lessons(folder: str | Path | None = None) -> dict[str, Lesson]:
    """Return the lessons by key, in the order of the names of their files.

    Parameters
    ----------
    folder
        A folder of further lessons, which come after the shipped lessons.

    Returns
    -------
    dict[str, Lesson]
        The shipped lessons, then those of the folder, by key.

    Raises
    ------
    InputError
        If a lesson is not valid, two lessons have the same key, or the folder has no lessons.
    """
    found: dict[str, Lesson] = {}
    shipped = files("movementsim.app").joinpath("lesson_files")
    for file in sorted(shipped.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            values = tomllib.loads(file.read_text(encoding="utf-8"))
            # the tests check the panels of these, so that the first picture need not wait for it
            _add(found, _validated(values, file.name), file.name)
    if folder is None:
        return found
    own = sorted(Path(folder).glob("*.toml"))
    if not own:
        raise InputError(f"{folder}: there are no lessons here; a lesson is a file ending in .toml")
    for path in own:
        _add(found, read_lesson(path), str(path))
    return found


def _add(found: dict[str, Lesson], lesson: Lesson, origin: str) -> None:
    if lesson.key in found:
        raise InputError(f"{origin}: key = {lesson.key!r}: another lesson has it; choose your own")
    found[lesson.key] = lesson
