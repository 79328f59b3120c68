"""The pages on the model and its rules describe the model that runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

from movementsim.kernel.parameters import Declared
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.reference import model_tables
from movementsim.rules.base import PHASES, Rule
from movementsim.state.extension import schema_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "model.md"
PAGES = [PAGE, *sorted(ROOT.glob("docs/rules/*.md"))]
SOURCES = ROOT / "docs" / "sources.md"
GENERATED = re.compile(r"<!-- \[\[\[cog .*?\[\[\[end\]\]\] -->", re.DOTALL)


def ours() -> dict[str, type[Declared]]:
    """Return the package's own rules and strategies, whatever else is installed."""
    found = [*find_rules().items(), *find_strategies().items()]
    return {
        name: item.kind for name, item in found if item.kind.__module__.startswith("movementsim.")
    }


def test_pages_are_up_to_date() -> None:
    imports = "from movementsim.reference import model_tables"
    checked = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", "-p", imports, *map(str, PAGES)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert checked.returncode == 0, f"tables are out of date: run make tables\n{checked.stdout}"


def test_page_on_the_model_uses_every_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    used = set(re.findall(r"cog\.out\(model_tables\.(\w+)\(", text))
    assert used == {name for name in vars(model_tables) if name.endswith("_table")}
    assert re.findall(r'rules_table\("([^"]+)"\)', text) == list(PHASES)


def test_every_rule_is_described() -> None:
    described = re.findall(r"^#### `(\w+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(described) == sorted(ours().keys() & find_rules().keys())


def test_prose_names_only_existing_parameters() -> None:
    """In the prose of a rule, code words are its parameters, other rules, or options."""
    text = GENERATED.sub("", PAGE.read_text(encoding="utf-8"))
    rules = {name: kind for name, kind in ours().items() if name in find_rules()}
    for part in re.split(r"^#### ", text, flags=re.MULTILINE)[1:]:
        name = part[1 : part.index("`", 1)]
        prose = re.split(r"^##", part, flags=re.MULTILINE)[0]
        own = {about.name for about in rules[name].parameters()}
        for word in re.findall(r"`([a-z]\w*)`", prose):
            other = word in rules or word in {"worked", "exclude"}
            assert word in own or other, f"{name} has no parameter {word!r}"


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


def test_tables_of_a_rule_show_its_parameters_and_what_it_brings() -> None:
    parameters = model_tables.parameters_of_rule("leave")
    assert (
        "| `lag` | weeks from a silent decision to leave until the membership lapses | weeks |"
        in parameters
    )
    brought = model_tables.brought_by_rule("leave")
    assert brought.startswith("| phase of the week | reads | writes |")
    assert "| column of people | `voiced` |" in brought
    assert "has no parameters" in model_tables.parameters_of_rule("support")
    assert "declares no columns" in model_tables.brought_by_rule("world_drift")
