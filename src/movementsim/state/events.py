"""Events that a scenario schedules: what happens to a movement, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from movementsim.inputs import Strict

WeekNumber = Annotated[int, Field(ge=0, le=20_000, description="week in which it happens")]
"""A week of a run, counted from 0."""

# the keys that each kind of event reads
_READS = {
    "threat": ("size", "weeks", "branch"),
    "opportunity": ("size", "weeks", "branch", "inside"),
    "shock": ("size", "branch"),
    "causes": ("discontent", "weak_rivals", "squeezed_unions"),
    "remove": ("who", "branch"),
    "exclude": ("who", "by", "branch"),
}

EVERY_LEADER = "leaders"
"""The name that stands for the leaders of all branches, in place of people's ids."""


class Event(Strict):
    """One dated event.

    Attributes
    ----------
    week
        When it happens.
    kind
        `threat`: an outward campaign opens in every branch (or in `branch`) for `weeks` weeks, and
        missing it costs the branch. `remove`: the people named (or every branch leader) lose their
        post and leave. `exclude`: the people named in `by` shut out those named in `who`.
        `causes`: the outside causes of a surge take new values. `shock`: the opinion of the people
        around moves by `size`. `opportunity`: an outward or inside opportunity of `size` opens.
    who, by
        Ids of the people to whom it happens, and of those who do it.
    branch
        The branch in which it happens; every branch if None.
    size, weeks
        How large it is, and for how many weeks it stays open.
    inside
        Whether the opportunity is one inside the movement.
    discontent, weak_rivals, squeezed_unions
        New values of the outside causes of a surge, 0-1; unchanged if None.
    """

    week: WeekNumber
    kind: Literal["threat", "remove", "exclude", "causes", "shock", "opportunity"]
    who: tuple[str, ...] = Field((), description="people's ids, or 'leaders'")
    by: tuple[str, ...] = Field((), description="ids of those who do it")
    branch: int | None = Field(None, ge=0, description="only in this branch")
    size: float = Field(1.0, gt=-2, le=1000, allow_inf_nan=False, description="how large")
    weeks: int = Field(2, ge=1, le=520, description="the window")
    inside: bool = Field(False, description="an inside opportunity instead of an outward one")
    discontent: float | None = Field(None, ge=0, le=1)
    weak_rivals: float | None = Field(None, ge=0, le=1)
    squeezed_unions: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def _refuse_keys_of_other_kinds(self) -> Event:
        for name, field in type(self).model_fields.items():
            unread = name not in ("week", "kind", *_READS[self.kind])
            if unread and getattr(self, name) != field.default:  # the default may be written out
                readers = [kind for kind, names in _READS.items() if name in names]
                raise ValueError(
                    f'{name} belongs to kind = "{'" or "'.join(readers)}", not to "{self.kind}"; '
                    "leave it out"
                )
        return self

    @model_validator(mode="after")
    def _check_size(self) -> Event:
        if self.size < 0 and self.kind != "shock":
            raise ValueError(f'size = {self.size:g}: must be 0 or more, where kind = "{self.kind}"')
        if self.kind == "causes" and all(getattr(self, name) is None for name in _READS["causes"]):
            raise ValueError(f'kind = "causes" needs at least one of {", ".join(_READS["causes"])}')
        return self

    @model_validator(mode="after")
    def _check_people(self) -> Event:
        if self.kind in ("remove", "exclude") and not self.who:
            raise ValueError(
                f'kind = "{self.kind}" needs who = ["id", ...] or who = ["{EVERY_LEADER}"]'
            )
        if EVERY_LEADER in self.who and len(self.who) > 1:
            raise ValueError(
                f'who = {list(self.who)}: "{EVERY_LEADER}" stands for itself; put the others into '
                "an event of their own"
            )
        for name in self.by:
            if name in self.who:
                raise ValueError(f"by = {list(self.by)}: {name!r} is among who; name others")
        return self
