"""Gaps between opinions and decisions, shares near a point, and origins of hostility."""

from __future__ import annotations

import math
from random import Random
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim import measures
from movementsim.errors import InputError
from tests.measures.examples import orders, scales

type Centre = Literal["mean", "median"]


class TestOpinionGap:
    def test_mean_and_median(self) -> None:
        assert measures.opinion_gap(0.5, [-1, 0, 0.4]) == pytest.approx(0.7)
        assert measures.opinion_gap(0.5, [-1, 0, 0.4], centre="median") == pytest.approx(0.5)

    @pytest.mark.parametrize("centre", ["mean", "median"])
    def test_weights_count_as_copies(self, centre: Centre) -> None:
        opinions, weights = [-0.5, 0.1, 0.9], [1, 4, 2]
        copies = np.repeat(opinions, weights)
        expected = measures.opinion_gap(0.3, copies, centre=centre)
        gap = measures.opinion_gap(0.3, opinions, weights, centre=centre)
        assert gap == pytest.approx(expected)

    @given(st.lists(st.floats(-1, 1), min_size=1, max_size=30), st.floats(-1, 1))
    def test_unweighted_centres_agree_with_numpy(
        self, opinions: list[float], position: float
    ) -> None:
        gap = measures.opinion_gap(position, opinions)
        assert gap == pytest.approx(abs(np.mean(opinions) - position), abs=1e-12)
        gap = measures.opinion_gap(position, opinions, centre="median")
        assert gap == pytest.approx(abs(np.median(opinions) - position), abs=1e-12)

    @pytest.mark.parametrize("centre", ["mean", "median"])
    def test_people_without_weight_do_not_count(self, centre: Centre) -> None:
        gap = measures.opinion_gap(0, [0.2, 0.9, 0.4, -1], [1, 0, 1, 0], centre=centre)
        assert gap == pytest.approx(0.3)

    def test_no_people(self) -> None:
        assert math.isnan(measures.opinion_gap(0.5, []))
        assert math.isnan(measures.opinion_gap(0.5, [1, 0], weights=[0, 0]))

    def test_refuses_wrong_arguments(self) -> None:
        with pytest.raises(InputError, match="centre is 'mode'"):
            measures.opinion_gap(0, [1], centre="mode")  # type: ignore[arg-type]
        with pytest.raises(InputError, match="position is nan"):
            measures.opinion_gap(math.nan, [1])
        with pytest.raises(InputError, match="shapes differ"):
            measures.opinion_gap(0, [1], weights=[1, 2])


class TestShareWithin:
    def test_edge_is_included(self) -> None:
        assert measures.share_within([0, 0.25, 0.5, 1], centre=0.25, tolerance=0.25) == 0.75

    def test_centre_per_person(self) -> None:
        assert measures.share_within([0, 1, 1], centre=[0, 0, 1], tolerance=0.2) == pytest.approx(
            2 / 3
        )

    @given(st.lists(st.floats(-1, 1), min_size=1), st.floats(-1, 1), st.floats(0, 2))
    def test_grows_with_tolerance_up_to_one(
        self, opinions: list[float], centre: Centre, tolerance: float
    ) -> None:
        share = measures.share_within(opinions, centre, tolerance)
        assert 0 <= share <= measures.share_within(opinions, centre, tolerance + 0.5) <= 1
        assert measures.share_within(opinions, centre, 2) == 1

    def test_no_people(self) -> None:
        assert math.isnan(measures.share_within([], 0, 0.2))

    def test_refuses_wrong_arguments(self) -> None:
        with pytest.raises(InputError, match=r"tolerance is -0\.1"):
            measures.share_within([0], 0, -0.1)
        with pytest.raises(InputError, match="shapes differ"):
            measures.share_within([0, 1], [0, 1, 2], 0.1)


class TestResponsible:
    def test_shares_by_kind(self) -> None:
        shares = measures.responsible(["exclude", "voice", "exclude"], [1.0, 1.0, 2.0])
        assert shares == {"exclude": 0.75, "voice": 0.25}

    @given(st.lists(st.tuples(st.integers(0, 4), st.floats(1e-3, 1e3)), min_size=1), orders, scales)
    def test_sums_to_one_and_does_not_depend_on_order_or_unit(
        self, pieces: list[tuple[int, float]], order: Random, scale: float
    ) -> None:
        kinds, weights = zip(*pieces, strict=True)
        shares = measures.responsible(kinds, weights)
        assert sum(shares.values()) == pytest.approx(1)
        kinds, weights = zip(*order.sample(pieces, len(pieces)), strict=True)
        assert measures.responsible(kinds, np.array(weights) * scale) == pytest.approx(shares)

    def test_no_hostility(self) -> None:
        assert measures.responsible([], []) == {}
        assert measures.responsible(["exclude"], [0]) == {"exclude": 0}

    def test_refuses_wrong_arguments(self) -> None:
        with pytest.raises(InputError, match="weight is -1"):
            measures.responsible(["exclude"], [-1])
        with pytest.raises(InputError, match="shapes differ"):
            measures.responsible(["exclude"], [1, 2])
