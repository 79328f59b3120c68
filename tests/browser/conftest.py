"""The pages as a class uses them: served by the real command, in a real Chromium."""

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
"""The fields of a link to a pair of runs that takes a moment."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = needed.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(*words: str) -> Iterator[str]:
    """Run `movementsim show` with these arguments; yield the address of its pages."""
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
    """The address at which `movementsim show` serves the pages."""
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
    """A page, with the addresses it requested and the errors it logged.

    Attributes
    ----------
    page
        The page.
    requests
        Every address it requested.
    errors
        The errors it wrote to the console.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Open the address, and wait until people are drawn."""
        self.page.goto(address)
        self.page.wait_for_selector("[data-ready=yes]")
        return self.page


type Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Make visitors that share nothing, with a 1080p screen by default."""
    contexts: list[BrowserContext] = []

    def come(width: int = 1920, height: int = 1080, *, offline: bool = False) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, offline=offline, accept_downloads=True
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on(
            "console",
            lambda line: visit.errors.append(line.text) if line.type == "error" else None,
        )
        return visit

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visit]:
    """One visitor, whose page must log no errors."""
    one = visitor()
    yield one
    assert one.errors == []


def numbers(page: Page, side: str) -> dict[str, str]:
    """Return the big numbers of a panel, by their labels."""
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
    """Assert that axe-core finds nothing, and no text smaller than this many pixels."""
    found = Axe().run(page, options={"runOnly": LEVELS}).response
    assert found["passes"], "axe-core has checked nothing"
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate(TOO_SMALL, least) == []


def in_view(page: Page, selector: str) -> float:
    """Return the visible share of an element, of as much as the window can show."""
    share = """element => {
      const { top, bottom, height } = element.getBoundingClientRect();
      const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
      return seen / Math.min(height, innerHeight);
    }"""
    return float(page.locator(selector).first.evaluate(share))


def save(page: Page, what: str, folder: Path) -> Path:
    """Save a picture, a replay or data, and return the path of the file."""
    page.click("[data-do=save]")
    with page.expect_download() as download:
        page.click(f"[data-do=save_{what}]")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def wait_until_idle(page: Page) -> None:
    """Wait until no run is in progress."""
    page.wait_for_selector(".ms:not(.busy)")


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until the element has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def week(page: Page) -> int:
    """Return the week that the page shows."""
    return int(page.locator(".clock").inner_text().split()[1])
