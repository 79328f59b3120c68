"""The pictures of the page for educators can be taken again, and the page shows each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import Visit
from tests.browser.pictures import FOLDER, SCENES, SIZE, take

pytestmark = pytest.mark.slow

LARGEST = 150_000


@pytest.mark.parametrize("name", [name for name in SCENES if name != "repeat"])
def test_picture_can_be_taken_again(visit: Visit, address: str, name: str, tmp_path: Path) -> None:
    path = take(visit.page, address, name, tmp_path)
    assert path.stat().st_size < LARGEST
    now, kept = Image.open(path), Image.open(FOLDER / path.name)
    assert now.size == kept.size == SIZE


def test_every_picture_is_used_and_small() -> None:
    page = FOLDER.parent.joinpath("educators.md").read_text(encoding="utf-8")
    pictures = list(FOLDER.glob("*.png"))  # drawings of other pages are not taken of the page
    assert {path.stem for path in pictures} == set(SCENES)
    for path in pictures:
        assert f"(pictures/{path.name})" in page
        assert path.stat().st_size < LARGEST
