"""Every rule has a page in docs/rules, and all pages follow one template."""

import re
from pathlib import Path

import pytest

from movementsim.plugins.discovery import find_rules

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
HEADINGS = [
    "What it says",
    "Source",
    "Equation",
    "Parameters",
    "What it brings",
    "Costs and gains",
    "What was found",
]
OURS = sorted(
    name for name, found in find_rules().items() if found.kind.__module__.startswith("movementsim.")
)


def sections(page: Path) -> dict[str, str]:
    """Return the text below each heading of a page, by heading."""
    parts = re.split(r"^## (.+)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title: text.strip() for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "index") == OURS


@pytest.mark.parametrize("rule", OURS)
def test_page_follows_the_template(rule: str) -> None:
    page = FOLDER / f"{rule}.md"
    found = sections(page)
    assert list(found) == HEADINGS
    assert all(found.values()), "a section is empty"
    assert f"`movementsim rules {rule}`" in found["Parameters"]
    assert f'model_tables.parameters_of_rule("{rule}")' in found["Parameters"]
    assert f'model_tables.brought_by_rule("{rule}")' in found["What it brings"]


@pytest.mark.parametrize("rule", OURS)
def test_page_names_the_sources_of_the_rule(rule: str) -> None:
    text = sections(FOLDER / f"{rule}.md")["Source"]
    source = find_rules()[rule].kind.source
    for proposition in re.findall(r"\b(?:S\d\.[A-Z]+|P)\d+", source):
        assert proposition in text, proposition
    for author, year in re.findall(r"([A-Z][a-z]+)[^;]*? (\d{4})", source):
        assert author in text, author
        assert year in text, year


def test_every_page_is_listed_in_the_overview() -> None:
    listed = re.findall(r"\]\((\w+)\.md\) \(`(\w+)`\)", (FOLDER / "index.md").read_text("utf-8"))
    assert all(page == rule for page, rule in listed)
    assert sorted(page for page, _ in listed) == OURS
