"""The documentation works: code runs, links have targets, commands exist."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
import typer

from movementsim.cli.main import app
from movementsim.lab.config.designs import Design
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.planning import make_plan
from movementsim.plugins import discovery

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(
    r"^(?:\*\*`(?P<file>[^`\n]+)`\*\*\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
LINK = re.compile(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)")
NUMBER = count()


def blocks(page: Path, language: str) -> list[str]:
    """Return a page's fenced blocks of a language, padded so that line numbers match the page."""
    text = page.read_text(encoding="utf-8")
    return [
        "\n" * text.count("\n", 0, found.start("text")) + found["text"]
        for found in FENCE.finditer(text)
        if found["language"] == language
    ]


def captioned(page: Path) -> dict[str, str]:
    """Return the blocks that show files, by file name: **`name`** above the fence."""
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return {block["file"]: block["text"] for block in found if block["file"]}


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


@pytest.fixture
def module() -> Iterator[ModuleType]:
    """A separate module for the code of a page, since classes look up their module by name."""
    made = ModuleType(f"docs_page_{next(NUMBER)}")
    sys.modules[made.__name__] = made
    yield made
    del sys.modules[made.__name__]


@pytest.mark.slow
@pytest.mark.parametrize("page", pages_with("python"), ids=lambda page: page.name)
def test_python_code_runs(
    page: Path, module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in captioned(page).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for code in blocks(page, "python"):
        exec(compile(code, str(page), "exec"), module.__dict__)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(name.endswith(".toml") for name in captioned(page))],
    ids=lambda page: page.name,
)
def test_experiments_in_pages_can_be_run(page: Path, tmp_path: Path) -> None:
    files = captioned(page)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in files:
        if name.endswith(".toml"):
            experiment = Experiment.from_toml(tmp_path / name)
            assert make_plan(experiment, tmp_path, name).runs


def fragments() -> list[tuple[Path, str]]:
    """Return the partial configs of pages, each appended to the complete config of its page."""
    found = []
    for page in PAGES:
        complete = [text for name, text in captioned(page).items() if name.endswith(".toml")]
        if complete:
            parts = [text for text in blocks(page, "toml") if text.lstrip("\n") not in complete]
            found += [(page, f"{complete[0]}\n{part.lstrip()}") for part in parts]
    return found


@pytest.mark.parametrize(("page", "text"), fragments(), ids=lambda one: getattr(one, "name", ""))
def test_parts_of_experiments_can_be_run(page: Path, text: str, tmp_path: Path) -> None:
    for name, file in captioned(page).items():
        (tmp_path / name).write_text(file, encoding="utf-8")
    config = tmp_path / "complete.toml"
    config.write_text(text, encoding="utf-8")
    assert make_plan(Experiment.from_toml(config), tmp_path, "complete.toml").runs


def test_every_kind_of_design_has_an_example() -> None:
    texts = blocks(ROOT / "docs" / "designs.md", "toml")
    shown = {kind for text in texts for kind in re.findall(r'^kind = "(\w+)"', text, re.MULTILINE)}
    assert shown == set(get_args(Design.model_fields["kind"].annotation))


def commands() -> list[tuple[str, list[str]]]:
    """Return every command of every page, also in inline code, with the name of its page."""
    found = []
    for page in PAGES:
        inline = re.findall(r"`((?:movementsim|make) [^`\n]+)`", page.read_text(encoding="utf-8"))
        lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
        for line in lines + inline:
            words = shlex.split(line, comments=True)
            if words:
                found.append((page.name, [Path(words[0]).name, *words[1:]]))
    return found


def test_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    known = typer.main.get_group(app)
    seen = set()
    for page, (program, *words) in commands():
        seen.add(program)
        if program == "make":
            goals = [word for word in words if "=" not in word]
            assert set(goals) <= targets, f"{page}: make {shlex.join(words)}"
        elif program == "movementsim" and words[0].isidentifier():
            assert words[0] in known.commands, f"{page}: movementsim {shlex.join(words)}"
            verb = known.commands[words[0]]
            if not words[1:]:  # only its name
                continue
            context = verb.make_context(words[0], words[1:])  # raises if an option is unknown
            config = context.params.get("config")
            if config and config.name.islower() and config.parts[0] == "experiments":
                assert Experiment.from_toml(ROOT / config, context.params["settings"]).arm_names
            if context.params.get("plugin"):
                continue  # strategies and rules of the page's own file are tested with that file
            if words[0] == "rules" and context.params["name"]:
                discovery.rule_class(context.params["name"])
            if words[0] == "strategies" and context.params["name"]:
                discovery.strategy_class(context.params["name"])
    assert {"make", "movementsim", "pip", "python"} <= seen


def written() -> list[tuple[str, str]]:
    """Return every file and folder that commands and code of the pages write, with the page."""
    found = [
        (page, words[place + 1])
        for page, words in commands()
        for place, word in enumerate(words[:-1])
        if word in ("--output", "-o", "--results")
    ]
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found += [(page.name, name) for name in re.findall(r'write_network\(.*"(.+?)"\)', text)]
    return found


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
@pytest.mark.parametrize(("page", "path"), written())
def test_git_ignores_what_the_pages_write(page: str, path: str) -> None:
    done = subprocess.run(["git", "check-ignore", "--quiet", path], cwd=ROOT, check=False)
    assert done.returncode == 0, f"{page} writes {path}, which git does not ignore"


def test_a_run_with_something_of_ones_own_has_a_folder_of_its_own() -> None:
    own = [words for _, words in commands() if {"run", "--plugin"} <= set(words)]
    assert len(own) > 1
    for words in own:
        assert "--results" in words, shlex.join(words)


def test_the_demo_deletes_nothing() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2]
    assert "--fresh" not in recipe.partition("\n\n")[0]


def test_at_least_the_known_outputs_are_looked_at() -> None:
    assert {"lesson.html", "runs/comparison", "club.graphml"} <= {path for _, path in written()}


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_have_targets(page: Path) -> None:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    for path, anchor in LINK.findall(prose):
        target = page.parent / path if path else page
        assert target.exists(), f"{page.name} links to {path}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} links to {path}#{anchor}"


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    linked = {path for path, _ in LINK.findall(index)}
    for page in ROOT.glob("docs/*.md"):
        assert page.name in linked or page.name == "index.md", f"{page.name} is not in the index"
