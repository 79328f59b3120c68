"""How quick the pages are, in headless Chromium at 1080p without a GPU."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREEN = {"width": 1920, "height": 1080}
DRAWN = "[data-ready=yes]"
SECONDS_WATCHED = 4
FRAMES = """
(seconds) => new Promise((done) => {
  let frames = 0;
  const began = performance.now();
  const count = (now) => {
    frames += 1;
    if (now - began < 1000 * seconds) requestAnimationFrame(count);
    else done((1000 * frames) / (now - began));
  };
  requestAnimationFrame(count);
})
"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield headless Chromium, as Debian packages it."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Run `movementsim show`, and yield the address of its pages."""
    command = [sys.executable, "-u", "-m", "movementsim", "show", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            yield next(word for word in line.split() if word.startswith("http"))
        finally:
            server.terminate()


def first_picture(browser: Browser, times: int = 3) -> float:
    """Return the seconds from the command to people on the screen, the median of several."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        with served() as address:
            _open(browser, address)
            found.append(time.perf_counter() - began)
    return median(found)


def lever(browser: Browser, address: str, times: int = 5) -> list[float]:
    """Return the seconds from a lever let go to both movements drawn anew, each time."""
    page = _open(browser, f"{address}#members=200&weeks=120&seed=1")
    page.click("[data-tab=levers]")
    found = []
    for number in range(1, times + 1):
        began = time.perf_counter()
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.locator("[data-lever=organisers][data-side=a]").fill(f"{number / 100}")
        answer.value.finished()
        page.evaluate(PAINTED)
        found.append(time.perf_counter() - began)
    return found


def frames(browser: Browser, address: str, members: int) -> float:
    """Return the frames a second while two movements play."""
    page = _open(browser, f"{address}#members={members}&weeks=200&seed=1")
    page.keyboard.press("Space")
    return float(page.evaluate(FRAMES, SECONDS_WATCHED))


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=SCREEN).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector(DRAWN)
    return page
