"""The pages as a class meets them: the real command, a real Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import needed
from tests.tiny import TINY

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)

SMALL = "members=60&weeks=40&seed=5"
"""A link's fields for a pair that runs in a moment."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    path = needed.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(*words: str) -> Iterator[str]:
    """Run `movementsim show` with these words, and give the address of its pages."""
    command = [sys.executable, "-m", "movementsim", "show", "--no-open", *words]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            yield next(word for word in line.split() if word.startswith("http"))
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where `movementsim show` serves the pages."""
    with served() as where:
        yield where


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of stored runs: one scenario, two seeds."""
    folder = tmp_path_factory.mktemp("stored")
    file = folder / "tiny.toml"
    file.write_text(TINY, encoding="utf-8")
    words = ["run", str(file), "--results", str(folder / "runs"), "--quiet", "--workers", "1"]
    command = [sys.executable, "-m", "movementsim", *words]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return next((folder / "runs").glob("**/manifest.json")).parent


@dataclass
class Visit:
    """A page, and what it asked for and complained of.

    Attributes
    ----------
    page
        The page.
    asked
        Every address it asked for.
    complaints
        What it wrote to the console in distress.
    """

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go there, and wait until people are drawn."""
        self.page.goto(address)
        self.page.wait_for_selector("[data-ready=yes]")
        return self.page


type Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Visitors that share nothing, at a 1080p screen unless told otherwise."""
    contexts: list[BrowserContext] = []

    def come(width: int = 1920, height: int = 1080, *, offline: bool = False) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, offline=offline, accept_downloads=True
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on(
            "console",
            lambda told: visit.complaints.append(told.text) if told.type == "error" else None,
        )
        return visit

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visit]:
    """One visitor, whose page must not have complained of anything."""
    one = visitor()
    yield one
    assert one.complaints == []


def numbers(page: Page, side: str) -> dict[str, str]:
    """Return the big numbers of a panel, by what stands under them."""
    boxes = page.locator(f".panel.{side} .numbers-row > div")
    return {box.locator("dt").inner_text(): box.locator("dd").inner_text() for box in boxes.all()}


LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

TOO_SMALL = """least => {
  const walk = document.createTreeWalker(document.querySelector('.ms'), NodeFilter.SHOW_TEXT);
  const small = [];
  while (walk.nextNode()) {
    const { data, parentElement: around } = walk.currentNode;
    if (!data.trim() || !around.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(around).fontSize);
    if (size < least - 0.01) small.push([data, size]);
  }
  return small;
}"""


def check_legible(page: Page, least: float = 16) -> None:
    """Complain of what axe-core finds, and of text smaller than this many pixels."""
    found = Axe().run(page, options={"runOnly": LEVELS}).response
    assert found["passes"], "axe-core has looked at nothing"
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate(TOO_SMALL, least) == []


def in_view(page: Page, selector: str) -> float:
    """Return how much of an element is on the screen, of what there could be."""
    share = """element => {
      const { top, bottom, height } = element.getBoundingClientRect();
      const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
      return seen / Math.min(height, innerHeight);
    }"""
    return float(page.locator(selector).first.evaluate(share))


def saved(page: Page, what: str, folder: Path) -> Path:
    """Save a picture, a replay or data, and return where it is."""
    page.click("[data-do=save]")
    with page.expect_download() as download:
        page.click(f"[data-do=save_{what}]")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def settled(page: Page) -> None:
    """Wait until nothing is being run."""
    page.wait_for_selector(".ms:not(.busy)")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the tab key until this has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def week(page: Page) -> int:
    """Return the week that the page shows."""
    return int(page.locator(".clock").inner_text().split()[1])
