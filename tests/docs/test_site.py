"""The documentation site builds without warnings and loads nothing from outside."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "movementsim"

LOADED = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|embed|object|image)\b[^>]*?"
    r"""\b(?:src|href|srcset|data|poster)=["']?((?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
LOADED_BY_STYLE = re.compile(
    r"""url\(\s*["']?((?:https?:)?//[^)]+)|@import\s+["'](?:https?:)?//([^"']+)"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does, in a folder of its own."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.mark.slow
def test_site_loads_nothing_from_outside(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not LOADED.findall(text), page.relative_to(site)
        # the theme's script fetches the diagram library from outside, but only for such blocks
        assert 'class="mermaid"' not in text, page.relative_to(site)
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not LOADED_BY_STYLE.findall(text), sheet.relative_to(site)


@pytest.mark.slow
def test_rule_pages_show_their_parameters(site: Path) -> None:
    for page in (site / "rules").glob("*.html"):
        if page.stem != "index":
            assert "<th>phase of the week</th>" in page.read_text(encoding="utf-8"), page.name
    assert "<td><code>lag</code></td>" in (site / "rules" / "leave.html").read_text("utf-8")


@pytest.mark.slow
def test_api_reference_holds_every_public_class_and_function(site: Path) -> None:
    found = "".join(
        page.read_text(encoding="utf-8") for page in sorted((site / "api").glob("*.html"))
    )
    for name in (
        "movementsim.Movement",
        "movementsim.rules.base.Rule",
        "movementsim.kernel.draws.Draws",
        "movementsim.measures.holdings.gini",
    ):
        assert f'id="{name}"' in found, name


def test_every_package_has_a_page_in_the_api_reference() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    pages = {path.stem for path in (ROOT / "docs" / "api").glob("*.md")}
    assert pages - {"index", "errors"} == packages


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    listed = set(re.findall(r"([\w/.-]+\.(?:md|ipynb))$", navigation, re.MULTILINE))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert pages <= listed
