"""Helpers shared by tests of designs."""

from __future__ import annotations

from typing import Any

from movementsim.lab.config.designs import Design
from movementsim.lab.design.sampling import design_points


def found(kind: str, parameters: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return design_points(Design.model_validate({"kind": kind, "parameters": parameters, **more}), 7)
