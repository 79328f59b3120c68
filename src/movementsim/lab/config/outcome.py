"""The `[outcome]` section: what happened to the people of a real organisation, and how to score it.

An experiment with such a section names a column of the people that says what each one did.
Each run predicts the decision of each person. The predictions of all replicates are scored, beside
those of a reference method and of chance. Nothing is fitted to the score.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from movementsim.inputs import Strict, as_text


def _texts(values: Any) -> Any:
    return [as_text(value) for value in values] if isinstance(values, list | tuple) else values


Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_texts, json_schema_input_type=tuple[str | int | float | bool, ...]),
]
"""A list of values as text: `1`, `1.0` and `"1"` are the same."""


class OutcomeConfig(Strict):
    """The `[outcome]` section of an experiment: what happened, and how it is scored.

    Attributes
    ----------
    column
        Column of the table of people that says what each one did; an empty cell means that it is
        unknown.
    left
        The values of the column that mean having left.
    stayed
        The values of the column that mean having stayed.
    file
        A separate table with the column `id` and this column; without it the column is in the
        network's table of people.
    leaders
        Ids of the two leaders: first the one who leaves, then the one who stays.
    reference
        Whether to report the reference method too (see `stubborn_averaging`); needs `leaders`.
    clip
        Smallest distance from 0 and 1 to which probabilities are limited in the log-loss.
    """

    column: str
    left: Texts = Field(min_length=1)
    stayed: Texts = Field(min_length=1)
    file: str | None = None
    leaders: tuple[str, str] | None = None
    reference: bool = False
    clip: float = Field(0.01, gt=0, lt=0.5, allow_inf_nan=False)

    @model_validator(mode="after")
    def _sensible(self) -> OutcomeConfig:
        both = [value for value in self.left if value in self.stayed]
        if both:
            raise ValueError(f"{both[0]!r} cannot mean both left and stayed")
        if self.leaders and self.leaders[0] == self.leaders[1]:
            raise ValueError(f"leaders: {self.leaders[0]!r} is named twice; name two")
        if self.reference and not self.leaders:
            raise ValueError('reference = true needs leaders = ["who goes", "who stays"]')
        return self
