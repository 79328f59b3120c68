"""The `[replicates]` of an experiment: how often each arm is run at each point."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from movementsim.inputs import Strict
from movementsim.lab.config.report import known_indicator


class Replicates(Strict):
    """`[replicates]`: how many runs each arm has at each point, each with its own seed.

    Either a fixed number; or a precision, where runs are added to the cells with the widest
    intervals until each interval is narrow enough or its cell has `max` runs.

    Attributes
    ----------
    number
        Number of replicates; 30 if neither a number nor a precision is given.
    metric
        The indicator whose precision decides.
    half_width
        Largest half width that the indicator's 95% interval may have.
    of
        The interval of what: the `mean` in each cell, or the `difference` of each arm from the
        reference.
    min
        Smallest number of runs of each arm at each point.
    max
        Largest number of runs of each arm at each point.
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
