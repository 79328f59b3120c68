"""The `[outcome]` section: what happened to the people of a real organisation, and how to score it.

An experiment with such a section names a column of the people that says where each one went.
Every run is read person by person; over the replicates the predictions are scored, beside a
reference method and chance. Nothing is fitted to the score.
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
        The people's column that says where each one went; an empty cell is an unknown fate.
    left, stayed
        The values of it that mean having left, and having stayed.
    file
        A separate table with the columns `id` and the one named; without it the column comes with
        the network's people.
    leaders
        Ids of the two leaders: who goes, and who stays.
    reference
        Whether to report the reference method too (see `stubborn_averaging`); needs `leaders`.
    clip
        Probabilities are held this far from 0 and 1 in the log-loss.
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
