"""Take the pictures of docs/educators.md from the real page at fixed seeds.

`python -m tests.browser.pictures` takes all of them again; test_pictures.py takes them as well.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, served

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = (1120, 630)
COLOURS = 64
SHUT_OUT = "#a=factionalists:0.15,exclusion:0.8&b=factionalists:0.15&members=80&weeks=60&seed=2"

LEADER = """() => {
  const { layout, worlds: [, world], week } = document.querySelector("#movementsim").viewer;
  const heads = Array.from(layout.x.keys()).filter((one) => world.leader(week, one) === one);
  const [head] = heads.sort((one, other) => world.power(week, other) - world.power(week, one));
  return { x: layout.x[head], y: layout.y[head] };
}"""

type Scene = Callable[[Page, str], None]


def _open(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("[data-ready=yes]")
    page.wait_for_selector(".ms:not(.busy)")


def _start(page: Page, address: str) -> None:
    _open(page, address)


def _bet(page: Page, address: str) -> None:
    _open(page, f"{address}#lesson=organise-or-divide")
    page.locator(".choice").first.click()


def _talk(page: Page, address: str) -> None:
    _bet(page, address)
    page.click("[data-do=bet]")
    page.click("[data-do=to_the_end]")
    page.locator(".debrief").wait_for()


def _person(page: Page, address: str) -> None:
    _open(page, address)
    page.keyboard.press("End")
    page.click("[data-tab=story]")
    page.locator(".panel.b canvas").hover(position=page.evaluate(LEADER))
    page.locator(".panel.b .hover").wait_for()


def _sandbox(page: Page, address: str) -> None:
    _open(page, address)
    page.keyboard.press("End")
    page.click("[data-tab=levers]")
    page.locator("[data-lever=giving][data-side=a]").fill("0.5")
    page.get_by_text("Giving power away 50% in A").wait_for()
    page.wait_for_selector(".ms:not(.busy)")
    page.locator(".lever summary").nth(2).click()


def _what_if(page: Page, address: str) -> None:
    _open(page, address + SHUT_OUT)
    page.keyboard.press("End")
    page.click("[data-tab=story]")
    page.locator(".story li[data-kind^=exclusion] .undo").last.click()
    page.locator(".banner").wait_for()


def _repeat(page: Page, address: str) -> None:
    levers = "a=organisers:0.06,factionalists:0&b=organisers:0,factionalists:0.06"
    _open(page, f"{address}#{levers}&members=100&weeks=60&seed=3")
    page.click("[data-do=repeat]")
    page.get_by_text("50 of 50 done").wait_for(timeout=900_000)


def _film(page: Page, address: str) -> None:
    _open(page, address)
    page.click("[data-do=film]")


def _projector(page: Page, address: str) -> None:
    _open(page, address)
    page.keyboard.press("End")
    page.keyboard.press("p")
    page.keyboard.press("d")


SCENES: dict[str, Scene] = {
    "start": _start,
    "bet": _bet,
    "talk": _talk,
    "person": _person,
    "sandbox": _sandbox,
    "what-if": _what_if,
    "repeat": _repeat,
    "filmstrip": _film,
    "projector": _projector,
}


def take(page: Page, address: str, name: str, folder: Path) -> Path:
    """Bring the page into the state of a scene, and write a small picture of it."""
    SCENES[name](page, address)
    page.wait_for_timeout(600)  # time for two frames and for the focus ring to fade
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = whole.resize(SIZE, Image.Resampling.LANCZOS)
    path = folder / f"{name}.png"
    # this method keeps the few bright colours; others replace them by shades of grey
    small.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    return path


def main() -> None:
    """Take all pictures of the documentation."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, served() as address:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in SCENES:
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.set_default_timeout(240_000)  # for a busy computer
            print(take(page, address, name, FOLDER))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
