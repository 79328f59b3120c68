"""Lessons: data files with a bet, two panels, and what to say after."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from movementsim.app.lessons.levers import MEMBERS, SEEDS, WEEKS, Settings, scenario
from movementsim.errors import InputError
from movementsim.scenario.messages import explain
from movementsim.scenario.toml import read_toml

METRICS = (
    "members",
    "trust",
    "stake",
    "in_factions",
    "power_top_tenth",
    "left",
    "won",
    "angry",
    "exclusions",
    "turnout",
    "leaks",
    "carried",
    "captured",
)

Words = Annotated[str, Field(min_length=1, max_length=2000)]
Short = Annotated[str, Field(min_length=1, max_length=200)]


class Choice(BaseModel):
    """One answer that can be bet on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Short
    text: Short


class Panel(BaseModel):
    """One side of a lesson.

    Attributes
    ----------
    name, lead
        What it is called, and one line that says what is special.
    levers
        Where its levers stand.
    scenario
        Anything else of a scenario: events, roles, rules' parameters.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Short
    lead: Short
    levers: Settings = Field(default_factory=Settings)
    scenario: dict[str, Any] = Field(default_factory=dict)


class Lesson(BaseModel):
    """One idea: a question to bet on, two panels, what happened, why, and how to teach it.

    Attributes
    ----------
    key
        Its name in links; the file's name without the number in front.
    title, idea, question
        What it is about, in one line each.
    choices, answer
        What can be bet on, and which of them the model bears out.
    metric
        What the answer is read off.
    members, weeks, seed
        What both panels share.
    a, b
        The panels.
    happened, why, source, change, note
        What the model shows; why (the rule, and the essay's proposition it comes from); what
        would change it; and what helps whoever leads the discussion.
    sure
        How often the answer held in paired runs with other luck: "46 of 50 pairs", say.
    disagrees
        Where the model and the essay part, None where they do not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Short
    title: Short
    idea: Words
    question: Words
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=5)
    answer: Short
    metric: Short
    members: int = Field(200, ge=MEMBERS[0], le=MEMBERS[1])
    weeks: int = Field(120, ge=WEEKS[0], le=WEEKS[1])
    seed: int = Field(1, ge=SEEDS[0], le=SEEDS[1])
    panel_a: Panel
    panel_b: Panel
    happened: Words
    sure: Short
    why: Words
    source: Short
    change: Words
    note: Words
    disagrees: Words | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        keys = [choice.key for choice in self.choices]
        if len(set(keys)) < len(keys):
            raise ValueError(f"choices: two have one key; keys are {', '.join(keys)}")
        if self.answer not in keys:
            raise ValueError(f"answer = {self.answer!r}: must be one of {', '.join(keys)}")
        if self.metric not in METRICS:
            raise ValueError(f"metric = {self.metric!r}: must be one of {', '.join(METRICS)}")
        return self

    @property
    def a(self) -> Settings:
        """The levers of panel A."""
        return self.panel_a.levers

    @property
    def b(self) -> Settings:
        """The levers of panel B."""
        return self.panel_b.levers

    @property
    def more_a(self) -> dict[str, Any]:
        """What else panel A has."""
        return self.panel_a.scenario

    @property
    def more_b(self) -> dict[str, Any]:
        """What else panel B has."""
        return self.panel_b.scenario

    @property
    def names(self) -> tuple[str, str]:
        """The panels' names."""
        return self.panel_a.name, self.panel_b.name

    @property
    def leads(self) -> tuple[str, str]:
        """One line a panel."""
        return self.panel_a.lead, self.panel_b.lead

    def plain(self) -> dict[str, Any]:
        """Return the lesson as the page reads it."""
        told = self.model_dump(exclude={"panel_a", "panel_b"}, exclude_none=True)
        return {
            **told,
            "own": bool(self.more_a or self.more_b),  # a scenario that levers alone cannot tell
            "a": self.a.model_dump(),
            "b": self.b.model_dump(),
            "names": list(self.names),
            "leads": list(self.leads),
        }


def read_lesson(path: str | Path) -> Lesson:
    """Read a lesson from a file, and check that its panels can be run.

    Raises
    ------
    InputError
        For a missing file, a wrong key or value, or a scenario that cannot be run; names the file,
        the place and what is allowed.
    """
    lesson = _made(read_toml(path), str(path))
    _check(lesson, str(path))
    return lesson


def _made(values: dict[str, Any], origin: str) -> Lesson:
    try:
        return Lesson.model_validate(values)
    except ValidationError as error:
        raise InputError(explain(error, Lesson, origin)) from error


def _check(lesson: Lesson, origin: str) -> None:
    """Complain about a panel that cannot be run."""
    for place, panel in (("panel_a", lesson.panel_a), ("panel_b", lesson.panel_b)):
        try:
            scenario(
                panel.levers,
                members=lesson.members,
                weeks=lesson.weeks,
                seed=lesson.seed,
                more=panel.scenario,
            )
        except InputError as error:
            raise InputError(f"{origin}: {place}: {error}") from error


def lessons(folder: str | Path | None = None) -> dict[str, Lesson]:
    """Return the lessons by key, in the order of their files' names.

    Parameters
    ----------
    folder
        A folder of lessons of one's own, which come after those that are shipped.

    Raises
    ------
    InputError
        For a wrong lesson, two lessons of one key, or a folder with none.
    """
    found: dict[str, Lesson] = {}
    shipped = files("movementsim.app").joinpath("lesson_files")
    for file in sorted(shipped.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            values = tomllib.loads(file.read_text(encoding="utf-8"))
            # their panels are checked by the tests: the first picture should not wait for it
            _add(found, _made(values, file.name), file.name)
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
