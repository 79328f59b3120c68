"""Everything works from the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, Visit, numbers, tab_to, week

pytestmark = pytest.mark.slow


def test_time_and_display_respond_to_keys(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert week(page) == 11
    page.keyboard.press("ArrowLeft")
    assert week(page) == 10
    page.keyboard.press("End")
    assert week(page) == 40
    page.keyboard.press("Home")
    assert week(page) == 0
    page.keyboard.press("p")
    assert page.locator(".ms.projector").count() == 1
    page.keyboard.press("d")
    assert page.locator(".ms.dark").count() == 1
    page.keyboard.press("f")
    page.get_by_role("dialog", name="Five moments").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert week(page) == 10
    assert page.get_by_role("dialog").count() == 0


def test_arrow_keys_move_between_people(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    tab_to(page, ".panel.a canvas")
    page.keyboard.press("ArrowRight")
    first = page.locator(".person h3").inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator(".person h3").inner_text() != first
    assert "Trust" in page.locator(".person").inner_text()
    assert week(page) == 40, "arrow keys on the map must not change the week"
    page.keyboard.press("Escape")
    assert page.locator(".person").count() == 0


def test_lever_can_be_moved_with_the_keyboard(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    before = numbers(page, "a")
    tab_to(page, "[data-lever=organisers][data-side=a]")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".titles")).to_contain_text("Organisers 12%")
    page.wait_for_selector(".ms:not(.busy)")
    assert numbers(page, "a") != before
    assert page.evaluate("document.activeElement.dataset.lever") == "organisers"


def test_single_key_shortcuts_can_be_switched_off(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("?")
    page.get_by_label("Single keys work").press(" ")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    assert page.locator(".ms.dark").count() == 0
