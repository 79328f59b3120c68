"""What a scenario schedules: dated events that happen to a movement from outside."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from movementsim.strict import Strict

Week = Annotated[int, Field(ge=0, le=20_000, description="week in which it happens")]


class Event(Strict):
    """One dated event.

    Attributes
    ----------
    week
        When it happens.
    kind
        `threat`: an outward campaign of a window of `weeks` with a loss if missed, in every branch
        (or in `branch`). `remove`: the people named (or every branch leader) lose their post and
        leave. `exclude`: the people named are shut out by those of `by`. `causes`: the outside
        causes of a surge take new values. `shock`: the world's opinion moves by `size`.
        `opportunity`: an outward or inside opportunity of `size` opens.
    """

    week: Week
    kind: Literal["threat", "remove", "exclude", "causes", "shock", "opportunity"]
    who: tuple[str, ...] = Field((), description="people's ids, or 'leaders'")
    by: tuple[str, ...] = Field((), description="ids of those who do it")
    branch: int | None = Field(None, ge=0, description="only in this branch")
    size: float = Field(1.0, gt=-2, le=1000, allow_inf_nan=False, description="how large")
    weeks: int = Field(2, ge=1, le=520, description="the window")
    inside: bool = Field(False, description="an inside opportunity instead of an outward one")
    discontent: float | None = Field(None, ge=0, le=1)
    weak_rivals: float | None = Field(None, ge=0, le=1)
    squeezed_unions: float | None = Field(None, ge=0, le=1)
