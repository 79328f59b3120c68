"""The JSON Schema of an experiment file, by which editors complete, explain and check it.

Names, ranges and meanings come from where the package declares them: the typed inputs of
experiments and scenarios, the parameters of rules and strategies, and the indicators.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

from movementsim.inputs import Strict
from movementsim.kernel.parameters import Declared, Parameter
from movementsim.lab.config.experiment import Experiment
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.plugins.schema import all_indicators
from movementsim.scenario.scenario import Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OF_EXPERIMENT = ("seed", "weeks")
"""Fields of a scenario that an experiment has in `[experiment]`."""
_SHARE = {"type": "number", "minimum": 0, "maximum": 1, "description": "Share of the members."}


def experiment_schema() -> dict[str, Any]:
    """Return the JSON Schema of an experiment file, with the rules and strategies of the package.

    It accepts what :meth:`movementsim.lab.config.experiment.Experiment.from_toml` accepts, and
    also some files that the package refuses: what several keys must satisfy together is checked
    by the package alone.

    Returns
    -------
    dict[str, Any]
        The schema as plain values, in the dialect of JSON Schema 2020-12.
    """
    schema = Experiment.model_json_schema(by_alias=True)
    scenario = Scenario.model_json_schema(by_alias=True)
    definitions = {**schema.pop("$defs"), **scenario.pop("$defs")}
    movement = _movement(scenario["properties"])
    for name, kind in _models(Experiment, Scenario).items():
        _explain(definitions.get(name, {}), kind)
    properties = schema["properties"]
    properties["movement"] = {"$ref": "#/$defs/Movement"}
    properties["arms"]["additionalProperties"] = {"$ref": "#/$defs/Arm"}
    one = properties["design"]
    properties["design"] = {"anyOf": [{"$ref": "#/$defs/Design"}, one]}
    indicators = {"enum": list(all_indicators())}
    for section, fields in {
        "Report": ("metrics", "over_time"),
        "RecordConfig": ("metrics",),
    }.items():
        for name in fields:
            definitions[section]["properties"][name]["items"] = indicators
    definitions["Claim"]["properties"]["metric"].update(indicators)
    definitions |= {"Rules": _rules(), "Following": _following(), **_settings(movement)}
    return {
        "$schema": _DIALECT,
        "title": "An experiment of movementsim",
        "type": "object",
        "properties": properties,
        "required": schema["required"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _settings(movement: dict[str, Any]) -> dict[str, Any]:
    """Return the definitions of a movement's settings, and of those that an arm changes."""
    return {
        "Movement": {
            "type": "object",
            "description": "[movement]: the movement before any arm changes it.",
            "properties": movement,
            "additionalProperties": False,
        },
        "Arm": {
            "type": "object",
            "description": "An arm: values of the movement that differ, as tables or dotted names.",
            "properties": movement,
            "patternProperties": {r"\.": {}},
            "additionalProperties": False,
        },
    }


def schema_text() -> str:
    """Return the JSON Schema of an experiment file as it is published."""
    return json.dumps(experiment_schema(), indent=1, ensure_ascii=False) + "\n"


def _movement(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a scenario that `[movement]` takes."""
    kept = {name: about for name, about in fields.items() if name not in _OF_EXPERIMENT}
    kept["rules"] = {"$ref": "#/$defs/Rules"}
    kept["following"] = {"$ref": "#/$defs/Following"}
    return kept


def _rules() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Parameters of rules, by rule.",
        "properties": {name: _declared(found.kind) for name, found in find_rules().items()},
    }


def _following() -> dict[str, Any]:
    strategies = {name: _declared(found.kind) for name, found in find_strategies().items()}
    return {
        "type": "object",
        "description": "Who follows which strategy: a share, or a share with parameters.",
        "properties": {
            name: {"anyOf": [_SHARE, _with_share(about)]} for name, about in strategies.items()
        },
    }


def _declared(kind: type[Declared]) -> dict[str, Any]:
    """Return the schema of the parameters that a rule or strategy declares."""
    found = {
        "type": "object",
        "properties": {about.name: _parameter(about) for about in kind.parameters()},
        "additionalProperties": False,
    }
    return {"description": _first_line(kind), **found}


def _with_share(about: dict[str, Any]) -> dict[str, Any]:
    return {**about, "properties": {"share": _SHARE, **about["properties"]}}


def _parameter(about: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": f"{about.meaning} ({about.unit})",
        "default": about.default,
    }
    if isinstance(about.default, bool):
        return {**found, "type": "boolean"}
    if isinstance(about.default, int | float):
        return {**found, "type": "number", "minimum": about.low, "maximum": about.high}
    return found


def _models(*kinds: type[Strict]) -> dict[str, type[Strict]]:
    """Return the models inside these models, by name."""
    found: dict[str, type[Strict]] = {}

    def look(annotation: Any) -> None:
        known = getattr(annotation, "__name__", "") in found
        if inspect.isclass(annotation) and issubclass(annotation, Strict) and not known:
            found[annotation.__name__] = annotation
            for field in annotation.model_fields.values():
                look(field.annotation)
        for part in getattr(annotation, "__args__", ()):
            look(part)
        if (alias := getattr(annotation, "__value__", None)) is not None:
            look(alias)

    for kind in kinds:
        look(kind)
    return found


def _explain(schema: dict[str, Any], kind: type[Strict]) -> None:
    """Give a model's schema its first line, and each field what the Attributes say of it."""
    schema["description"] = _first_line(kind)
    said = _attributes(inspect.getdoc(kind) or "")
    for name, about in schema.get("properties", {}).items():
        field = next((f for f, info in kind.model_fields.items() if name in (f, info.alias)), name)
        if field in said:
            about["description"] = said[field]


def _attributes(text: str) -> dict[str, str]:
    """Return the descriptions in the section Attributes of a docstring, by name."""
    _, _, section = text.partition("Attributes\n----------\n")
    section = re.split(r"\n\n?\w+\n-+\n", section)[0]
    found: dict[str, str] = {}
    names: list[str] = []
    for line in section.splitlines():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.split(":")[0].split(",")]
        elif line.strip():
            for name in names:
                found[name] = f"{found.get(name, '')} {line.strip()}".strip()
    return found


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " ")
