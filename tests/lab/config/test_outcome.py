"""An inconsistent section `[outcome]` is refused."""

import re
from typing import Any

import pytest

from tests.lab.outcomes import outcome


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"stayed": ["in", "out"]}, "'out' cannot mean both"),
        ({"left": []}, "at least 1 item"),
        ({"leaders": ["a", "a"]}, "named twice"),
        ({"leaders": None, "reference": True}, "reference = true needs leaders"),
        ({"clip": float("nan")}, "clip"),
        ({"clip": 0.5}, "less than 0.5"),
        ({"colum": "went"}, "colum"),
    ],
)
def test_inconsistent_section_is_refused(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        outcome(**changed)
