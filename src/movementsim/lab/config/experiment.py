"""An experiment as typed inputs: what is asked, what varies, how often, and what is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import tomli_w
from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator

from movementsim.errors import InputError
from movementsim.inputs import Strict
from movementsim.lab.config.claims import Claim
from movementsim.lab.config.designs import Design
from movementsim.lab.config.hashing import content_hash
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.config.overrides import Values, with_settings
from movementsim.lab.config.replicates import Replicates
from movementsim.lab.config.report import Limits, RecordConfig, Report
from movementsim.scenario.messages import explain
from movementsim.scenario.toml import read_toml


class Question(Strict):
    """`[experiment]`: what is asked, what is expected, and how long a run is.

    Attributes
    ----------
    name
        Name of the folder of results: small letters, digits and hyphens.
    question
        The question, for the reader of the report.
    expectation
        What is expected, stated before the runs.
    seed
        Replicate r has the same people and random draws in every arm and at every point; another
        seed gives other people.
    weeks
        Length of a run.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)
    question: str
    expectation: str = ""
    seed: int = Field(1, ge=0, lt=2**63)
    weeks: int = Field(260, ge=1, le=20_000)


class Experiment(Strict):
    """An experiment config.

    Attributes
    ----------
    experiment
        The question, the expectation, the seed and the length of a run.
    movement
        Fields of :class:`movementsim.scenario.scenario.Scenario`, except `seed` and `weeks`.
    arms
        The movements that are compared: overrides of `movement`, by name of the arm. An arm's
        `following` replaces the movement's; other tables are merged. Without arms there is one,
        called `movement`.
    design
        The points of the parameter space that are run.
    replicates
        How often each arm is run at each point.
    record
        What is recorded.
    report
        What is reported.
    limits
        What a single run may use.
    outcome
        What really happened to the people of a network, to be compared with the runs.
    claims
        Claims made before the runs, which test them.
    """

    _folder: Path = PrivateAttr(default=Path())
    """The folder from which paths in the config start."""

    experiment: Question
    movement: dict[str, Any] = Field(default_factory=dict)
    arms: dict[Annotated[str, Field(pattern=r"^[\w -]+$")], dict[str, Any]] = Field(
        default_factory=dict
    )
    design: tuple[Design, ...] = ()
    replicates: Replicates = Replicates(number=30)
    record: RecordConfig = RecordConfig()
    limits: Limits = Limits()
    report: Report = Report()
    outcome: OutcomeConfig | None = None
    claims: tuple[Claim, ...] = ()

    @field_validator("design", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, dict) else value

    @field_validator("movement")
    @classmethod
    def _not_twice(cls, value: Values) -> Values:
        for name in ("seed", "weeks"):
            if name in value:
                raise ValueError(f"{name!r} belongs to [experiment]; take it out of [movement]")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Experiment:
        names = [design.name for design in self.design]
        if len(set(names)) < len(names):
            raise ValueError(
                f"two designs have the same name: {', '.join(names)}; give each its own"
            )
        reference = self.report.reference
        if reference is not None and reference not in self.arm_names:
            raise ValueError(
                f"report.reference = {reference!r} is not an arm; the arms are "
                f"{', '.join(self.arm_names)}"
            )
        self._claims_fit()
        for name in self.report.over_time:
            if name not in self.record.metrics:
                raise ValueError(
                    f"report.over_time has {name!r}, which record.metrics does not record"
                )
        return self

    def _claims_fit(self) -> None:
        ids = [claim.id for claim in self.claims]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two claims have the same id: {', '.join(ids)}; give each its own")
        for claim in self.claims:
            named = [claim.arm] if claim.arm is not None else []
            for contrast in (claim.contrast, claim.across):
                if contrast is not None and contrast.parameter is None:
                    named += [contrast.before, contrast.after]
            for name in named:
                if name not in self.arm_names:
                    raise ValueError(
                        f"the claim {claim.id!r} names {name!r}, which is not an arm; the arms "
                        f"are {', '.join(self.arm_names)}"
                    )

    @property
    def folder(self) -> Path:
        """The folder that paths in the config start from: that of its file."""
        return self._folder

    @property
    def arm_names(self) -> list[str]:
        """The arms, the reference first."""
        names = list(self.arms) or ["movement"]
        first = self.report.reference
        return sorted(names, key=lambda name: name != first) if first in names else names

    @property
    def over_time(self) -> tuple[str, ...]:
        """The indicators that are drawn over time."""
        shown = [name for name in self.report.metrics if name in self.record.metrics]
        return self.report.over_time or tuple(shown)

    def __eq__(self, other: object) -> bool:
        """Whether all values are the same, wherever they were read from."""
        return isinstance(other, Experiment) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(self.hash())

    @classmethod
    def from_values(cls, values: Values, origin: str = "experiment") -> Experiment:
        """Make an experiment from plain values.

        Parameters
        ----------
        values
            The sections of a config, as nested dictionaries.
        origin
            What errors call the source of the values, such as the path of a file.

        Returns
        -------
        Experiment
            The experiment, with defaults for all values that are not given.

        Raises
        ------
        InputError
            When a key or value is wrong; names it, what is allowed, and the nearest known key.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise InputError(explain(error, cls, origin)) from error

    @classmethod
    def from_toml(cls, path: str | Path, settings: list[str] | None = None) -> Experiment:
        """Read an experiment from a TOML file.

        Parameters
        ----------
        path
            The file; paths in the config are resolved against its folder.
        settings
            Values that override those of the file, such as `experiment.weeks=52`.

        Returns
        -------
        Experiment
            The experiment, with defaults for all values that are not given.

        Raises
        ------
        InputError
            When the file cannot be read, or a key, value or setting is wrong.
        """
        origin = f"{path} with --set" if settings else str(path)
        read = cls.from_values(with_settings(read_toml(path), settings or []), origin)
        read._folder = Path(path).parent
        return read

    def to_toml(self) -> str:
        """Return the experiment as TOML; reading it gives an equal experiment."""
        return tomli_w.dumps(self.resolved())

    def resolved(self) -> Values:
        """Return all values, defaults included, as plain ones."""
        return self.model_dump(mode="json", exclude_none=True, by_alias=True)

    def hash(self) -> str:
        """Return the SHA-256 of the resolved config."""
        return content_hash(self.resolved())
