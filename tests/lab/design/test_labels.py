"""What axes call a parameter."""

from __future__ import annotations

from movementsim.lab.design.labels import parameter_label
from movementsim.lab.design.plan import Plan


def test_axes_say_what_a_parameter_means(small: Plan) -> None:
    assert parameter_label(small, "rules.opportunities.window") == (
        "Weeks that an outward campaign stays open (weeks)"
    )
    assert parameter_label(small, "members") == "members"
