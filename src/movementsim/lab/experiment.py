"""An experiment as typed inputs: what is asked, what varies, how often, and what is reported."""

from __future__ import annotations

import hashlib
import json
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import Field, ValidationError, field_validator, model_validator

from movementsim.complaints import explain
from movementsim.errors import InputError
from movementsim.indicators import INDICATORS
from movementsim.lab.outcome import Outcome
from movementsim.lab.overrides import Values, assigned
from movementsim.scenario import Strict, read_toml

DIGITS = 12
"""Significant digits of a float that count in a hash."""

USUAL = ("members", "trust", "stake", "power_gini", "outward_work", "inside_won_by_active")


def known_indicator(name: str) -> str:
    """Return the name of an indicator.

    Raises
    ------
    ValueError
        When there is none of that name; suggests the nearest.
    """
    if name not in INDICATORS:
        near = get_close_matches(name, INDICATORS, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise ValueError(f"no indicator {name!r}{hint} There are: {', '.join(INDICATORS)}.")
    return name


class Question(Strict):
    """`[experiment]`: what is asked, what is expected, and how long a run is.

    Attributes
    ----------
    name
        The results' folder: small letters, digits and hyphens.
    question, expectation
        For the reader of the report; the expectation is written down before the runs.
    seed
        Replicate r has the same people and luck in every arm and at every point; another seed
        gives other people.
    weeks
        How long a run is.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)
    question: str
    expectation: str = ""
    seed: int = Field(1, ge=0, lt=2**63)
    weeks: int = Field(260, ge=1, le=20_000)


class Design(Strict):
    """`[design]`, or several `[[design]]`: the points of the parameter space that are run.

    Attributes
    ----------
    name
        What tables and figures call it.
    kind
        `grid`: all combinations of the values in `parameters`; `list`: the `points` as they are.
    parameters
        Values by dotted name, such as `"rules.opportunities.window" = [2, 8, 26]`.
    points
        Tables of dotted names and values.
    """

    name: str = Field("design", min_length=1)
    kind: Literal["grid", "list"] = "grid"
    parameters: dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    points: tuple[dict[str, Any], ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Design:
        if self.kind == "grid" and self.points:
            raise ValueError('points belong to kind = "list"; a grid has parameters')
        if self.kind == "list" and (self.parameters or not self.points):
            raise ValueError('kind = "list" has points = [{...}, ...], and no parameters')
        names = [tuple(point) for point in self.points]
        if any(set(other) != set(names[0]) for other in names):
            raise ValueError("every point must give a value to the same parameters")
        return self


class Replicates(Strict):
    """`[replicates]`: how many runs each arm has at each point, all with other people and luck."""

    number: int = Field(30, ge=1, le=100_000)


class Record(Strict):
    """`[record]`: which indicators are kept over time, and every how many weeks."""

    every: int = Field(4, ge=1, le=20_000)
    metrics: tuple[str, ...] = USUAL

    _known = field_validator("metrics")(lambda names: tuple(map(known_indicator, names)))


class Report(Strict):
    """`[report]`: what the reader is shown.

    Attributes
    ----------
    metrics
        Indicators of the tables and figures, the most important first.
    over_time
        Indicators drawn over time; they must be recorded. The recorded ones of `metrics` if
        empty.
    reference
        The arm that others are compared with; the first if none is named.
    labels
        What axes call a parameter: `"rules.ballot.t0" = "General turnout (logits)"`.
    """

    metrics: tuple[str, ...] = Field(USUAL, min_length=1)
    over_time: tuple[str, ...] = ()
    reference: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)

    _known = field_validator("metrics", "over_time")(
        lambda names: tuple(map(known_indicator, names))
    )


class Experiment(Strict):
    """An experiment config.

    Attributes
    ----------
    experiment
        What is asked.
    movement
        Fields of :class:`movementsim.scenario.Scenario`, except `seed` and `weeks`.
    arms
        What is compared: overrides of the movement by name. An arm's `following` replaces the
        movement's; other tables are merged. One arm called `movement` if there are none.
    design, replicates, record, report
        What varies besides, how often, what is kept, what is shown.
    outcome
        What happened in truth, to be compared with what the model says.
    """

    experiment: Question
    movement: dict[str, Any] = Field(default_factory=dict)
    arms: dict[Annotated[str, Field(pattern=r"^[\w -]+$")], dict[str, Any]] = Field(
        default_factory=dict
    )
    design: tuple[Design, ...] = ()
    replicates: Replicates = Replicates()
    record: Record = Record()
    report: Report = Report()
    outcome: Outcome | None = None

    @field_validator("design", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, dict) else value

    @field_validator("movement")
    @classmethod
    def _not_twice(cls, value: Values) -> Values:
        for name in ("seed", "weeks"):
            if name in value:
                raise ValueError(f"{name!r} belongs to [experiment]; take it out of [movement]")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Experiment:
        names = [design.name for design in self.design]
        if len(set(names)) < len(names):
            raise ValueError(f"two designs have one name: {', '.join(names)}; name each")
        reference = self.report.reference
        if reference is not None and reference not in self.arm_names:
            raise ValueError(
                f"report.reference = {reference!r} is no arm; there are {self.arm_names}"
            )
        for name in self.report.over_time:
            if name not in self.record.metrics:
                raise ValueError(
                    f"report.over_time has {name!r}, which record.metrics does not record"
                )
        return self

    @property
    def arm_names(self) -> list[str]:
        """The arms, the reference first."""
        names = list(self.arms) or ["movement"]
        first = self.report.reference
        return sorted(names, key=lambda name: name != first) if first in names else names

    @property
    def over_time(self) -> tuple[str, ...]:
        """The indicators that are drawn over time."""
        shown = [name for name in self.report.metrics if name in self.record.metrics]
        return self.report.over_time or tuple(shown)

    @classmethod
    def from_values(cls, values: Values, origin: str = "experiment") -> Experiment:
        """Make an experiment from plain values.

        Raises
        ------
        InputError
            For any key or value that is wrong; says which, what is allowed, and what is near.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise InputError(explain(error, cls, origin)) from error

    @classmethod
    def from_toml(cls, path: str | Path, settings: list[str] | None = None) -> Experiment:
        """Read an experiment from a TOML file; `settings` such as `experiment.weeks=52` win."""
        origin = f"{path} with --set" if settings else str(path)
        return cls.from_values(assigned(read_toml(path), settings or []), origin)

    def to_toml(self) -> str:
        """Return the experiment as TOML; reading it gives an equal experiment."""
        return tomli_w.dumps(self.resolved())

    def resolved(self) -> Values:
        """Return all values, defaults included, as plain ones."""
        return self.model_dump(mode="json", exclude_none=True)

    def hash(self) -> str:
        """Return the SHA-256 of the resolved config."""
        return content_hash(self.resolved())


def content_hash(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a value: sorted keys, floats to 12 digits."""
    text = json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _canonical(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, float):
        rounded = float(f"{value:.{DIGITS}g}")
        return int(rounded) if rounded.is_integer() else rounded  # 8 and 8.0 are one value
    return value
