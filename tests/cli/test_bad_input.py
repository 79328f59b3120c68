"""Bad input gives one clear message and exit status 2, and nothing is written."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from .conftest import Command

PLUGIN = """
import numpy as np
from movementsim import Strategy

class Raises(Strategy):
    def decide(self, me):
        return 1 / 0

class WrongShape(Strategy):
    def decide(self, me):
        return me.rest().when(np.ones(len(me) + 1, bool))

class NoIntent(Strategy):
    def decide(self, me):
        return None

class AimsAtNobody(Strategy):
    def decide(self, me):
        return me.talk(None)
"""


def refused(command: Command, tmp_path: Path, *words: str | Path) -> str:
    """Return the error message of a run that must be refused and must write nothing."""
    before = sorted(tmp_path.rglob("*"))
    done = command("run", *words)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    after = [path for path in sorted(tmp_path.rglob("*")) if "__pycache__" not in path.parts]
    assert after == before
    return done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("experiment.weaks=5", ["unknown key 'experiment.weaks'", "did you mean 'weeks'?"]),
        ("movement.membrs=5", ["unknown key 'membrs'", "did you mean 'members'?"]),
        ("experiment.weeks=lots", ["experiment.weeks", "'lots'", "whole number"]),
        ("movement.rules.ballot.office_share=2.0", ["office_share", "2.0", "0 to 0.9"]),
        ("arms.organisers.following.Organiser=nan", ["following.Organiser", "nan"]),
        ("movement.outside=inf", ["outside = inf"]),
        ("arms.organisers.following={Organiser=0.7, Factionalist=0.7}", ["add up to 1.4"]),
        ("movement.members=true", ["members = True", "must be a whole number, not true or false"]),
        ("replicates.number=true", ["replicates.number = True", "must be a whole number"]),
        ("movement.members=0", ["members = 0", "greater than or equal to 1"]),
        ("movement={network={kind='file', ties_file='none.csv'}}", ["none.csv"]),
        ("movement.roles=[{who='ann'}]", ["small.toml", "roles.0.who = 'ann': nobody is called"]),
        ("movement.roles=[{who='leader', post='chief'}]", ["small.toml", "roles.0.post = 'chief'"]),
        ("movement.events=[{week=2, kind='shok'}]", ["small.toml", "did you mean 'shock'?"]),
        ("movement.events=[{week=2, kind='shock', branch=9}]", ["small.toml", "there are 2 branc"]),
        (
            "outcome={column='a', left=['b'], stayed=['c'], leaders=['ann']}",
            ["small.toml", "outcome.leaders = ['ann']: must be a list of 2, not 1"],
        ),
    ],
)
def test_wrong_value_is_named(
    command: Command, config: Path, tmp_path: Path, setting: str, words: list[str]
) -> None:
    said = refused(command, tmp_path, config, "--set", setting)
    for word in words:
        assert word in said


def test_missing_or_unreadable_config_is_refused(
    command: Command, config: Path, tmp_path: Path
) -> None:
    assert "no such file" in refused(command, tmp_path, "missing.toml")
    assert "cannot be read" in refused(command, tmp_path, tmp_path)
    config.write_text("[experiment\n", encoding="utf-8")
    assert "is not TOML" in refused(command, tmp_path, config)
    config.write_bytes(b"\xff\xfe")
    assert "cannot be read" in refused(command, tmp_path, config)


def test_results_folder_that_cannot_be_written_is_refused(
    command: Command, config: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    said = refused(command, tmp_path, config, "--results", "taken")
    assert "cannot be written" in said
    assert "--results" in said


def test_full_disk_is_reported_before_any_run(
    command: Command, config: Path, tmp_path: Path
) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = command("run", config, preexec_fn=small_files)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_disk_that_fills_up_leaves_no_partial_files(
    command: Command, config: Path, tmp_path: Path
) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    done = command("run", config, preexec_fn=small_files)
    assert done.returncode == 2, done.stderr
    assert "cannot be written any more" in done.stderr
    assert "The same command" in done.stderr
    left = [path for path in (tmp_path / "runs").rglob("*") if path.is_file()]
    assert not [path for path in left if path.suffix == ".tmp"]
    again = command("run", config)
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        ("Raises", "ZeroDivisionError"),
        ("WrongShape", "shape (7,) for 6 members"),
        ("NoIntent", "returned NoneType"),
        ("AimsAtNobody", "aimed at None"),
    ],
)
def test_strategy_that_cannot_work_is_named(
    command: Command, config: Path, tmp_path: Path, strategy: str, words: str
) -> None:
    plugin = tmp_path / "mine.py"
    plugin.write_text(PLUGIN, encoding="utf-8")
    setting = f"arms.organisers.following={{{strategy} = 0.1}}"
    said = refused(command, tmp_path, config, "--plugin", plugin, "--set", setting)
    assert f"the strategy {strategy}" in said
    assert "week 0" in said
    assert words in said


SLEEPS = """
import time

from movementsim import Strategy


class Sleeper(Strategy):
    \"\"\"Never makes up its mind.\"\"\"

    source = "the tests"

    def decide(self, me):
        \"\"\"Sleep.\"\"\"
        while True:
            time.sleep(0.1)
"""


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ((), "small.toml [arms.organisers]: "),
        (
            ("design=[{parameters={'rules.leave.lag'=[4]}}]",),
            "small.toml [arms.organisers] (rules.leave.lag = 4): ",
        ),
    ],
)
def test_place_of_an_error_is_named_once(
    command: Command, config: Path, tmp_path: Path, settings: tuple[str, ...], place: str
) -> None:
    words = ["movement.network={kind='generator', generator='path_grph'}", *settings]
    said = refused(command, tmp_path, config.name, *(part for w in words for part in ("--set", w)))
    assert said.startswith(f"movementsim: {place}network.generator: networkx has no generator")
    assert said.count("organisers") == 1


@pytest.mark.parametrize("verb", ["run", "plan"])
def test_strategy_that_hangs_is_named(
    command: Command, config: Path, tmp_path: Path, verb: str
) -> None:
    plugin = tmp_path / "mine.py"
    plugin.write_text(SLEEPS, encoding="utf-8")
    words = (config, "--plugin", plugin, "--set", "arms.organisers.following={Sleeper = 0.1}")
    done = command(verb, *words, "--set", "limits.run_seconds=3")
    assert done.returncode == 2
    assert (
        "organisers: the first weeks took longer than the limit for a whole run (3 s" in done.stderr
    )
    assert "decide, line" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(tmp_path.iterdir()) - {tmp_path / "__pycache__"} == {config, plugin}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import nothing_of_that_name", "nothing_of_that_name"),
        ("def broken(:", "SyntaxError"),
        ("answer = 42", "no subclass of Strategy or Rule"),
        (
            "from movementsim import Strategy\nclass Organiser(Strategy):\n    pass",
            "two have the same name",
        ),
    ],
)
def test_plugin_that_cannot_be_used_is_named(
    command: Command, config: Path, tmp_path: Path, text: str, words: str
) -> None:
    plugin = tmp_path / "mine.py"
    plugin.write_text(text, encoding="utf-8")
    said = refused(command, tmp_path, config, "--plugin", plugin)
    assert words in said


def test_malformed_address_of_a_scheduler_is_refused(
    command: Command, config: Path, tmp_path: Path
) -> None:
    said = refused(command, tmp_path, config.name, "--scheduler", "localhost")
    assert "--scheduler localhost: not a valid address of a Dask scheduler: missing port" in said


def test_unknown_option_or_command_is_refused(command: Command, config: Path) -> None:
    assert command("run", config, "--worker", "2").returncode == 2
    assert command("run", config, "--workers", "0").returncode == 2
    assert command("walk").returncode == 2
