"""An experiment as typed inputs: what is asked, what varies, how often, and what is reported."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tomli_w
from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from movementsim.complaints import explain
from movementsim.errors import InputError, nearest
from movementsim.indicators import INDICATORS
from movementsim.lab.outcome import Outcome
from movementsim.lab.overrides import Values, assigned
from movementsim.scenario import Strict, read_toml

if TYPE_CHECKING:
    from movementsim.lab.result import Result

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
        raise ValueError(
            f"no indicator {name!r}{nearest(name, INDICATORS)} There are: {', '.join(INDICATORS)}."
        )
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


class Range(Strict):
    """The range of a parameter: from `low` to `high`, both included.

    Attributes
    ----------
    low, high
        The ends.
    steps
        For a grid: how many values, evenly spread, both ends among them.
    scale
        `linear`, or `log`: even steps are equal ratios.
    whole
        Whether only whole numbers count; by default as the parameter itself is declared.
    unit
        For axes, where the parameter does not declare one.
    """

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    steps: int | None = Field(None, ge=2, le=10_000)
    scale: Literal["linear", "log"] = "linear"
    whole: bool | None = None
    unit: str = ""

    @model_validator(mode="after")
    def _forward(self) -> Range:
        if not self.low < self.high:
            raise ValueError(f"low = {self.low:g} must be below high = {self.high:g}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f'scale = "log" needs low above 0; it is {self.low:g}')
        return self


type Levels = Annotated[tuple[Any, ...], Field(min_length=1)]
type Spread = Annotated[
    Annotated[Range, Tag("range")] | Annotated[Levels, Tag("levels")],
    Discriminator(lambda value: "range" if isinstance(value, dict | Range) else "levels"),
]

COMBINED = ("grid", "zip")
SAMPLED = ("random", "lhs", "sobol", "morris", "saltelli")
TWOS = ("sobol", "saltelli")


class Design(Strict):
    """`[design]`, or several `[[design]]`: the points of the parameter space that are run.

    Attributes
    ----------
    name
        What tables and figures call it.
    kind
        `grid`: all combinations of the levels; `zip`: first with first, second with second;
        `table`: the `points`, or the rows of a CSV `file`, as they are; and samples of `n` points:
        `random`, `lhs` (Latin hypercube; McKay and others 1979), `sobol` (scrambled low-discrepancy
        points; Owen 1998). For sensitivity `morris` (`n` trajectories, so n * (parameters + 1)
        points; Morris 1991) and `saltelli` (n * (parameters + 2) points, with `second_order`
        n * (2 * parameters + 2); Saltelli 2002).
    parameters
        By dotted name levels, such as `"rules.opportunities.window" = [2, 8, 26]`, or a range,
        such as `{ low = 2, high = 26 }`. Samples take levels as choices, each as likely as the
        others.
    points, file
        Tables of dotted names and values; or a CSV file with a column a name.
    n
        How many points are sampled; a power of two for `sobol` and `saltelli`.
    grid_levels
        For `morris`: on how many levels trajectories move; even.
    second_order
        For `saltelli`: whether indices of pairs are estimated too.
    seed
        Another sample of the same kind.
    """

    name: str = Field("design", min_length=1)
    kind: Literal["grid", "zip", "table", "random", "lhs", "sobol", "morris", "saltelli"] = "grid"
    parameters: dict[str, Spread] = Field(default_factory=dict)
    points: tuple[dict[str, Any], ...] = ()
    file: str | None = None
    n: int | None = Field(None, ge=2, le=1_000_000)
    grid_levels: int = Field(4, ge=2, le=100, multiple_of=2)
    second_order: bool = False
    seed: int = Field(1, ge=0, lt=2**31)

    @model_validator(mode="after")
    def _complete(self) -> Design:
        if self.kind == "table":
            self._check_table()
        elif self.points or self.file:
            raise ValueError(f'points and file belong to kind = "table", not to "{self.kind}"')
        elif self.kind in SAMPLED:
            self._check_sample()
        else:
            self._check_levels()
        return self

    def _check_table(self) -> None:
        if self.parameters or bool(self.points) == bool(self.file):
            raise ValueError(
                'kind = "table" has either points = [{...}, ...] or file = "points.csv", and no '
                "parameters"
            )
        names = [set(point) for point in self.points]
        if any(other != names[0] for other in names):
            raise ValueError("every point must give a value to the same parameters")

    def _check_levels(self) -> None:
        if self.n is not None:
            raise ValueError(
                f'n belongs to samples ({", ".join(SAMPLED)}), not to kind = "{self.kind}"'
            )
        for name, spread in self.parameters.items():
            if isinstance(spread, Range) and spread.steps is None:
                raise ValueError(f'{name!r}: a range in a "{self.kind}" needs steps')
        lengths = {
            name: spread.steps if isinstance(spread, Range) else len(spread)
            for name, spread in self.parameters.items()
        }
        if self.kind == "zip" and len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise ValueError(f'kind = "zip" needs lists of one length; these have {told}')

    def _check_sample(self) -> None:
        if not self.parameters or self.n is None:
            raise ValueError(f'kind = "{self.kind}" needs parameters and n')
        if self.kind in TWOS and self.n & (self.n - 1):
            low = 1 << (self.n.bit_length() - 1)
            raise ValueError(
                f'n = {self.n}: kind = "{self.kind}" needs a power of two, such as {low} or '
                f"{2 * low}"
            )
        for name, spread in self.parameters.items():
            if isinstance(spread, tuple) and len(spread) < 2:
                raise ValueError(f"{name!r} has one level only: put it in [movement]")


class Replicates(Strict):
    """`[replicates]`: how many runs each arm has at each point, all with other people and luck.

    Either a number; or a precision, and runs go where intervals are widest until each is narrow
    enough or has had `max` runs.

    Attributes
    ----------
    number
        So many; 30 if nothing is said.
    metric, half_width
        The indicator, and half the width that its 95% interval may have.
    of
        Whose interval: the `mean` in each cell, or the `difference` of each arm to the reference.
    min, max
        Runs that each arm has at each point at least and at most.
    """

    number: int | None = Field(None, ge=1, le=100_000)
    metric: str | None = None
    half_width: float | None = Field(None, gt=0, allow_inf_nan=False)
    of: Literal["mean", "difference"] = "mean"
    min: int | None = Field(None, ge=3, le=100_000)
    max: int | None = Field(None, ge=3, le=100_000)

    _known = field_validator("metric")(lambda name: name and known_indicator(name))

    @model_validator(mode="before")
    @classmethod
    def _said(cls, values: Any) -> Any:
        if not isinstance(values, dict) or "metric" not in values:
            return {"number": 30, **values} if isinstance(values, dict) else values
        return {"min": 20, "max": 300, **values}

    @model_validator(mode="after")
    def _one_way(self) -> Replicates:
        if self.metric is None:
            extra = [name for name in ("half_width", "min", "max") if getattr(self, name)]
            if extra:
                raise ValueError(f"{', '.join(extra)}: a precision also needs metric")
            return self
        if self.number is not None:
            raise ValueError("give number, or a precision (metric, half_width, min, max), not both")
        if self.half_width is None:
            raise ValueError(f"metric = {self.metric!r} needs half_width")
        if self.least > self.most:
            raise ValueError(f"min = {self.least} is above max = {self.most}")
        return self

    @property
    def least(self) -> int:
        """Replicates that every cell has."""
        return (self.number if self.metric is None else self.min) or 0

    @property
    def most(self) -> int:
        """Replicates that a cell can have."""
        return (self.number if self.metric is None else self.max) or 0


class Contrast(Strict):
    """What a claim compares: two arms, or two values of a parameter.

    Attributes
    ----------
    parameter
        A dotted name; without it `from` and `to` are arms.
    before, after
        `from` and `to`: what is left for what.
    """

    model_config = ConfigDict(populate_by_name=True)

    parameter: str | None = None
    before: Any = Field(alias="from")
    after: Any = Field(alias="to")


class Claim(Strict):
    """`[[claims]]`: a sentence that the runs hold up, contradict or leave open.

    Attributes
    ----------
    id, statement
        Its source, such as `S2.W4`, and what it says.
    contrast
        Between what.
    across
        A second contrast: the claim is then about how the difference of the first one changes
        under it, a difference of differences.
    along
        Or, for `peak` and `valley`: the numeric parameter along which the best lies inside.
    metric
        The indicator it is about, at the end of a run.
    expect
        `increase`, `decrease`, `same` (within `margin`), `peak` or `valley`.
    margin
        What counts as no difference.
    arm
        The arm in which a contrast of a parameter, or a peak, is looked for; all if None.
    confidence
        Of the interval that decides.
    """

    id: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    contrast: Contrast | None = None
    across: Contrast | None = None
    along: str | None = None
    metric: str
    expect: Literal["increase", "decrease", "same", "peak", "valley"]
    margin: float = Field(0.0, ge=0, allow_inf_nan=False)
    arm: str | None = None
    confidence: float = Field(0.95, gt=0.5, lt=1)

    _known = field_validator("metric")(known_indicator)

    @model_validator(mode="after")
    def _complete(self) -> Claim:
        inside = self.expect in ("peak", "valley")
        if self.across is not None and self.contrast is None:
            raise ValueError("across needs a contrast, whose difference it changes")
        if inside and (self.along is None or self.contrast is not None):
            raise ValueError(f'expect = "{self.expect}" needs along = "a parameter", no contrast')
        if not inside and (self.contrast is None or self.along is not None):
            raise ValueError(f'expect = "{self.expect}" needs a contrast, and no along')
        if self.expect == "same" and self.margin == 0:
            raise ValueError('expect = "same" needs a margin: what counts as no difference')
        return self


class Limits(Strict):
    """`[limits]`: what one run may use; it is ended when it uses more, and the others go on.

    Attributes
    ----------
    run_seconds
        How long it may take.
    worker_memory
        How much memory its process may use, such as "2GB"; "auto": a worker's share of what the
        machine has.
    """

    run_seconds: float = Field(300.0, gt=0, le=10_000_000, allow_inf_nan=False)
    worker_memory: str = "auto"

    @field_validator("worker_memory")
    @classmethod
    def _size(cls, value: str) -> str:
        if not re.fullmatch(r"auto|\d+(\.\d+)? ?[kMGT]i?B", value):
            raise ValueError('say "auto", or so much as "2GB" or "700MB"')
        return value


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
    claims
        What is claimed beforehand, to be held against the runs.
    """

    _folder: Path = PrivateAttr(default=Path())
    """Where paths in the config start from."""

    experiment: Question
    movement: dict[str, Any] = Field(default_factory=dict)
    arms: dict[Annotated[str, Field(pattern=r"^[\w -]+$")], dict[str, Any]] = Field(
        default_factory=dict
    )
    design: tuple[Design, ...] = ()
    replicates: Replicates = Replicates(number=30)
    record: Record = Record()
    limits: Limits = Limits()
    report: Report = Report()
    outcome: Outcome | None = None
    claims: tuple[Claim, ...] = ()

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
        self._claims_fit()
        for name in self.report.over_time:
            if name not in self.record.metrics:
                raise ValueError(
                    f"report.over_time has {name!r}, which record.metrics does not record"
                )
        return self

    def _claims_fit(self) -> None:
        ids = [claim.id for claim in self.claims]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two claims have one id: {', '.join(ids)}")
        for claim in self.claims:
            named = [claim.arm] if claim.arm is not None else []
            for contrast in (claim.contrast, claim.across):
                if contrast is not None and contrast.parameter is None:
                    named += [contrast.before, contrast.after]
            for name in named:
                if name not in self.arm_names:
                    raise ValueError(
                        f"the claim {claim.id!r} names {name!r}, which is no arm; there are "
                        f"{self.arm_names}"
                    )

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

    def __eq__(self, other: object) -> bool:
        """Whether all values are the same, wherever they were read from."""
        return isinstance(other, Experiment) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(self.hash())

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
        read = cls.from_values(assigned(read_toml(path), settings or []), origin)
        read._folder = Path(path).parent
        return read

    def run(
        self,
        results: str | Path = "results",
        workers: int | None = None,
        scheduler: str | None = None,
        quiet: bool = False,
        fresh: bool = False,
        plugins: Sequence[str | Path] = (),
    ) -> Result:
        """Run the experiment, and return its tables and figures.

        Parameters
        ----------
        results
            Where the experiment's folder of results goes; runs that are there are not repeated.
        workers
            Processes at once; all cores if None.
        scheduler
            Address of a Dask scheduler, whose workers make the runs.
        quiet, fresh
            Whether to say nothing; whether to repeat runs that are there.
        plugins
            Files with strategies or rules of your own, as `--plugin` takes them.

        Warns
        -----
        UserWarning
            When runs failed, and are missing from all that is returned.

        Raises
        ------
        InputError
            For anything that cannot be run, before anything is written.
        """
        from movementsim.lab.result import run

        return run(self, self._folder, results, workers, scheduler, quiet, fresh, plugins)

    def to_toml(self) -> str:
        """Return the experiment as TOML; reading it gives an equal experiment."""
        return tomli_w.dumps(self.resolved())

    def resolved(self) -> Values:
        """Return all values, defaults included, as plain ones."""
        return self.model_dump(mode="json", exclude_none=True, by_alias=True)

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
