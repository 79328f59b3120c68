"""Settings by dotted name."""

from __future__ import annotations

import pytest

from movementsim.errors import InputError
from movementsim.lab.config.overrides import with_overrides, with_settings, with_value


def test_settings_are_toml_values_by_dotted_name() -> None:
    values = {"a": {"b": 1}, "roles": [{"who": "leader", "brief": "inside"}]}
    found = with_settings(values, ["a.c=[1, 2]", "roles.0.brief=outward", 'a."x.y"=2.5', "d=true"])
    assert found == {
        "a": {"b": 1, "c": [1, 2], "x.y": 2.5},
        "d": True,
        "roles": [{"who": "leader", "brief": "outward"}],
    }
    assert values["a"] == {"b": 1}  # the given values are unchanged


def test_share_keeps_its_parameters() -> None:
    values = {"following": {"Organiser": {"share": 0.1, "listening": 0.5}, "Factionalist": 0.2}}
    more = with_value(values, ["following", "Organiser"], 0.3)
    assert more["following"]["Organiser"] == {"share": 0.3, "listening": 0.5}
    with_more = with_value(values, ["following", "Factionalist", "span"], 3)
    assert with_more["following"]["Factionalist"] == {"share": 0.2, "span": 3}
    replaced = with_overrides(values, {"following": {"Organiser": 0.4}})
    assert replaced["following"] == {"Organiser": 0.4}


@pytest.mark.parametrize("setting", ["experiment.weeks", "=3", "a b=1", "a=]", "roles.1.brief=x"])
def test_malformed_setting_is_refused(setting: str) -> None:
    with pytest.raises(InputError):
        with_settings({"roles": [{}]}, [setting])
