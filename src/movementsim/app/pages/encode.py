"""Recordings: records of runs on the same people, encoded as the page reads them."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from movementsim.app.pages.layout import (
    all_uids,
    branch_names,
    first_weeks,
    map_of_branches,
    person_names,
    places,
)
from movementsim.app.pages.story import Cast, story
from movementsim.app.pages.words import page_words
from movementsim.errors import InputError
from movementsim.kernel.columns import Array, Whole
from movementsim.kernel.draws import Uids
from movementsim.recordings.record import Record

if TYPE_CHECKING:
    from movementsim.app.lessons.panels import Panels

VERSION = 3
"""Version of the format of recordings; the page refuses any other."""
MOST_PEOPLE = 32_000
"""Most people in one recording: a place is written in two bytes, -1 for nobody."""
DEFLATE_LEVEL = 7
"""How hard to deflate; level 9 takes five times as long for 2% fewer bytes."""
COUNTS = frozenset(("members", "left", "won", "angry", "exclusions", "leaks", "carried"))
"""Metrics that are whole numbers."""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """One run as a panel shows it.

    Attributes
    ----------
    record
        The record of the run.
    name, lead
        Name of the panel, and one line on what is special about it.
    settings
        Values of the levers, None where the scenario was not made by levers.
    """

    record: Record
    name: str
    lead: str = ""
    settings: dict[str, Any] | None = None


def encode_runs(
    shown: Sequence[ShownRun], *, seed: int, members: int, title: str = ""
) -> dict[str, Any]:
    """Return the recording of these runs, as plain values for JSON.

    Parameters
    ----------
    shown
        The runs, which have the same people: one seed, one network.
    seed, members, title
        Values that all runs share, and the title of the recording.

    Returns
    -------
    dict[str, Any]
        What the runs share (people, branches, weeks, kinds of acts), and the states, ties, metrics,
        events and story of each run. Large arrays are deflated and encoded as base64.

    Raises
    ------
    InputError
        If there are more people than a recording can hold.
    """
    records = [panel.record for panel in shown]
    uids = all_uids([record.uid for record in records])
    if len(uids) > MOST_PEOPLE:
        raise InputError(f"{len(uids):,} people are too many to show; at most {MOST_PEOPLE:,}")
    rows = [np.searchsorted(uids, record.uid) for record in records]
    branch, arrival = _shared(records, rows, len(uids))
    count = int(branch.max(initial=0)) + 1
    cast = Cast(person_names(seed, uids), branch_names(count))
    top = max(float(record.power.max(initial=0)) for record in records) or 1.0
    hues = _hues(records, rows, len(uids), branch)
    founders = np.bincount(branch[arrival == 0], minlength=count)
    return {
        "version": VERSION,
        "title": title,
        "seed": seed,
        "members": members,
        "weeks": records[0].weeks,
        "kinds": [kind.name for kind in records[0].kinds],
        "branches": _branches(cast, map_of_branches(seed, count), founders),
        "people": _people(cast, uids, branch, arrival),
        "power_top": round(top, 4),
        "scenarios": [
            _panel(panel, row, len(uids), hue, top, cast)
            for panel, row, hue in zip(shown, rows, hues, strict=True)
        ],
    }


def encode_pair(panels: Panels, records: Sequence[Record]) -> dict[str, Any]:
    """Return the recording of two panels.

    Parameters
    ----------
    panels
        The panels.
    records
        The records of A and B.

    Returns
    -------
    dict[str, Any]
        The recording of A and B, as plain values for JSON.
    """
    shown = [
        ShownRun(record, name, lead, settings.model_dump() if settings else None)
        for record, name, lead, settings in zip(
            records, panels.names, panels.leads, panels.settings, strict=True
        )
    ]
    return encode_runs(shown, seed=panels.a.seed, members=panels.a.members, title=panels.title)


def _people(cast: Cast, uids: Uids, branch: Whole, arrival: Whole) -> dict[str, list[Any]]:
    """Return permanent number, name, branch and place of each person."""
    return {
        # as text: permanent numbers above 2**53 are too large for a browser
        "uid": [str(uid) for uid in uids],
        "name": cast.people,
        "branch": branch.tolist(),
        "place": places(branch, arrival, uids).tolist(),
    }


def _branches(cast: Cast, spots: Array, founders: Whole) -> list[dict[str, Any]]:
    """Return name, position and number of founders of each branch."""
    return [
        {"name": name, "x": x, "y": y, "founders": count}
        for name, (x, y), count in zip(
            cast.branches, spots.round(4).tolist(), founders.tolist(), strict=True
        )
    ]


def _shared(records: Sequence[Record], rows: Sequence[Whole], count: int) -> tuple[Whole, Whole]:
    """Return everybody's branch, and the week in which they first were there in any run."""
    branch = np.zeros(count, np.int64)
    arrival = np.full(count, np.iinfo(np.int64).max)
    for record, row in zip(records, rows, strict=True):
        branch[row] = record.branch
        arrival[row] = np.minimum(arrival[row], first_weeks(record.status))
    return branch, arrival


def _hues(
    records: Sequence[Record], rows: Sequence[Whole], count: int, branch: Whole
) -> list[Whole]:
    """Return the hue (1, 2, 3) of the faction that each person leads, run by run.

    Within a branch, the faction with most followers over all weeks and runs has hue 1, the next
    2, and all others 3. A faction keeps its hue when another member takes over its lead.

    Returns
    -------
    list of (people,) int64
        The hues of the people of the record, one array for each run.
    """
    heirs = [_founding_leader(record) for record in records]
    weight = np.zeros(count)
    for record, row, heir in zip(records, rows, heirs, strict=True):
        led = record.leader[record.leader >= 0]
        weight += np.bincount(row[heir[led]], minlength=count)
    order = np.lexsort((np.arange(count), -weight, branch))
    hue = np.full(count, 3)
    place = np.empty(count, np.int64)
    starts = np.searchsorted(branch[order], branch[order])
    place[order] = np.arange(count) - starts
    hue[place == 0], hue[place == 1] = 1, 2
    return [hue[row[heir]] for row, heir in zip(rows, heirs, strict=True)]


def _founding_leader(record: Record) -> Whole:
    """Return, for each person, the first leader of the faction that this person leads."""
    first = np.arange(len(record.uid))
    for week in range(1, record.weeks + 1):
        before, now = record.leader[week - 1], record.leader[week]
        moved = (before != now) & (before >= 0) & (now >= 0)
        heirs, followers = np.unique(now[moved], return_counts=True)
        for heir, count in zip(heirs.tolist(), followers.tolist(), strict=True):
            old = before[moved & (now == heir)]
            led = int(np.bincount(old).argmax())
            # nobody is left with the old leader, and the heir was one of the followers
            if not (now == led).any() and before[heir] == led and count > 0:
                first[heir] = first[led]
    return first


def _panel(
    panel: ShownRun, row: Whole, count: int, hue: Whole, top: float, cast: Cast
) -> dict[str, Any]:
    record = panel.record
    leader = _everybody(record.leader, row, count, -1)
    planes = np.stack(
        [
            _everybody(_states(record, hue), row, count, 0),
            _everybody(_coarse(record.trust, 3), row, count, 0),
            _everybody(_coarse(np.sqrt(record.power / top), 3), row, count, 0),
            _everybody(_coarse(record.stake, 5), row, count, 0),
        ]
    ).astype(np.uint8)
    here = _everybody(record.status, row, count, 0) > 0
    planes[1:] = np.where(here, planes[1:], 0)
    return {
        "name": panel.name,
        "lead": panel.lead,
        "settings": panel.settings,
        "bytes": _packed(_weekly_differences(planes)),
        "ties": _packed(_ties(record, row).T.astype("<u2")),
        "leaders": _changes(_placed(leader, row)),
        "patrons": _changes(_placed(_everybody(record.patron, row, count, -1), row)),
        "metrics": {name: _numbers(name, values) for name, values in record.metrics.items()},
        "events": _packed(_events(record, row).T.astype("<i2")),
        "story": [line.plain(row) for line in story(record, cast, row)],
    }


def _everybody(values: Array, row: Whole, count: int, nothing: int) -> Array:
    """Spread the columns of a record's people over the columns of everybody shown."""
    whole = np.full((len(values), count), nothing, values.dtype)
    whole[:, row] = values
    return whole


def _placed(places_here: Whole, row: Whole) -> Whole:
    """Turn places in a record into places among everybody shown."""
    return np.where(places_here >= 0, row[np.maximum(places_here, 0)], -1)


def _states(record: Record, hue: Whole) -> Whole:
    faction = np.where(record.leader >= 0, hue[np.maximum(record.leader, 0)], 0)
    # the columns of those who have left still hold their last faction and office
    there = (record.status == 1) | (record.status == 2)
    shown = (faction + (record.office.astype(np.int64) << 6)) * there
    return np.asarray(shown + (record.status.astype(np.int64) << 2) + (record.role << 4))


def _coarse(share: Array, step: int) -> Array:
    """Return a share as a byte, to within 1%: larger steps compress far better.

    A step must divide 255, so that a share of 1 stays 1.

    Returns
    -------
    array of the same shape
        Multiples of `step` from 0 to 255.
    """
    return np.asarray(step * np.round(255 / step * share))


def _weekly_differences(planes: Array) -> Array:
    """Return each week minus the week before (modulo 256), the first week as it is."""
    different = planes.copy()
    different[:, 1:] = planes[:, 1:] - planes[:, :-1]
    return different


def _ties(record: Record, row: Whole) -> Whole:
    last = np.full(len(record.ties), record.weeks)
    ends = row[record.ties[:, :2]]
    return np.column_stack([ends, record.ties[:, 2], last])


def _events(record: Record, row: Whole) -> Whole:
    """Return week, kind, who and whom of the acts for which the page has words."""
    known = [code for code in map(record.code, page_words()["events"]) if code >= 0]
    events = record.events[np.isin(record.events[:, 1], known)]
    people = [_placed(events[:, column], row) for column in (2, 3)]
    # the acts of week 0 show in the state of week 1
    return np.column_stack([events[:, 0] + 1, events[:, 1], *people])


def _changes(states: Whole) -> list[list[int]]:
    """Return (week, person, new state) wherever the state differs from the week before."""
    before = np.vstack([np.full((1, states.shape[1]), -1), states[:-1]])
    week, person = (states != before).nonzero()
    return np.column_stack([week, person, states[week, person]]).tolist()  # type: ignore[no-any-return]


def _numbers(name: str, values: list[float]) -> list[float | None]:
    if name in COUNTS:
        return [int(value) for value in values]
    return [None if value != value else round(value, 3) for value in values]


def _packed(values: Array) -> str:
    """Return an array's bytes, deflated without a header, as base64 text."""
    squeeze = zlib.compressobj(DEFLATE_LEVEL, zlib.DEFLATED, -15, strategy=zlib.Z_FILTERED)
    small = squeeze.compress(np.ascontiguousarray(values).tobytes()) + squeeze.flush()
    return b64encode(small).decode("ascii")
