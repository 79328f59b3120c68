"""The `[design]` of an experiment: which points of the parameter space are run."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from movementsim.inputs import Strict


class Range(Strict):
    """The range of a parameter: from `low` to `high`, both included.

    Attributes
    ----------
    low
        The lower end of the range.
    high
        The upper end of the range.
    steps
        For `grid` and `zip`: number of evenly spaced values, the ends included.
    scale
        `linear`; or `log`, where equal steps are equal ratios.
    whole
        Whether only whole numbers are used; by default as the parameter itself is declared.
    unit
        Unit on the axes of figures, where the parameter declares none.
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
        Name of the design in tables and figures.
    kind
        `grid`: all combinations of the levels; `zip`: the first levels of all parameters together,
        then the second levels, and so on; `table`: explicit points, listed in `points` or in a CSV
        `file`; and samples of `n` points:
        `random`, `lhs` (Latin hypercube; McKay and others 1979), `sobol` (scrambled low-discrepancy
        points; Owen 1998). For sensitivity `morris` (`n` trajectories, so n * (parameters + 1)
        points; Morris 1991) and `saltelli` (n * (parameters + 2) points, with `second_order`
        n * (2 * parameters + 2); Saltelli 2002).
    parameters
        Levels or a range by dotted name: levels such as
        `"rules.opportunities.window" = [2, 8, 26]`, or a range such as `{ low = 2, high = 26 }`.
        Samples choose among levels with equal probability.
    points
        Explicit points: tables of dotted names and values.
    file
        A CSV file with explicit points: one column per parameter.
    n
        Size of the sample (see `kind`); a power of two for `sobol` and `saltelli`.
    grid_levels
        For `morris`: number of levels on which trajectories move, an even number.
    second_order
        For `saltelli`: whether indices of pairs are estimated too.
    seed
        Seed of the sample; another seed gives another sample of the same kind.
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
            lengths_given = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise ValueError(
                f'kind = "zip" needs lists of the same length; these have {lengths_given}'
            )

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
