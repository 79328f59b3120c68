"""A lesson from the bet to the facilitator's note, and the sandbox after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, week

pytestmark = pytest.mark.slow


def test_the_whole_of_a_lesson(visit: Visit, address: str) -> None:
    page = visit.open(address)
    lessons = page.locator("[data-lesson]")
    assert lessons.count() >= 7
    assert page.locator(".chapter").last.get_attribute("data-do") == "sandbox"
    lessons.first.click()
    form = page.locator(".bet")
    form.wait_for()
    page.wait_for_selector(".ms:not(.busy)")
    page.keyboard.press("End")
    assert week(page) == 0, "nobody may look ahead before the bet is placed"
    form.locator(".choice").nth(1).click()
    bet = form.locator(".choice").nth(1).inner_text()
    page.click("[data-do=bet]")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "run")
    expect(page.locator(".clock")).not_to_contain_text("Week 0 ")
    assert page.locator(".debrief").count() == 0
    page.click("[data-do=to_the_end]")
    talk = page.locator(".debrief")
    talk.wait_for()
    assert bet in talk.locator(".verdict").inner_text()
    for title in ("What happened", "Why", "What would change it"):
        assert len(talk.get_by_role("heading", name=title).locator("..").inner_text()) > 60
    assert "Essay S" in talk.inner_text()
    note = talk.locator(".note")
    assert not note.locator("p").is_visible()
    note.locator("summary").click()
    assert note.locator("p").is_visible()
    page.click("[data-do=next-lesson]")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "bet")
    page.wait_for_selector(".ms:not(.busy)")
    page.click("[data-do=lessons]")
    assert page.locator("[data-lesson] .number").first.inner_text() == "✓"


def test_a_lesson_goes_on_in_the_sandbox_and_has_a_link(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#lesson=who-is-heard")
    page.locator(".bet").wait_for()
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    page.click("[data-do=to_the_end]")
    page.click("[data-do=try_it]")
    page.wait_for_selector(".levers")
    page.wait_for_selector(".ms:not(.busy)")
    assert page.locator(".lever.differs").count() >= 1
    assert "Only this differs" in page.locator(".titles").inner_text()
