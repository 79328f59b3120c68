"""Links, pictures, replays and data: what one sees can be taken away and come back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import SMALL, Visit, Visitor, numbers, week

pytestmark = pytest.mark.slow


def _save(page: Page, what: str, folder: Path) -> Path:
    page.click("[data-do=save]")
    with page.expect_download() as download:
        page.click(f"[data-do={what}]")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_link_opens_the_same_scenario_elsewhere(visitor: Visitor, address: str) -> None:
    first = visitor()
    page = first.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    page.click("[data-tab=levers]")
    page.locator("[data-lever=organisers][data-side=a]").fill("0.15")
    expect(page.locator(".titles")).to_contain_text("Organisers 15%")
    page.wait_for_selector(".ms:not(.busy)")
    page.locator(".scrub").fill("33")
    page.focus(".panel.a canvas")
    page.keyboard.press("ArrowRight")
    page.click("[data-do=link]")
    page.locator(".notice").wait_for()
    other = visitor()
    again = other.open(page.url)
    assert week(again) == 33
    for side in ("a", "b"):
        assert numbers(again, side) == numbers(page, side)
    assert again.locator(".titles").inner_text() == page.locator(".titles").inner_text()
    assert again.locator(".person h3").inner_text() == page.locator(".person h3").inner_text()
    assert first.complaints == other.complaints == []


def test_a_link_made_in_a_lesson_says_what_it_opens(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#lesson=who-is-heard")
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    page.click("[data-do=to_the_end]")
    page.click("[data-do=link]")
    expect(page.locator(".notice")).to_contain_text("the bet of this lesson")


def test_picture_and_data(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    path = _save(page, "save_picture", tmp_path)
    assert "-week-40" in path.name
    picture = Image.open(path)
    assert picture.format == "PNG"
    assert picture.width > 2000
    assert len(picture.convert("RGB").getcolors(2**24) or ()) > 50
    with _save(page, "save_data", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 41
    last = {row["panel"].lower(): row["members"] for row in rows if row["week"] == "40"}
    for side in ("a", "b"):
        assert last[side] == numbers(page, side)["members"]


def test_a_replay_opens_again_and_a_wrong_file_is_told(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    kept = numbers(page, "b")
    replay = _save(page, "save_replay", tmp_path)
    assert "week" not in replay.name, "a replay holds all weeks"
    page.goto("about:blank")
    visit.open(f"{address}#members=20&weeks=8")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"version": 9}', encoding="utf-8")
    page.set_input_files("input[type=file]", wrong)
    page.locator(".notice.error").wait_for()
    assert "wrong.json" in page.locator(".notice").inner_text()
    page.set_input_files("input[type=file]", replay)
    expect(page.locator(".clock")).to_have_text("Week 0 of 40")
    page.keyboard.press("End")
    assert numbers(page, "b") == kept
