"""The published JSON Schema of experiment files is up to date and agrees with the package."""

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from movementsim.lab.config.schema import experiment_schema, schema_text
from movementsim.plugins.discovery import find_rules, find_strategies

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "docs" / "experiment.schema.json"
EXPERIMENTS = sorted((ROOT / "experiments").glob("*.toml"))
FIRST: dict[str, Any] = {"experiment": {"name": "first", "question": "?"}}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = experiment_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_published_schema_is_up_to_date() -> None:
    again = "movementsim schema --output docs/experiment.schema.json"
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), f"run `{again}`"


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_every_experiment_names_the_schema_and_is_valid(
    path: Path, validator: jsonschema.Draft202012Validator
) -> None:
    text = path.read_text(encoding="utf-8")
    named = text.splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / named).resolve() == PUBLISHED
    validator.validate(tomllib.loads(text))


@pytest.mark.parametrize(
    "values",
    [
        FIRST,
        {**FIRST, "design": {"parameters": {"members": [40, 80]}}},
        {**FIRST, "design": [{"parameters": {"members": {"low": 4, "high": 8, "steps": 2}}}]},
        {**FIRST, "arms": {"a": {"rules.ballot": {}, "following": {"Organiser": 0.1}}}},
        {**FIRST, "outcome": {"column": "went", "left": [1], "stayed": [False, "no"]}},
    ],
)
def test_config_that_the_package_accepts_is_valid(
    values: dict[str, Any], validator: jsonschema.Draft202012Validator
) -> None:
    validator.validate(values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {**FIRST, "movment": {}},
        {**FIRST, "movement": {"seed": 1}},
        {**FIRST, "movement": {"rules": {"ballot": {"no_such_parameter": 1}}}},
        {**FIRST, "movement": {"following": {"Organiser": 2}}},
        {**FIRST, "report": {"metrics": ["memebrs"]}},
        {**FIRST, "replicates": {"number": 0}},
    ],
)
def test_config_that_the_package_refuses_is_invalid(
    values: dict[str, Any], validator: jsonschema.Draft202012Validator
) -> None:
    assert not validator.is_valid(values)


def test_every_rule_and_strategy_is_described_with_its_parameters() -> None:
    definitions = experiment_schema()["$defs"]
    for name, found in find_rules().items():
        described = definitions["Rules"]["properties"][name]
        assert set(described["properties"]) == {about.name for about in found.kind.parameters()}
    assert set(definitions["Following"]["properties"]) == set(find_strategies())
    for name in ("Question", "Design", "Claim", "OutcomeConfig"):
        fields = definitions[name]["properties"]
        assert all("description" in about for about in fields.values()), name
