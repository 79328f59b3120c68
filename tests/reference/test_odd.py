"""The model's page tells of the model that runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from movementsim.errors import InputError
from movementsim.kernel.parameters import Declared
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.reference import odd
from movementsim.rules.base import Rule
from movementsim.state.extension import schema_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "model.md"
SOURCES = ROOT / "docs" / "sources.md"


def ours() -> dict[str, type[Declared]]:
    """Return our rules and strategies: what else is installed is no matter of the page."""
    found = [*find_rules().items(), *find_strategies().items()]
    return {
        name: item.kind for name, item in found if item.kind.__module__.startswith("movementsim.")
    }


def test_page_is_fresh() -> None:
    assert odd.fresh(PAGE.read_text(encoding="utf-8")) == PAGE.read_text(encoding="utf-8"), (
        "docs/model.md is stale: run python -m movementsim.reference.odd"
    )


def test_page_uses_every_table() -> None:
    used = re.findall(r"<!-- generated: ([^>]+?) -->", PAGE.read_text(encoding="utf-8"))
    assert sorted(used) == sorted(odd.TABLES)


def test_every_rule_has_prose_and_no_other() -> None:
    told = re.findall(r"^#### `(\w+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(ours().keys() & find_rules().keys())


def test_prose_names_only_parameters_that_are_there() -> None:
    """In the prose of a rule, code words are its parameters, other rules, or options."""
    text = odd.BLOCK.sub("", PAGE.read_text(encoding="utf-8"))
    rules = {name: kind for name, kind in ours().items() if name in find_rules()}
    for part in re.split(r"^#### ", text, flags=re.MULTILINE)[1:]:
        name = part[1 : part.index("`", 1)]
        prose = re.split(r"^##", part, flags=re.MULTILINE)[0]
        own = {about.name for about in rules[name].parameters()}
        for word in re.findall(r"`([a-z]\w*)`", prose):
            other = word in rules or word in {"worked", "exclude"}
            assert word in own or other, f"{name} has no parameter {word!r}"


def test_a_stale_page_is_noticed_and_put_right(tmp_path: Path) -> None:
    page = tmp_path / "model.md"
    page.write_text("Before.\n<!-- generated: verbs -->\nyesterday\n<!-- end -->\nAfter.\n")
    with pytest.raises(typer.Exit) as stopped:
        odd.main(page, check=True)
    assert stopped.value.exit_code == 1
    assert "yesterday" in page.read_text()
    odd.main(page)
    text = page.read_text()
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert "| `talk` |" in text
    assert "yesterday" not in text
    odd.main(page, check=True)


def test_the_command_says_what_it_cannot_read() -> None:
    missing = subprocess.run(
        [sys.executable, "-m", "movementsim.reference.odd", "nowhere.md"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert missing.returncode == 2
    assert "nowhere.md" in missing.stderr
    assert "Traceback" not in missing.stderr


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<!-- generated: weather -->\n<!-- end -->", "no generated block 'weather'"),
        ("<!-- generated: week -->\n", "close it"),
    ],
)
def test_a_wrong_block_is_refused(page: str, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        odd.fresh(page)


def named_sources() -> set[str]:
    rules = [kind() for kind in ours().values() if issubclass(kind, Rule)]
    schema = schema_of(rules, rules)
    columns = [*schema.known_people.values(), *schema.known_branches.values()]
    sources = [column.source for column in columns]
    sources += [verb.source for verb in schema.verbs.values()]
    for kind in ours().values():
        sources.append(kind.source)
        sources += [about.source for about in kind.parameters()]
    return set(sources)


def test_every_source_is_explained() -> None:
    explained = SOURCES.read_text(encoding="utf-8")
    papers = explained.partition("## Literature")[2]
    for source in named_sources():
        for proposition in re.findall(r"\bS\d\.[A-Z]+\d+", source):
            assert f"| {proposition} |" in explained, f"{proposition} is not in sources.md"
        for pattern in re.findall(r"(?<![.\w])P\d+", source):
            assert f"| {pattern} |" in explained, f"pattern {pattern} is not in sources.md"
        for author, year in re.findall(r"([A-Z][a-z]+)[^;]*? (\d{4})", source):
            assert re.search(rf"^- {author}.*\({year}\)", papers, re.MULTILINE), source
