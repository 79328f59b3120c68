"""Declared parameters: the fields of frozen dataclasses, with unit, range, status and source.

Rules and strategies both declare their parameters in this way, and share checks, errors and tables.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Literal, Self, dataclass_transform, get_type_hints

from movementsim.errors import InputError

ParameterStatus = Literal["assumed", "calibrated", "from data", "definition"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is known about one parameter.

    Attributes
    ----------
    name, meaning
        Its name in code and what it stands for.
    default, neutral
        Its default value, and the value that switches its effect off (None if there is none).
    unit, low, high
        The unit, and the allowed range, which is also the plausible one.
    status, source
        Whether the default is assumed, calibrated or from data, and where it comes from.
    formerly
        Its name in earlier versions, for the error that says so.
    """

    name: str
    meaning: str
    default: Any
    unit: str
    low: float
    high: float
    status: str
    source: str
    neutral: Any = None
    formerly: str = ""


def parameter(
    default: Any,
    meaning: str,
    *,
    unit: str = "share",
    low: float = 0.0,
    high: float = 1.0,
    status: ParameterStatus = "assumed",
    source: str = "",
    neutral: Any = None,
    formerly: str = "",
) -> Any:
    """Declare one parameter of a rule or a strategy, as a dataclass field.

    Parameters
    ----------
    default
        The default value.
    meaning : str
        What the parameter stands for.
    unit : str
        Its unit.
    low, high : float
        The allowed range.
    status : str
        Whether the default is assumed, calibrated, from data or a definition.
    source : str
        Where the default comes from; the source of the rule or strategy if not given.
    neutral
        The value that switches the effect off, if there is one.
    formerly : str
        Its name in earlier versions, for the error that says so.

    Returns
    -------
    dataclasses.Field
        The field, typed as Any so that it can stand as the default of any annotation.
    """
    about = {
        "meaning": meaning,
        "unit": unit,
        "low": low,
        "high": high,
        "status": status,
        "source": source,
        "neutral": neutral,
        "formerly": formerly,
    }
    return field(default=default, metadata=about)


@dataclass_transform(frozen_default=True)
class Declared:
    """Base class of rules and strategies: every subclass becomes a frozen dataclass.

    Raises
    ------
    InputError
        If a value has the wrong type, is not finite or is out of range.
    TypeError
        If a subclass defines `__init__` or `reset`.
    """

    source: ClassVar[str] = ""
    moved: ClassVar[Mapping[str, str]] = {}
    """Parameters that earlier versions had here, and where they are now."""

    def __init_subclass__(cls, **words: Any) -> None:
        super().__init_subclass__(**words)
        for name in ("__init__", "reset"):
            if name in cls.__dict__:
                raise TypeError(
                    f"{cls.__name__} defines {name}: declare parameters as annotated fields "
                    "instead; keep what must be remembered in a memory column"
                )
        dataclass(frozen=True)(cls)

    def __post_init__(self) -> None:
        kinds = _kinds(type(self))  # type: ignore[arg-type]  # classes can be hashed
        for about in self.parameters():
            object.__setattr__(
                self, about.name, _checked(self, about, getattr(self, about.name), kinds)
            )

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the parameters in the order of their definition."""
        return _parameters(cls)  # type: ignore[arg-type]

    def values(self) -> dict[str, Any]:
        """Return the parameters' values by name."""
        return {about.name: getattr(self, about.name) for about in self.parameters()}

    def neutral(self, *names: str) -> Self:
        """Return a copy with these parameters at the value that switches them off.

        Parameters
        ----------
        *names : str
            Names of parameters.

        Returns
        -------
        Declared
            A new rule or strategy of the same class.

        Raises
        ------
        InputError
            If a parameter does not exist or has no neutral value.
        """
        known = {about.name: about for about in self.parameters()}
        values = {item.name: getattr(self, item.name) for item in fields(self)}  # type: ignore[arg-type]
        for name in names:
            if name not in known or known[name].neutral is None:
                able = ", ".join(k for k, about in known.items() if about.neutral is not None)
                raise InputError(
                    f"{type(self).__name__} has no parameter {name!r} with a neutral value; "
                    f"these have one: {able or 'none'}"
                )
            values[name] = known[name].neutral
        return type(self)(**values)


@cache
def _kinds(owner: type[Any]) -> dict[str, Any]:
    """Return the types of the parameters, cached because every run needs them."""
    return get_type_hints(owner, include_extras=False)


@cache
def _parameters(cls: type[Any]) -> tuple[Parameter, ...]:
    extras = get_type_hints(cls, include_extras=True)
    listed = []
    for item in fields(cls):
        about = dict(item.metadata)
        if not about:
            notes = getattr(extras[item.name], "__metadata__", ())
            about = next((dict(note) for note in notes if isinstance(note, dict)), {})
        default = None if item.default is MISSING else item.default
        listed.append(
            Parameter(
                name=item.name,
                meaning=about.get("meaning", ""),
                default=default,
                unit=about.get("unit", ""),
                low=about.get("low", -math.inf),
                high=about.get("high", math.inf),
                status=about.get("status", "assumed"),
                source=about.get("source", "") or cls.source,
                neutral=about.get("neutral"),
                formerly=about.get("formerly", ""),
            )
        )
    return tuple(listed)


def _checked(owner: Declared, about: Parameter, value: Any, kinds: dict[str, Any]) -> Any:
    place = f"{type(owner).__name__}.{about.name}"
    kind = kinds.get(about.name, Any)
    if kind is bool:
        if not isinstance(value, bool):
            raise InputError(f"{place} = {value!r}: must be true or false")
        return value
    if kind not in (int, float):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{place} = {value!r}: must be a number{_within(about)}")
    if not math.isfinite(value) or not about.low <= value <= about.high:
        raise InputError(f"{place} = {value!r}: must be a finite number{_within(about)}")
    if kind is int:
        if value != int(value):
            raise InputError(f"{place} = {value!r}: must be a whole number{_within(about)}")
        return int(value)
    return float(value)


def _within(about: Parameter) -> str:
    """Return the range in words; "" where any number is allowed."""
    unit = f" {about.unit}" if about.unit and about.unit != "share" else ""
    if math.isinf(about.low) and math.isinf(about.high):
        return ""
    if math.isinf(about.high):
        return f", {about.low:g} or more{unit}"
    if math.isinf(about.low):
        return f", at most {about.high:g}{unit}"
    return f" in {about.low:g} to {about.high:g}{unit}"
