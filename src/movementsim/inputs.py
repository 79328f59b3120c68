"""The base class of all typed inputs: no unknown keys and no silent conversions."""

from __future__ import annotations

import math
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A share, 0-1."""


class Strict(BaseModel):
    """A model that refuses unknown keys, text for numbers, and true or false for either."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _numbers_are_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        # pydantic's strict mode would also refuse lists for tuples, and 60.0 for 60
        annotation = cls.model_fields[str(info.field_name)].annotation
        if annotation is bool and not isinstance(value, bool):
            raise ValueError("must be true or false")
        if not isinstance(value, bool | str):
            return value
        kinds = (annotation, *get_args(annotation))
        if (int in kinds or float in kinds) and type(value) not in kinds:
            wanted = "a number" if float in kinds else "a whole number"
            raise ValueError(
                f"must be {wanted}, not {'text' if isinstance(value, str) else 'true or false'}"
            )
        return value


def as_text(cell: Any) -> str:
    """Return a cell as it is compared: 1, 1.0 and "1" are the same; what is missing is empty."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else str(int(cell)) if cell.is_integer() else str(cell)
    return str(int(cell)) if isinstance(cell, bool) else str(cell)
