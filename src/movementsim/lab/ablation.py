"""What matters: each rule and each trait switched off by itself, same people, same luck.

So a reader sees which of the model's parts carry a result, and which could be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from movementsim.discovery import find_rules, find_strategies, rule_class
from movementsim.errors import InputError
from movementsim.indicators import INDICATORS
from movementsim.lab.design import Cell
from movementsim.lab.experiment import Design, Experiment
from movementsim.lab.figures import GREY, STYLE, Picture, heading, interval, name_rows
from movementsim.lab.overrides import ABLATED, MIXTURE, NOTHING
from movementsim.lab.points import Points
from movementsim.lab.summary import Answers, decided
from movementsim.measures import Interval, PairedDifference

SHOWN = 15
FEWEST = 5
"""Twins below which no change is called sure."""


def ablation(experiment: Experiment, only: Sequence[str] = ()) -> Experiment:
    """Return the experiment that switches off each rule and each trait of another, by itself.

    Its arms, people, seeds and record are the same, so runs in which nothing is switched off have
    the ids they had.

    Parameters
    ----------
    experiment
        What is taken apart; its designs are left aside.
    only
        Names of what is to be switched off, `rules.<rule>` or `<strategy>.<trait>`; all if empty.

    Raises
    ------
    InputError
        When `only` names something that cannot be switched off here.
    """
    able = list(_able(experiment))
    unknown = [name for name in only if name not in able]
    if unknown:
        raise InputError(
            f"{', '.join(unknown)}: cannot be switched off in this experiment; these can: "
            f"{', '.join(able)}"
        )
    asked = experiment.experiment
    question = f"Which rules and traits carry the answer? ({asked.question})"
    name = f"{asked.name[: 80 - len('-ablation')]}-ablation"
    return Experiment.model_validate(
        {
            **experiment.model_dump(by_alias=True, exclude_none=True),
            "experiment": {
                **asked.model_dump(),
                "name": name,
                "question": question,
                "expectation": "",
            },
            "design": [
                Design.model_validate(
                    {
                        "name": "ablation",
                        "kind": "table",
                        "points": [{ABLATED: one} for one in (NOTHING, *(only or able))],
                    }
                ).model_dump(exclude_none=True)
            ],
            "claims": [],
        }
    )


def _able(experiment: Experiment) -> Iterator[str]:
    """Yield what can be switched off: rules of the week, and traits of strategies in play."""
    settings = [experiment.movement, *experiment.arms.values()]
    left_out = set(experiment.movement.get("without", ()))
    for name in left_out:
        rule_class(name)
    for rule in sorted(find_rules()):
        if rule not in left_out:
            yield f"rules.{rule}"
    played = dict.fromkeys(name for values in settings for name in _strategies(values))
    for name in played:
        found = find_strategies().get(name)
        for about in found.kind.parameters() if found else ():
            if about.neutral is not None:
                yield f"{name}.{about.name}"


def _strategies(values: dict[str, object]) -> Iterator[str]:
    """Yield the strategies that a table of settings puts in play."""
    for name, value in values.items():
        if name == MIXTURE and isinstance(value, dict):
            yield from value
        elif name.startswith(f"{MIXTURE}."):
            yield name.split(".")[1]
        elif name.endswith("strategy") and isinstance(value, str):
            yield value
        elif name == "roles" and isinstance(value, list | tuple):
            yield from (str(role["strategy"]) for role in value if role.get("strategy"))


# What came of it ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """What switching one thing off does to an indicator.

    Attributes
    ----------
    what
        What is off.
    by_arm
        The paired change in each arm: with it off less with nothing off.
    apart
        For each arm but the reference: the change of its difference to the reference.
    size
        The largest change, in standard deviations of runs with nothing off.
    """

    what: str
    by_arm: tuple[PairedDifference, ...]
    apart: tuple[Interval, ...]
    size: float

    @property
    def told_by_few(self) -> bool:
        """Whether there are too few twins to be sure: two or three may change alike by luck."""
        return max(one.n for one in self.by_arm) < FEWEST

    @property
    def sure(self) -> bool:
        """Whether it surely changes something in some arm."""
        return not self.told_by_few and any(decided(one.low, one.high) for one in self.by_arm)


def effects(answers: Answers, cells: Sequence[Cell], metric: str) -> list[Effect]:
    """Return what each thing does, the largest first.

    Parameters
    ----------
    answers, cells, metric
        The runs of an ablation, its cells, and the indicator.
    """
    arms = answers.plan.experiment.arm_names
    by = _places(cells)
    found = []
    for what in dict.fromkeys(cell.point[ABLATED] for cell in cells):
        if what == NOTHING:
            continue
        changed = tuple(answers.difference(by[arm, what], by[arm, NOTHING], metric) for arm in arms)
        apart = tuple(
            answers.interaction(
                (by[arm, what], by[arms[0], what], by[arm, NOTHING], by[arms[0], NOTHING]), metric
            )
            for arm in arms[1:]
        )
        sizes = [
            _size(change.mean, answers.of(by[arm, NOTHING], metric))
            for arm, change in zip(arms, changed, strict=True)
        ]
        found.append(Effect(what, changed, apart, max(sizes)))
    return sorted(found, key=lambda one: -one.size)


def _places(cells: Sequence[Cell]) -> dict[tuple[str, str], Cell]:
    """Return the cells by arm and by what is switched off."""
    return {(cell.arm, cell.point[ABLATED]): cell for cell in cells}


def _size(change: float, usual: np.ndarray) -> float:
    spread = float(np.nanstd(usual, ddof=1)) if len(usual) > 1 else 0.0
    if spread > 0:
        return abs(change) / spread
    return 0.0 if change == 0 else np.inf


def picture(
    answers: Answers, cells: Sequence[Cell], ranked: Sequence[Effect], metric: str
) -> Picture | None:
    """Draw the largest effects of switching things off, arm by arm; None where nothing changes."""
    arms = answers.plan.experiment.arm_names
    shown = [one for one in ranked if one.size > 0][:SHOWN]
    if not shown:
        return None
    by, points = _places(cells), Points()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.0, 1.3 + 0.3 * max(len(shown), 2)), layout="constrained")
        axis = figure.subplots()
        for row, effect in enumerate(shown):
            for number, change in enumerate(effect.by_arm):
                shift = 0.3 * (number - (len(arms) - 1) / 2)
                name = "" if row else arms[number]
                interval(axis, change, number, row=row + shift, name=name)
                arm = arms[number]
                points.add(by[arm, effect.what], metric, change, less=by[arm, NOTHING])
        axis.axvline(0, color=GREY, linewidth=0.8)
        heading(axis, metric, 70)
        name_rows(axis, [named(one.what) for one in shown], metric)
        axis.set_xlabel(f"Change when it is switched off ({INDICATORS[metric].unit})")
        if len(arms) > 1:
            axis.legend(loc="best")
    caption = (
        f"{len(shown)} of {len(ranked)} rules and traits, those with the largest effect first: how "
        f"{INDICATORS[metric].meaning} at the end changes when one of them is switched off, same "
        "people and same luck; bars are 95% intervals."
    )
    return Picture(f"ablation-{metric.replace('_', '-')}", figure, caption, points.table())


def named(what: str) -> str:
    """Return what is switched off, for a reader."""
    owner, _, name = what.partition(".")
    words = name.replace("_", " ")
    return f"rule: {words}" if owner == "rules" else f"{owner}'s {words}"
