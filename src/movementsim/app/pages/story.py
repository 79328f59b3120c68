"""The story of a run: detectors that read its record and say in one line what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim.app.pages.words import story_words
from movementsim.kernel.columns import Whole
from movementsim.recordings.acts import CODE, KINDS, REMOVABLE
from movementsim.recordings.record import Record

MOST_OF_A_KIND = 8
"""Lines of one kind at most: a story that tells everything tells nothing."""
FIRST_BANDS = 4
BAND = (5, 10, 20, 40, 80)
"""Followers at which a band is worth a line."""
LEAVERS = (10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Cast:
    """What people and branches are called."""

    people: list[str]
    branches: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story.

    Attributes
    ----------
    week
        The week of the record in which it can be seen.
    kind
        Which sentence.
    text
        The sentence.
    who
        Places, in the record, of the people it names.
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
        told = {
            "week": self.week,
            "kind": self.kind,
            "text": self.text,
            "who": [int(row[one]) for one in self.who],
        }
        return {**told, "act": self.act} if self.act >= 0 else told


def told_of(record: Record, together: dict[str, Any], number: int) -> str:
    """Return what one event was, in words.

    Parameters
    ----------
    record
        The run.
    together
        A recording that shows it.
    number
        The row of the event.
    """
    branches = [branch["name"] for branch in together["branches"]]
    cast = Cast(together["people"]["name"], branches)
    uids = np.array([int(uid) for uid in together["people"]["uid"]], np.uint64)
    teller = _Teller(record, cast, np.searchsorted(uids, record.uid))
    teller.words = story_words()["acts"]
    return teller.about(number, KINDS[int(record.events[number, 1])]).text


class _Teller:
    """Makes lines out of what is found in one record."""

    def __init__(self, record: Record, cast: Cast, row: Whole) -> None:
        self.record = record
        self.cast = cast
        self.row = row
        self.words: dict[str, str] = story_words()["story"]

    def name(self, person: int) -> str:
        return self.cast.people[int(self.row[person])]

    def line(self, week: int, sentence: str, **said: Any) -> Line:
        return Line(week, sentence, self.words[sentence].format(**said))

    def about(self, number: int, sentence: str, **said: Any) -> Line:
        """Return the line about one event, which names its people and its branch."""
        week, kind, who, whom, branch, _ = (int(value) for value in self.record.events[number])
        named = {
            name: self.name(person)
            for name, person in (("who", who), ("whom", whom))
            if person >= 0
        }
        people = tuple(person for person in (who, whom) if person >= 0)
        if branch < 0 and people:  # not every act says where: it is where its people are
            branch = int(self.record.branch[people[0]])
        where = {"branch": self.cast.branches[branch]} if branch >= 0 else {}
        text = self.words[sentence].format(**{**named, **where, **said})
        return Line(week + 1, sentence, text, people, number if kind in REMOVABLE else -1)

    def rows(self, kind: str) -> list[int]:
        """Return the rows of the events of a kind, in order."""
        return np.flatnonzero(self.record.events[:, 1] == CODE[kind]).tolist()

    def has(self, number: int, *columns: int) -> bool:
        """Say whether the event of this row names somebody in these columns."""
        return all(self.record.events[number, column] >= 0 for column in columns)


type Detector = Callable[[_Teller], Iterator[Line]]

WHO, WHOM = 2, 3
LEADER = 2


def story(record: Record, cast: Cast, row: Whole) -> list[Line]:
    """Return the story of a record, in the order of time.

    Parameters
    ----------
    record
        The run.
    cast
        What people and branches are called.
    row
        Places of the record's people in the cast.
    """
    teller = _Teller(record, cast, row)
    lines: list[Line] = []
    for detector in DETECTORS:
        lines += list(detector(teller))[:MOST_OF_A_KIND]
    return sorted(lines, key=lambda line: line.week)


def _leavers(teller: _Teller) -> Iterator[Line]:
    gone = sorted(teller.rows("lapse") + teller.rows("resignation"))
    known = [number for number in gone if teller.has(number, WHO)]
    if known:
        yield teller.about(known[0], "first_leaver")
    for count in LEAVERS:
        week = _first(np.array(teller.record.metrics["left"]) >= count)
        if week is not None:
            yield teller.line(week, "leavers", count=count)


def _members(teller: _Teller) -> Iterator[Line]:
    members = np.array(teller.record.metrics["members"]) / max(
        teller.record.metrics["members"][0], 1
    )
    for percent in (10, 25, 50, 75, 100):
        up, down = _first(members >= 1 + percent / 100), _first(members <= 1 - percent / 100)
        if up is not None:
            yield teller.line(up, "members_above", percent=percent)
        if down is not None:
            yield teller.line(down, "members_below", percent=percent)


def _shares(metric: str, steps: tuple[int, ...], above: str, below: str | None) -> Detector:
    """Return a detector of the first time a share passes each of these percentages."""

    def detect(teller: _Teller) -> Iterator[Line]:
        share = 100 * np.array(teller.record.metrics[metric])
        for percent in steps:
            up = _first(share >= percent)
            if up:
                yield teller.line(up, above, percent=percent)
            down = _first(share < percent)
            if below and down and share[0] >= percent:
                yield teller.line(down, below, percent=percent)

    return detect


def _exclusions(teller: _Teller) -> Iterator[Line]:
    """Tell of exclusions, and of the anger that goes back to each."""
    events = teller.record.events
    angry = events[events[:, 1] == CODE["angry_voice"]]
    for number in teller.rows("exclusion"):
        if not teller.has(number, WHOM):
            continue
        voices = int((angry[:, 5] == number).sum())
        sentence = "exclusion" if teller.has(number, WHO) else "exclusion_by_nobody"
        followed = {0: "", 1: "_followed_once"}.get(voices, "_followed")
        yield teller.about(number, sentence + followed, voices=voices)


def _first_angry(teller: _Teller) -> Iterator[Line]:
    for number in teller.rows("angry_voice")[:1]:
        if teller.has(number, WHO):
            at = ""
            if teller.has(number, WHOM):
                whom = teller.name(int(teller.record.events[number, WHOM]))
                at = teller.words["about"].format(whom=whom)
            yield teller.about(number, "first_angry", about=at)


def _resignations(teller: _Teller) -> Iterator[Line]:
    for number in teller.rows("resignation"):
        if teller.has(number, WHO):
            followed = teller.has(number, WHOM)
            yield teller.about(number, "resignation_with" if followed else "resignation")


def _each(kind: str, sentence: str, needs: tuple[int, ...], most: int = MOST_OF_A_KIND) -> Detector:
    """Return a detector that tells of the first events of a kind."""

    def detect(teller: _Teller) -> Iterator[Line]:
        found = [number for number in teller.rows(kind) if teller.has(number, *needs)]
        for number in found[:most]:
            yield teller.about(number, sentence)

    return detect


def _wins(teller: _Teller) -> Iterator[Line]:
    """Tell of the first win of each branch."""
    seen: set[int] = set()
    for number in teller.rows("win"):
        branch = int(teller.record.events[number, 4])
        if branch in seen:
            continue
        seen.add(branch)
        led = ""
        if teller.has(number, WHO):
            who = teller.name(int(teller.record.events[number, WHO]))
            led = teller.words["led"].format(who=who)
        yield teller.about(number, "win", led=led)


def _elections(teller: _Teller) -> Iterator[Line]:
    """Tell who is elected where somebody else led before."""
    record = teller.record
    for number in teller.rows("ballot"):
        week, who = int(record.events[number, 0]), int(record.events[number, WHO])
        if who >= 0 and record.office[week, who] != LEADER:
            percent = round(100 * record.turnout[number])
            yield teller.about(number, "elected", percent=percent)


def _bands(teller: _Teller) -> Iterator[Line]:
    """Tell of the first follower of each band, and of its growing."""
    record = teller.record
    first: set[int] = set()
    for number in teller.rows("faction"):
        who = int(record.events[number, WHO])
        if len(first) == FIRST_BANDS or who in first or not teller.has(number, WHO, WHOM):
            continue
        first.add(who)
        yield teller.about(number, "first_faction")


def _large_bands(teller: _Teller) -> Iterator[Line]:
    record = teller.record
    count = len(record.uid)
    largest = np.zeros(count)
    found = []
    for week, led in enumerate(record.leader):
        here = (led >= 0) & (record.status[week] == 1)
        size = np.bincount(led[here], minlength=count) - 1
        grown = (size > largest).nonzero()[0]
        for leader in grown.tolist():
            passed = [step for step in BAND if largest[leader] < step <= size[leader]]
            if passed:
                found.append((week, leader, passed[-1]))
        largest = np.maximum(largest, size)
    # the largest bands are the ones worth telling of
    for week, leader, step in sorted(found, key=lambda one: -one[2])[:MOST_OF_A_KIND]:
        branch = teller.cast.branches[int(record.branch[leader])]
        told = teller.line(week, "band", who=teller.name(leader), count=step, branch=branch)
        yield Line(told.week, told.kind, told.text, (leader,))


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
    _bands,
    _large_bands,
    _each("defence", "defence", (WHO, WHOM), 4),
    _each("removal", "removal", (WHOM,)),
    _each("threat", "threat", (), 5),
    _each("loss", "loss", (), 3),
    _each("leak", "leak", (WHO, WHOM), 4),
    _each("given", "given", (WHO, WHOM), 1),
    _each("failed_task", "failed_task", (WHO, WHOM), 1),
    _each("quarrel", "quarrel", (), 2),
    _each("surge", "surge", (), 3),
)
"""Every detector; each says at most `MOST_OF_A_KIND` lines."""
