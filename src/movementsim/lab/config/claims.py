"""The `[[claims]]` of an experiment: what is claimed before the runs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from movementsim.inputs import Strict
from movementsim.lab.config.report import known_indicator


class Contrast(Strict):
    """What a claim compares: two arms, or two values of a parameter.

    Attributes
    ----------
    parameter
        A dotted name; without it `from` and `to` are arms.
    before
        `from`: the arm or value that is subtracted.
    after
        `to`: the arm or value from which `from` is subtracted.
    """

    model_config = ConfigDict(populate_by_name=True)

    parameter: str | None = None
    before: Any = Field(alias="from")
    after: Any = Field(alias="to")


class Claim(Strict):
    """`[[claims]]`: a statement that the runs support, contradict or leave open.

    Attributes
    ----------
    id
        Its source, such as `S2.W4`.
    statement
        What is claimed, in words.
    contrast
        The two arms or values that are compared.
    across
        A second contrast: the claim is then about how the first difference changes between the two
        sides of the second, a difference of differences.
    along
        For `peak` and `valley`, in place of a contrast: the numeric parameter along which the
        highest or lowest value lies between the ends.
    metric
        The indicator it is about, at the end of a run.
    expect
        `increase`, `decrease`, `same` (within `margin`), `peak` or `valley`.
    margin
        Largest difference that counts as none, in the unit of the indicator.
    arm
        The arm in which a contrast of a parameter, a peak or a valley is tested; every arm if None.
    confidence
        Confidence level of the interval that decides.
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
