"""The sections `[limits]`, `[record]` and `[report]` of an experiment."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from movementsim.errors import nearest
from movementsim.inputs import Strict
from movementsim.plugins.schema import all_indicators

_DEFAULT_METRICS = (
    "members",
    "trust",
    "stake",
    "power_gini",
    "outward_work",
    "inside_won_by_active",
)


def known_indicator(name: str) -> str:
    """Check the name of an indicator, for a validator of pydantic.

    Returns
    -------
    str
        The same name.

    Raises
    ------
    ValueError
        When there is none of that name; suggests the nearest.
    """
    known = all_indicators()
    if name not in known:
        raise ValueError(
            f"no indicator {name!r}{nearest(name, known)} There are: {', '.join(known)}."
        )
    return name


class Limits(Strict):
    """`[limits]`: what one run may use; it is ended when it uses more, and the others go on.

    Attributes
    ----------
    run_seconds
        Longest time for one run, in seconds.
    worker_memory
        Most memory that its process may use, such as "2GB"; with "auto" each worker has an equal
        share of the machine's memory.
    """

    run_seconds: float = Field(300.0, gt=0, le=10_000_000, allow_inf_nan=False)
    worker_memory: str = "auto"

    @field_validator("worker_memory")
    @classmethod
    def _size(cls, value: str) -> str:
        if not re.fullmatch(r"auto|\d+(\.\d+)? ?[kMGT]i?B", value):
            raise ValueError('must be "auto", or an amount such as "2GB" or "700MB"')
        return value


class RecordConfig(Strict):
    """`[record]`: which indicators are recorded over time, and how often.

    Attributes
    ----------
    every
        Number of weeks from one record to the next.
    metrics
        Indicators to record.
    """

    every: int = Field(4, ge=1, le=20_000)
    metrics: tuple[str, ...] = _DEFAULT_METRICS

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
        Names of parameters on axes:
        `"rules.ballot.turnout_base" = "General turnout (logits)"`.
    """

    metrics: tuple[str, ...] = Field(_DEFAULT_METRICS, min_length=1)
    over_time: tuple[str, ...] = ()
    reference: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)

    _known = field_validator("metrics", "over_time")(
        lambda names: tuple(map(known_indicator, names))
    )
