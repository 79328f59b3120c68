"""The story of a run: detectors read its record and write one line on each notable event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim.app.pages.words import story_words
from movementsim.kernel.columns import Whole
from movementsim.recordings.record import Record

MOST_OF_A_KIND = 8
"""Most lines of one kind, so that the story stays short enough to read."""
FIRST_FACTIONS = 4
"""Number of factions whose first follower has a line."""
FACTION_SIZES = (5, 10, 20, 40, 80)
"""Numbers of followers at which a faction has a line."""
LEAVERS = (10, 20, 50, 100, 200, 500, 1000)
"""Numbers of people who have left at which the story has a line."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Names of people and branches.

    Attributes
    ----------
    people, branches
        Names, by place among everybody shown and by number of the branch.
    """

    people: list[str]
    branches: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story.

    Attributes
    ----------
    week
        Week of the record whose state shows what the line says.
    kind
        Key of the sentence in `story.toml`.
    text
        The sentence.
    who
        Places, in the record, of the people whom the line names.
    act
        Row of the event that can be left out, -1 where there is none.
    """

    week: int
    kind: str
    text: str
    who: tuple[int, ...] = ()
    act: int = -1

    def plain(self, row: Whole) -> dict[str, Any]:
        """Return the line for JSON, with people by their places among everybody shown."""
        values = {
            "week": self.week,
            "kind": self.kind,
            "text": self.text,
            "who": [int(row[one]) for one in self.who],
        }
        return {**values, "act": self.act} if self.act >= 0 else values


def describe_event(record: Record, recording: dict[str, Any], number: int) -> str:
    """Return one sentence on what one event was.

    Parameters
    ----------
    record
        The record of the run.
    recording
        A recording that shows the run.
    number
        Row of the event.

    Returns
    -------
    str
        The sentence, with the names of the people and the branch that the event names.
    """
    branches = [branch["name"] for branch in recording["branches"]]
    cast = Cast(recording["people"]["name"], branches)
    uids = np.array([int(uid) for uid in recording["people"]["uid"]], np.uint64)
    narrator = _Narrator(record, cast, np.searchsorted(uids, record.uid))
    kind = record.kind_of(number)
    meaning = f"{kind.meaning[:1].upper()}{kind.meaning[1:]}."
    narrator.words = {kind.name: meaning, **story_words()["acts"]}
    return narrator.about(number, kind.name).text


class _Narrator:
    """Writes the lines about one record."""

    def __init__(self, record: Record, cast: Cast, row: Whole) -> None:
        self.record = record
        self.cast = cast
        self.row = row
        self.words: dict[str, str] = story_words()["story"]

    def name(self, person: int) -> str:
        return self.cast.people[int(self.row[person])]

    def line(self, week: int, sentence: str, **fields: Any) -> Line:
        return Line(week, sentence, self.words[sentence].format(**fields))

    def about(self, number: int, sentence: str, **fields: Any) -> Line:
        """Return the line about one event, with the names of its people and its branch."""
        week, _, who, whom, branch, _ = (int(value) for value in self.record.events[number])
        named = {
            name: self.name(person)
            for name, person in (("who", who), ("whom", whom))
            if person >= 0
        }
        people = tuple(person for person in (who, whom) if person >= 0)
        if branch < 0 and people:  # some acts have no branch of their own: take the person's
            branch = int(self.record.branch[people[0]])
        where = {"branch": self.cast.branches[branch]} if branch >= 0 else {}
        text = self.words[sentence].format(**{**named, **where, **fields})
        removable = self.record.kind_of(number).removable
        return Line(week + 1, sentence, text, people, number if removable else -1)

    def has(self, number: int, *columns: int) -> bool:
        """Return whether the event of this row names somebody in these columns."""
        return all(self.record.events[number, column] >= 0 for column in columns)


type Detector = Callable[[_Narrator], Iterator[Line]]

_WHO, _WHOM = 2, 3  # columns of the events of a record
_BRANCH_LEADER = 2  # as a record writes this office


def story(record: Record, cast: Cast, row: Whole) -> list[Line]:
    """Return the story of a run, in the order of time.

    Parameters
    ----------
    record
        The record of the run.
    cast
        Names of people and branches.
    row : (people,)
        Places of the people of the record in the cast.

    Returns
    -------
    list[Line]
        The lines by week, with at most `MOST_OF_A_KIND` from each detector.
    """
    narrator = _Narrator(record, cast, row)
    lines: list[Line] = []
    for detector in DETECTORS:
        lines += list(detector(narrator))[:MOST_OF_A_KIND]
    return sorted(lines, key=lambda line: line.week)


def _leavers(narrator: _Narrator) -> Iterator[Line]:
    gone = sorted(narrator.record.rows("lapse") + narrator.record.rows("resignation"))
    known = [number for number in gone if narrator.has(number, _WHO)]
    if known:
        yield narrator.about(known[0], "first_leaver")
    for count in LEAVERS:
        week = _first(np.array(narrator.record.metrics["left"]) >= count)
        if week is not None:
            yield narrator.line(week, "leavers", count=count)


def _members(narrator: _Narrator) -> Iterator[Line]:
    members = np.array(narrator.record.metrics["members"]) / max(
        narrator.record.metrics["members"][0], 1
    )
    for percent in (10, 25, 50, 75, 100):
        up, down = _first(members >= 1 + percent / 100), _first(members <= 1 - percent / 100)
        if up is not None:
            yield narrator.line(up, "members_above", percent=percent)
        if down is not None:
            yield narrator.line(down, "members_below", percent=percent)


def _shares(metric: str, steps: tuple[int, ...], above: str, below: str | None) -> Detector:
    """Return a detector of the first weeks in which a share passes each of these percentages."""

    def detect(narrator: _Narrator) -> Iterator[Line]:
        share = 100 * np.array(narrator.record.metrics[metric])
        for percent in steps:
            up = _first(share >= percent)
            if up:
                yield narrator.line(up, above, percent=percent)
            down = _first(share < percent)
            if below and down and share[0] >= percent:
                yield narrator.line(down, below, percent=percent)

    return detect


def _exclusions(narrator: _Narrator) -> Iterator[Line]:
    """Report exclusions, and the anger that goes back to each."""
    roots = narrator.record.events[narrator.record.rows("angry_voice"), 5]
    for number in narrator.record.rows("exclusion"):
        if not narrator.has(number, _WHOM):
            continue
        voices = int((roots == number).sum())
        sentence = "exclusion" if narrator.has(number, _WHO) else "exclusion_by_nobody"
        followed = {0: "", 1: "_followed_once"}.get(voices, "_followed")
        yield narrator.about(number, sentence + followed, voices=voices)


def _first_angry(narrator: _Narrator) -> Iterator[Line]:
    for number in narrator.record.rows("angry_voice")[:1]:
        if narrator.has(number, _WHO):
            at = ""
            if narrator.has(number, _WHOM):
                whom = narrator.name(int(narrator.record.events[number, _WHOM]))
                at = narrator.words["about"].format(whom=whom)
            yield narrator.about(number, "first_angry", about=at)


def _resignations(narrator: _Narrator) -> Iterator[Line]:
    for number in narrator.record.rows("resignation"):
        if narrator.has(number, _WHO):
            followed = narrator.has(number, _WHOM)
            yield narrator.about(number, "resignation_with" if followed else "resignation")


def _each(kind: str, sentence: str, needs: tuple[int, ...], most: int = MOST_OF_A_KIND) -> Detector:
    """Return a detector that reports the first events of a kind."""

    def detect(narrator: _Narrator) -> Iterator[Line]:
        found = [number for number in narrator.record.rows(kind) if narrator.has(number, *needs)]
        for number in found[:most]:
            yield narrator.about(number, sentence)

    return detect


def _wins(narrator: _Narrator) -> Iterator[Line]:
    """Report the first win of each branch."""
    seen: set[int] = set()
    for number in narrator.record.rows("win"):
        branch = int(narrator.record.events[number, 4])
        if branch in seen:
            continue
        seen.add(branch)
        led = ""
        if narrator.has(number, _WHO):
            who = narrator.name(int(narrator.record.events[number, _WHO]))
            led = narrator.words["led"].format(who=who)
        yield narrator.about(number, "win", led=led)


def _elections(narrator: _Narrator) -> Iterator[Line]:
    """Report who is elected where somebody else led before."""
    record = narrator.record
    for number in narrator.record.rows("ballot"):
        week, who = int(record.events[number, 0]), int(record.events[number, _WHO])
        if who >= 0 and record.office[week, who] != _BRANCH_LEADER:
            percent = round(100 * record.turnout[number])
            yield narrator.about(number, "elected", percent=percent)


def _first_followers(narrator: _Narrator) -> Iterator[Line]:
    """Report the first follower of each faction."""
    record = narrator.record
    first: set[int] = set()
    for number in narrator.record.rows("faction"):
        who = int(record.events[number, _WHO])
        if len(first) == FIRST_FACTIONS or who in first or not narrator.has(number, _WHO, _WHOM):
            continue
        first.add(who)
        yield narrator.about(number, "first_faction")


def _large_factions(narrator: _Narrator) -> Iterator[Line]:
    """Report the growth of the largest factions."""
    record = narrator.record
    count = len(record.uid)
    largest = np.zeros(count)
    found = []
    for week, led in enumerate(record.leader):
        here = (led >= 0) & (record.status[week] == 1)
        size = np.bincount(led[here], minlength=count) - 1
        grown = (size > largest).nonzero()[0]
        for leader in grown.tolist():
            passed = [step for step in FACTION_SIZES if largest[leader] < step <= size[leader]]
            if passed:
                found.append((week, leader, passed[-1]))
        largest = np.maximum(largest, size)
    # only the largest factions have a line
    for week, leader, step in sorted(found, key=lambda one: -one[2])[:MOST_OF_A_KIND]:
        branch = narrator.cast.branches[int(record.branch[leader])]
        line = narrator.line(week, "faction", who=narrator.name(leader), count=step, branch=branch)
        yield Line(line.week, line.kind, line.text, (leader,))


def _first(where: Any) -> int | None:
    """Return the first place that is true, None if there is none."""
    found = np.flatnonzero(where)
    return int(found[0]) if len(found) else None


DETECTORS: tuple[Detector, ...] = (
    _leavers,
    _members,
    _shares("trust", (50, 60, 70, 80, 90), "trust_above", "trust_below"),
    _shares("in_factions", (10, 25, 50, 75), "factions_above", None),
    _shares("power_top_tenth", (30, 40, 50, 60, 70, 80), "power_above", None),
    _exclusions,
    _first_angry,
    _resignations,
    _wins,
    _elections,
    _first_followers,
    _large_factions,
    _each("defence", "defence", (_WHO, _WHOM), 4),
    _each("removal", "removal", (_WHOM,)),
    _each("threat", "threat", (), 5),
    _each("loss", "loss", (), 3),
    _each("leak", "leak", (_WHO, _WHOM), 4),
    _each("given", "given", (_WHO, _WHOM), 1),
    _each("failed_task", "failed_task", (_WHO, _WHOM), 1),
    _each("quarrel", "quarrel", (), 2),
    _each("surge", "surge", (), 3),
)
"""All detectors; each writes at most `MOST_OF_A_KIND` lines."""
