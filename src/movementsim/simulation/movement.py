"""The movement: a Mesa model whose state lives in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from numbers import Integral
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Self

from movementsim.errors import InputError
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.arguments import (
    Mixture,
    check_record_every,
    checked_rules,
    chosen_seed,
    missing_indicator_error,
    plan_scenario,
    refuse_misplaced,
    reporters,
)
from movementsim.simulation.following import Following
from movementsim.simulation.histories import HistoryMixin
from movementsim.simulation.mesa_model import mesa_class
from movementsim.simulation.running_totals import Tally
from movementsim.simulation.stack import Stack
from movementsim.simulation.week import Week
from movementsim.state.observed import Indicator
from movementsim.state.world import World
from movementsim.strategies.base import Strategy

if TYPE_CHECKING:
    from mesa import Model as MesaModel

    from movementsim.simulation.agents import Member
else:
    MesaModel = object  # Mesa loads pandas, networkx and SciPy, so it waits for the first movement

MODEL_VERSION = "2.1"
"""The version of the model; it is raised whenever results change on purpose (see the changelog)."""


class Movement(HistoryMixin, MesaModel):
    """A movement of members who act along their ties, week by week.

    Every movement is a :class:`mesa.Model`. Mesa is loaded when the first one is made.

    Parameters
    ----------
    scenario
        The scenario; or give its fields as keywords.
    following
        Shares of members by strategy: `{Organiser(): 0.03}` or `{"Organiser": 0.03}`.
    seed
        The seed; movements with the same seed share people and random draws, whatever else
        differs. If left out, it is the scenario's; None draws a new one, as in Mesa (it is kept in
        `setup.seed`).
    record
        Indicators to collect, by name or as objects, at the start and every `record_every` weeks;
        all but the costly ones if None.
    record_every
        Weeks between two records, 1 or more.
    rules
        The rules themselves, in place of those that the scenario names; or parameters of rules by
        the rules' names.
    rng
        Mesa's other name for `seed`.
    settings
        Any other field of :class:`movementsim.scenario.scenario.Scenario`.

    Attributes
    ----------
    setup
        The scenario.
    stack
        The movement in a stack of one, which simulates it.
    datacollector
        Mesa's data collector, which holds the recorded indicators.

    Raises
    ------
    InputError
        For any argument that cannot be used, before any work starts.

    Warns
    -----
    InputWarning
        When a share above 0 rounds to nobody at the start because there are too few members.

    Examples
    --------
    >>> movement = Movement(members=60, following={"Organiser": 0.05}, seed=1)
    >>> movement.run(weeks=4).week
    4
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Return a Mesa model of this class, as `Path()` returns a path of the system's kind."""
        model: Self = super().__new__(mesa_class(cls))  # type: ignore[arg-type]  # classes can be hashed
        return model

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        following: Mixture | None = None,
        seed: int | EllipsisType | None = ...,
        record: Iterable[str | Indicator] | None = None,
        record_every: int = 1,
        rules: Iterable[Rule] | Mapping[str, Any] | None = None,
        rng: int | EllipsisType | None = ...,
        **settings: Any,
    ) -> None:
        refuse_misplaced(scenario, following)
        check_record_every(record_every)
        if isinstance(rules, Mapping):
            settings["rules"], rules = rules, None
        own_rules = None if rules is None else checked_rules(rules)
        plan, own = plan_scenario(scenario, following, chosen_seed(seed, rng), settings)
        super().__init__(rng=plan.seed)
        self.setup = plan
        self.stack = self._stack(plan, own, own_rules)
        self._views: dict[int, Member] | None = None
        self.record_every = record_every
        from mesa import DataCollector

        recorded = reporters(record, self.weeks.rules)
        self.datacollector = DataCollector(
            model_reporters={name: _reporter(about) for name, about in recorded.items()}
        )
        self.datacollector.collect(self)

    def _stack(
        self, plan: Scenario, own: Mapping[str, Strategy], rules: list[Rule] | None
    ) -> Stack:
        return Stack([plan], own, rules)

    # Mesa reads the parameters of a class, which Python takes from `__new__` where it exists
    __new__.__signature__ = signature(__init__)  # type: ignore[attr-defined]

    # -- running

    @property
    def week(self) -> int:
        """Number of weeks that have passed."""
        return self.stack.week

    @property
    def weeks(self) -> Week:
        """The rules, in the order of the week."""
        return self.stack.weeks

    @property
    def world(self) -> World:
        """The state: people, ties, branches and what happened to them."""
        return self.stack.world

    @property
    def following(self) -> Following:
        """Who follows which strategy."""
        return self.stack.following

    @property
    def tally(self) -> Tally:
        """Running totals of what happened, as arrays with one row."""
        return self.stack.tally

    @property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators that can be read, by name."""
        return self.stack.indicators

    def step(self) -> None:
        """Simulate one week."""
        self.stack.step()
        if self.week % self.record_every == 0:
            self.datacollector.collect(self)
        if not self.world.people.on_roll.any():
            self.running = False

    def run(
        self, weeks: int | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Movement:
        """Simulate a number of weeks and return the movement.

        Parameters
        ----------
        weeks
            Number of weeks, 0 or more; all that remain of the scenario's if None.
        progress
            Called after each week with the numbers of weeks done and of weeks to do, such as
            `lambda done, weeks: print(f"{done} of {weeks}")`.

        Returns
        -------
        Movement
            This movement.

        Raises
        ------
        InputError
            When the number of weeks is not a whole number, 0 or more.
        """
        weeks = max(self.setup.weeks - self.week, 0) if weeks is None else weeks
        if isinstance(weeks, bool) or not isinstance(weeks, Integral) or weeks < 0:
            raise InputError(f"run(weeks={weeks!r}): must be a whole number of weeks, 0 or more")
        for done in range(1, weeks + 1):
            self.__class__.step_once(self)
            if progress is not None:
                progress(done, weeks)
        return self

    def step_once(self) -> None:
        """Simulate one week and advance Mesa's clock."""
        self._wrapped_step()

    # -- looking

    @property
    def agents(self) -> Any:
        """The members as Mesa agents, which are made when they are first read."""
        from movementsim.simulation.agents import Member

        if self._views is None:
            self._views = {}
        people = self.world.people
        on_roll = people.on_roll.nonzero()[0]
        here = set(on_roll.tolist())
        for slot in [slot for slot in self._views if slot not in here]:
            self._views.pop(slot).remove()
        for slot in on_roll.tolist():
            if slot not in self._views:
                self._views[slot] = Member(self, slot)
        return self._all_agents

    def view(self, slot: int) -> Member | None:
        """Return the member in this slot as a Mesa agent; None for people who are not members."""
        if self._views is None:
            _ = self.agents
        assert self._views is not None
        return self._views.get(slot)

    def read(self, *which: str | Indicator) -> dict[str, float]:
        """Return the present values of indicators, by name.

        Parameters
        ----------
        *which
            Indicators, by name or as objects; all that this movement has if none are given.

        Returns
        -------
        dict[str, float]
            Values by name of the indicator.

        Raises
        ------
        InputError
            When this movement has no such indicator; names the rule that would add it.
        """
        values = {}
        for about in which or self.indicators.values():
            if isinstance(about, str):
                if about not in self.indicators:
                    raise InputError(missing_indicator_error(about, self.indicators))
                about = self.indicators[about]
            values[about.name] = float(self.stack.read(about)[0])
        return values


def _reporter(about: Indicator | None) -> Callable[[Movement], float]:
    """Return the function by which Mesa collects an indicator; NaN for one that is left out."""
    if about is None:
        return lambda movement: float("nan")
    return lambda movement: float(movement.stack.read(about)[0])
