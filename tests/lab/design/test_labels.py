"""Labels of parameters in figures."""

from __future__ import annotations

from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Plan


def test_axis_label_has_the_meaning_of_the_parameter(small: Plan) -> None:
    assert parameter_label(small, "rules.opportunities.window") == (
        "Weeks that an outward campaign stays open (weeks)"
    )
    assert parameter_label(small, "members") == "members"
