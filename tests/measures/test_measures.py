"""Measures against their definitions, against networkx, and against what they promise."""

import math
from random import Random
from typing import Any, Literal

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from movementsim import measures
from movementsim.errors import InputError

type Array = npt.NDArray[Any]
type Web = tuple[Any, Array, Array, Array, Array]
type History = tuple[Array, Array, int]
type Centre = Literal["mean", "median"]

amounts = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))
holdings = st.lists(amounts, min_size=1, max_size=60)
scales = st.floats(1e-6, 1e6)
orders = st.randoms(use_true_random=False)


@st.composite
def webs(draw: st.DrawFn) -> Web:
    """Random undirected ties on a few people, as a graph and as arrays."""
    people = draw(st.integers(2, 12))
    every = [(i, j) for i in range(people) for j in range(i)]
    pairs = np.array(draw(st.lists(st.sampled_from(every), unique=True, min_size=1)))
    weight = np.array(draw(st.lists(st.floats(0.1, 9), min_size=len(pairs), max_size=len(pairs))))
    group = np.array(draw(st.lists(st.integers(0, 3), min_size=people, max_size=people)))
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_weighted_edges_from(
        (int(i), int(j), w) for (i, j), w in zip(pairs, weight, strict=True)
    )
    return graph, pairs[:, 0], pairs[:, 1], weight, group


@st.composite
def histories(draw: st.DrawFn, censored: bool = True) -> History:
    """Weeks of entering and leaving, and the week in which the record ends."""
    now = draw(st.integers(0, 200))
    entered = np.array(draw(st.lists(st.integers(0, now), min_size=1, max_size=60)))
    left = np.array([draw(st.integers(week, now)) for week in entered])
    if censored:
        here = draw(st.lists(st.booleans(), min_size=len(left), max_size=len(left)))
        left[np.array(here)] = measures.STILL_HERE
    return entered, left, now


class TestGini:
    def test_closed_forms(self) -> None:
        assert measures.gini([0, 0, 0, 1]) == pytest.approx(0.75)
        assert measures.gini(np.arange(1, 1001)) == pytest.approx(999 / 3000)

    def test_exponential_holdings_have_a_half(self) -> None:
        # The Gini of the sample scatters by about 0.29 / sqrt(n); five of these are allowed.
        held = np.random.default_rng(7).exponential(size=100_000)
        assert measures.gini(held) == pytest.approx(0.5, abs=5 * 0.29 / math.sqrt(100_000))

    @given(holdings)
    def test_is_half_the_relative_mean_difference(self, held: list[float]) -> None:
        assume(sum(held) > 0)
        differences = np.abs(np.subtract.outer(held, held))
        expected = differences.mean() / (2 * np.mean(held))
        assert measures.gini(held) == pytest.approx(expected, abs=1e-12)

    @given(holdings)
    def test_stays_in_its_bounds(self, held: list[float]) -> None:
        assert 0 <= measures.gini(held) <= 1 - 1 / len(held) + 1e-12

    @given(holdings, scales, orders, st.integers(2, 4))
    def test_knows_no_unit_no_order_and_no_size(
        self, held: list[float], scale: float, order: Random, copies: int
    ) -> None:
        reference = pytest.approx(measures.gini(held), abs=1e-12)
        shuffled = order.sample(held, len(held))
        assert measures.gini(np.array(held) * scale) == reference
        assert measures.gini(shuffled) == reference
        assert measures.gini(held * copies) == reference

    @given(amounts, st.integers(1, 500))
    def test_equals_are_exactly_equal(self, held: float, people: int) -> None:
        assert measures.gini([held] * people) == 0

    def test_a_gift_from_rich_to_poor_lowers_it(self) -> None:
        assert measures.gini([1, 5, 8]) < measures.gini([1, 4, 9])

    def test_huge_and_tiny_holdings_neither_overflow_nor_vanish(self) -> None:
        assert measures.gini([0, 1e308, 1e308]) == pytest.approx(1 / 3)
        assert measures.gini([0, 1e-308, 1e-308]) == pytest.approx(1 / 3)

    def test_nobody_and_nothing(self) -> None:
        assert math.isnan(measures.gini([]))
        assert measures.gini([0, 0]) == 0

    @pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf])
    def test_refuses_what_cannot_be_held(self, wrong: float) -> None:
        with pytest.raises(InputError, match=r"values is .* at position 1"):
            measures.gini([1.0, wrong])


class TestTopShare:
    def test_counts_the_largest(self) -> None:
        assert measures.top_share([1, 1, 1, 1, 1, 1, 1, 1, 1, 11]) == pytest.approx(11 / 20)

    def test_counts_a_part_of_a_person(self) -> None:
        assert measures.top_share([4, 2, 2], top=0.5) == pytest.approx((4 + 1) / 8)

    @given(holdings, st.floats(0.01, 1))
    def test_lies_between_equality_and_everything(self, held: list[float], top: float) -> None:
        assert top - 1e-12 <= measures.top_share(held, top) <= 1

    @given(holdings, scales, orders, st.integers(2, 4), st.floats(0.01, 1))
    def test_knows_no_unit_no_order_and_no_size(
        self, held: list[float], scale: float, order: Random, copies: int, top: float
    ) -> None:
        reference = pytest.approx(measures.top_share(held, top), abs=1e-9)
        assert measures.top_share(np.array(held) * scale, top) == reference
        assert measures.top_share(order.sample(held, len(held)), top) == reference
        assert measures.top_share(held * copies, top) == reference

    @given(holdings)
    def test_all_hold_all(self, held: list[float]) -> None:
        assert measures.top_share(held, top=1) == pytest.approx(1)

    def test_nobody_and_nothing(self) -> None:
        assert math.isnan(measures.top_share([]))
        assert measures.top_share([0, 0, 0], top=0.2) == 0.2

    @pytest.mark.parametrize("top", [0, -0.1, 1.1, math.nan])
    def test_refuses_a_top_that_is_no_part(self, top: float) -> None:
        with pytest.raises(InputError, match="top is"):
            measures.top_share([1, 2], top=top)


class TestEffectiveHolders:
    @given(st.integers(1, 50), st.integers(0, 50), scales)
    def test_equals_count_and_the_powerless_do_not(
        self, holders: int, powerless: int, scale: float
    ) -> None:
        power = [scale] * holders + [0.0] * powerless
        assert measures.effective_holders(power) == pytest.approx(holders)

    @given(holdings, scales, orders, st.integers(2, 4))
    def test_knows_no_unit_and_no_order_and_doubles_with_the_people(
        self, power: list[float], scale: float, order: Random, copies: int
    ) -> None:
        holders = measures.effective_holders(power)
        assert measures.effective_holders(np.array(power) * scale) == pytest.approx(holders)
        assert measures.effective_holders(order.sample(power, len(power))) == pytest.approx(holders)
        assert measures.effective_holders(power * copies) == pytest.approx(copies * holders)

    @given(holdings)
    def test_stays_between_one_and_the_number_of_holders(self, power: list[float]) -> None:
        assume(sum(power) > 0)
        most = np.count_nonzero(power)
        assert 1 - 1e-12 <= measures.effective_holders(power) <= most + 1e-9

    def test_nobody_holds_nothing(self) -> None:
        assert measures.effective_holders([]) == 0
        assert measures.effective_holders([0, 0]) == 0


class TestEiIndex:
    def test_only_outside_only_inside_and_both(self) -> None:
        assert measures.ei_index([1, 2], [2, 1]) == 1
        assert measures.ei_index(["a", "b"], ["a", "b"]) == -1
        assert measures.ei_index([1, 1, 1, 1], [2, 1, 1, 1]) == pytest.approx(-0.5)

    def test_weighs_ties(self) -> None:
        assert measures.ei_index([1, 1], [2, 1], weight=[3, 1]) == pytest.approx(0.5)

    @given(webs())
    def test_one_direction_or_both_and_unit_weights_change_nothing(self, web: Web) -> None:
        _, tail, head, _, group = web
        at_tail, at_head = group[tail], group[head]
        index = measures.ei_index(at_tail, at_head)
        there_and_back = np.concatenate((at_tail, at_head)), np.concatenate((at_head, at_tail))
        assert measures.ei_index(*there_and_back) == pytest.approx(index)
        assert measures.ei_index(at_tail, at_head, np.full(tail.size, 2.5)) == pytest.approx(index)
        assert -1 <= index <= 1

    def test_no_ties(self) -> None:
        assert math.isnan(measures.ei_index([], []))

    def test_refuses_ends_that_do_not_match(self) -> None:
        with pytest.raises(InputError, match="shapes differ"):
            measures.ei_index([1, 2], [1])
        with pytest.raises(InputError, match="shapes differ"):
            measures.ei_index([1, 2], [1, 2], weight=[1])


class TestModularity:
    @given(webs())
    def test_equals_networkx(self, web: Web) -> None:
        graph, tail, head, weight, group = web
        communities = [set(np.flatnonzero(group == code).tolist()) for code in np.unique(group)]
        plain = nx.community.modularity(graph, communities, weight=None)
        weighted = nx.community.modularity(graph, communities, weight="weight")
        assert measures.modularity(tail, head, group) == pytest.approx(plain, abs=1e-12)
        assert measures.modularity(tail, head, group, weight) == pytest.approx(weighted, abs=1e-12)

    def test_equals_networkx_on_the_karate_club(self) -> None:
        club = nx.karate_club_graph()
        side = np.array([club.nodes[person]["club"] for person in club])
        sides = [set(np.flatnonzero(side == name).tolist()) for name in np.unique(side)]
        tail, head = np.array(club.edges).T
        expected = nx.community.modularity(club, sides, weight=None)
        assert measures.modularity(tail, head, side) == pytest.approx(expected)

    @given(webs(), scales)
    def test_names_of_groups_and_units_of_weight_do_not_matter(
        self, web: Web, scale: float
    ) -> None:
        _, tail, head, weight, group = web
        value = measures.modularity(tail, head, group, weight)
        renamed = np.array(["north", "south", "east", "west"])[group]
        scaled = measures.modularity(head, tail, renamed, weight * scale)
        assert scaled == pytest.approx(value, abs=1e-9)
        assert -0.5 - 1e-12 <= value < 1

    def test_no_ties(self) -> None:
        assert math.isnan(measures.modularity([], [], [0, 1]))

    @pytest.mark.parametrize("row", [-1, 3])
    def test_refuses_a_tie_to_nobody(self, row: int) -> None:
        with pytest.raises(InputError, match=f"head is {row} at position 1"):
            measures.modularity([0, 0], [1, row], [0, 0, 1])

    def test_refuses_rows_that_are_not_whole(self) -> None:
        with pytest.raises(InputError, match="whole row numbers"):
            measures.modularity([0.5], [1], [0, 1])


class TestAssortativity:
    @given(webs())
    def test_equals_networkx(self, web: Web) -> None:
        graph, tail, head, _, group = web
        ends = np.concatenate((group[tail], group[head]))
        assume(np.ptp(ends) > 0)
        nx.set_node_attributes(graph, dict(enumerate(group.tolist())), "opinion")
        expected = nx.numeric_assortativity_coefficient(graph, "opinion")
        assert measures.assortativity(tail, head, group) == pytest.approx(expected, abs=1e-9)

    def test_alike_and_opposite(self) -> None:
        assert measures.assortativity([0, 2], [1, 3], [0.1, 0.1, 0.7, 0.7]) == pytest.approx(1)
        assert measures.assortativity([0, 1], [2, 3], [-1, -1, 1, 1]) == pytest.approx(-1)

    def test_undefined_where_all_ends_are_equal_or_nobody_is_tied(self) -> None:
        assert math.isnan(measures.assortativity([0, 1], [1, 2], [0.1, 0.1, 0.1]))
        assert math.isnan(measures.assortativity([], [], [0.1, 0.2]))

    @given(st.floats(-1, 1), st.integers(2, 40))
    def test_rounding_makes_no_correlation_of_equals(self, opinion: float, people: int) -> None:
        chain = np.arange(people)
        assert math.isnan(measures.assortativity(chain[:-1], chain[1:], [opinion] * people))

    def test_the_untied_do_not_count(self) -> None:
        assert math.isnan(measures.assortativity([0], [1], [0.1, 0.1, 0.9]))

    @given(webs(), st.floats(0.1, 10), st.floats(-10, 10))
    def test_knows_no_unit_and_no_zero(self, web: Web, scale: float, shift: float) -> None:
        _, tail, head, _, group = web
        assume(np.ptp(np.concatenate((group[tail], group[head]))) > 0)
        value = measures.assortativity(tail, head, group)
        moved = measures.assortativity(head, tail, group * scale + shift)
        assert moved == pytest.approx(value, abs=1e-9)
        assert -1 - 1e-12 <= value <= 1 + 1e-12


class TestSurvival:
    def test_a_worked_example(self) -> None:
        # Seven people; two at risk in week 5 of staying, one of whom leaves, and so forth.
        entered = [0, 0, 0, 0, 3, 3, 0]
        left = [1, 2, 2, 5, -1, -1, -1]
        curve = measures.survival(entered, left, now=6)
        assert curve["weeks"].tolist() == [1, 2, 3, 5, 6]
        assert curve["at_risk"].tolist() == [7, 6, 4, 2, 1]
        assert curve["staying"].tolist() == pytest.approx([6 / 7, 4 / 7, 4 / 7, 2 / 7, 2 / 7])

    @given(histories(censored=False))
    def test_without_censoring_it_is_the_empirical_share(self, history: History) -> None:
        entered, left, now = history
        curve = measures.survival(entered, left, now)
        stayed_longer = [np.mean(left - entered > weeks) for weeks in curve["weeks"]]
        assert curve["staying"].to_numpy() == pytest.approx(stayed_longer, abs=1e-12)

    @given(histories())
    def test_falls_from_within_one_and_zero_and_inside_its_interval(self, history: History) -> None:
        curve = measures.survival(*history)
        assert (np.diff(curve["staying"]) <= 0).all()
        assert curve["staying"].between(0, 1).all()
        assert (curve["low"] <= curve["staying"] + 1e-12).all()
        assert (curve["staying"] <= curve["high"] + 1e-12).all()
        assert curve["low"].between(0, 1).all()
        assert curve["high"].between(0, 1).all()

    @given(histories())
    def test_counts_all_who_are_watched_that_long(self, history: History) -> None:
        entered, left, now = history
        stayed = np.where(left == measures.STILL_HERE, now, left) - entered
        curve = measures.survival(*history)
        assert curve["weeks"].tolist() == np.unique(stayed).tolist()
        assert curve["at_risk"].tolist() == [(stayed >= weeks).sum() for weeks in curve["weeks"]]

    @given(histories())
    def test_without_its_interval_it_is_the_same_curve(self, history: History) -> None:
        curve = measures.survival(*history)
        weeks, staying = measures.kaplan_meier(*history)
        assert weeks.tolist() == curve["weeks"].tolist()
        assert staying.tolist() == curve["staying"].tolist()

    @given(histories(), orders)
    def test_order_does_not_matter(self, history: History, order: Random) -> None:
        entered, left, now = history
        mixed = order.sample(range(entered.size), entered.size)
        shuffled = measures.survival(entered[mixed], left[mixed], now)
        assert shuffled.equals(measures.survival(entered, left, now))

    def test_nobody_leaving_is_not_taken_for_certainty(self) -> None:
        curve = measures.survival(np.zeros(20, int), np.full(20, -1), now=52)
        assert curve["staying"].tolist() == [1]
        assert 0.8 < curve["low"].item() < 0.9
        assert curve["high"].item() == 1

    def test_interval_is_the_exponential_greenwood(self) -> None:
        # After the first of seven has left: staying ** exp(+-z * se) with se from 1 / (7 * 6).
        curve = measures.survival([0] * 7, [1, 2, 3, -1, -1, -1, -1], now=6)
        spread = 1.959964 * math.sqrt(1 / 42) / abs(math.log(6 / 7))
        first = curve.iloc[0]
        assert first["low"] == pytest.approx((6 / 7) ** math.exp(spread), abs=1e-6)
        assert first["high"] == pytest.approx((6 / 7) ** math.exp(-spread), abs=1e-6)

    def test_recovers_a_constant_hazard_in_spite_of_censoring(self) -> None:
        luck = np.random.default_rng(11)
        people, hazard, now = 20_000, 0.01, 104
        entered = luck.integers(0, now, people)
        left = entered + luck.geometric(hazard, people)
        left[left > now] = measures.STILL_HERE
        curve = measures.survival(entered, left, now).set_index("weeks")
        for weeks in (13, 26, 52):
            truth = (1 - hazard) ** weeks
            # Each half is 1.96 standard errors; a fixed seed within 4 is no luck.
            low, high = curve.loc[weeks, ["low", "high"]]
            assert abs(curve.loc[weeks, "staying"] - truth) < 4 * (high - low) / (2 * 1.96)

    def test_interval_covers_the_truth_about_as_often_as_it_says(self) -> None:
        luck, covered, trials = np.random.default_rng(3), 0, 400
        truth = 0.9**5
        for _ in range(trials):
            stay = luck.geometric(0.1, 60)
            left = np.where(stay > 12, measures.STILL_HERE, stay)
            curve = measures.survival(np.zeros(60, int), left, now=12).set_index("weeks")
            reached = curve.loc[:5].iloc[-1]  # no row for a week in which nobody left
            covered += reached["low"] <= truth <= reached["high"]
        # 400 trials at .95 scatter by .011, of which four, and room for an approximate formula.
        assert covered / trials == pytest.approx(0.95, abs=0.05)

    def test_nobody(self) -> None:
        curve = measures.survival([], [], now=10)
        assert curve.columns.tolist() == ["weeks", "staying", "low", "high", "at_risk"]
        assert curve.empty

    @pytest.mark.parametrize(
        ("entered", "left", "complaint"),
        [
            ([5], [4], "left is 4"),
            ([5], [11], "left is 11"),
            ([-3], [4], "entered is -3"),
            ([11], [-1], "entered is 11"),
            ([1.5], [4], "whole weeks"),
            ([1, 2], [4], "shapes differ"),
        ],
    )
    def test_refuses_impossible_weeks(
        self, entered: list[float], left: list[float], complaint: str
    ) -> None:
        with pytest.raises(InputError, match=complaint):
            measures.survival(entered, left, now=10)


class TestRetentionByCohort:
    @given(histories(), st.integers(1, 60))
    def test_each_cohort_is_its_own_survival(self, history: History, width: int) -> None:
        entered, left, now = history
        table = measures.retention_by_cohort(entered, left, now, width)
        assert table["cohort"].unique().tolist() == np.unique(entered // width * width).tolist()
        for first, curve in table.groupby("cohort"):
            mine = (entered >= first) & (entered < first + width)
            alone = measures.survival(entered[mine], left[mine], now)
            assert curve.drop(columns="cohort").reset_index(drop=True).equals(alone)

    def test_a_surge_that_leaves_is_told_from_those_before_it(self) -> None:
        entered = np.repeat([0, 60], 50)
        left = np.concatenate((np.full(50, -1), np.full(50, 70)))
        table = measures.retention_by_cohort(entered, left, now=100)
        last = table.groupby("cohort")["staying"].last()
        assert last.to_dict() == {0: 1.0, 52: 0.0}

    def test_nobody(self) -> None:
        table = measures.retention_by_cohort([], [], now=10)
        assert table.columns[0] == "cohort"
        assert table.empty

    def test_refuses_a_cohort_of_no_weeks(self) -> None:
        with pytest.raises(InputError, match="width is 0"):
            measures.retention_by_cohort([0], [-1], now=10, width=0)


class TestHalfLife:
    @given(st.integers(1, 100))
    def test_one_leaving_a_week_halves_when_half_have_left(self, pairs: int) -> None:
        left = np.arange(1, 2 * pairs + 1)
        curve = measures.survival(np.zeros(2 * pairs, int), left, now=2 * pairs)
        assert measures.half_life(curve) == pairs

    @given(st.integers(1, 100))
    def test_an_exact_half_is_found_in_spite_of_rounding(self, pairs: int) -> None:
        left = np.concatenate((np.arange(1, pairs + 1), np.full(pairs, -1)))
        curve = measures.survival(np.zeros(2 * pairs, int), left, now=2 * pairs)
        assert measures.half_life(curve) == pairs

    def test_never(self) -> None:
        assert measures.half_life(measures.survival([0, 0, 0], [3, -1, -1], now=9)) == math.inf

    def test_nobody(self) -> None:
        assert math.isnan(measures.half_life(measures.survival([], [], now=9)))


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
    def test_unweighted_centres_are_numpys(self, opinions: list[float], position: float) -> None:
        gap = measures.opinion_gap(position, opinions)
        assert gap == pytest.approx(abs(np.mean(opinions) - position), abs=1e-12)
        gap = measures.opinion_gap(position, opinions, centre="median")
        assert gap == pytest.approx(abs(np.median(opinions) - position), abs=1e-12)

    @pytest.mark.parametrize("centre", ["mean", "median"])
    def test_the_weightless_do_not_count(self, centre: Centre) -> None:
        gap = measures.opinion_gap(0, [0.2, 0.9, 0.4, -1], [1, 0, 1, 0], centre=centre)
        assert gap == pytest.approx(0.3)

    def test_nobody(self) -> None:
        assert math.isnan(measures.opinion_gap(0.5, []))
        assert math.isnan(measures.opinion_gap(0.5, [1, 0], weights=[0, 0]))

    def test_refuses(self) -> None:
        with pytest.raises(InputError, match="centre is 'mode'"):
            measures.opinion_gap(0, [1], centre="mode")  # type: ignore[arg-type]
        with pytest.raises(InputError, match="position is nan"):
            measures.opinion_gap(math.nan, [1])
        with pytest.raises(InputError, match="shapes differ"):
            measures.opinion_gap(0, [1], weights=[1, 2])


class TestWithin:
    def test_the_edge_counts(self) -> None:
        assert measures.within([0, 0.25, 0.5, 1], centre=0.25, tolerance=0.25) == 0.75

    def test_a_moving_centre(self) -> None:
        assert measures.within([0, 1, 1], centre=[0, 0, 1], tolerance=0.2) == pytest.approx(2 / 3)

    @given(st.lists(st.floats(-1, 1), min_size=1), st.floats(-1, 1), st.floats(0, 2))
    def test_grows_with_tolerance_up_to_all(
        self, opinions: list[float], centre: Centre, tolerance: float
    ) -> None:
        share = measures.within(opinions, centre, tolerance)
        assert 0 <= share <= measures.within(opinions, centre, tolerance + 0.5) <= 1
        assert measures.within(opinions, centre, 2) == 1

    def test_nobody(self) -> None:
        assert math.isnan(measures.within([], 0, 0.2))

    def test_refuses(self) -> None:
        with pytest.raises(InputError, match=r"tolerance is -0\.1"):
            measures.within([0], 0, -0.1)
        with pytest.raises(InputError, match="shapes differ"):
            measures.within([0, 1], [0, 1, 2], 0.1)


class TestResponsible:
    def test_shares_by_kind(self) -> None:
        shares = measures.responsible(["exclude", "voice", "exclude"], [1.0, 1.0, 2.0])
        assert shares == {"exclude": 0.75, "voice": 0.25}

    @given(st.lists(st.tuples(st.integers(0, 4), st.floats(1e-3, 1e3)), min_size=1), orders, scales)
    def test_sums_to_one_and_knows_no_order_and_no_unit(
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

    def test_refuses(self) -> None:
        with pytest.raises(InputError, match="weight is -1"):
            measures.responsible(["exclude"], [-1])
        with pytest.raises(InputError, match="shapes differ"):
            measures.responsible(["exclude"], [1, 2])


samples = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=30)


class TestMeanInterval:
    def test_a_printed_example(self) -> None:
        # Mean 3, standard error sqrt(.5), and 2.776 from a printed table of t with 4 degrees.
        assert measures.mean_interval([1, 2, 3, 4, 5]) == pytest.approx(
            (3, 3 - 2.776 * math.sqrt(0.5), 3 + 2.776 * math.sqrt(0.5)), abs=1e-3
        )

    def test_covers_the_truth_as_often_as_it_says(self) -> None:
        luck, trials = np.random.default_rng(5), 2000
        intervals = [measures.mean_interval(luck.normal(size=5), 0.9) for _ in range(trials)]
        covered = np.mean([low <= 0 <= high for _, low, high in intervals])
        assert covered == pytest.approx(0.9, abs=4 * math.sqrt(0.9 * 0.1 / trials))

    @given(samples, orders)
    def test_lies_around_the_mean_and_widens_with_confidence(
        self, values: list[float], order: Random
    ) -> None:
        assume(np.ptp(values) > 1e-3)
        narrow, wide = measures.mean_interval(values, 0.8), measures.mean_interval(values, 0.99)
        assert wide.low < narrow.low < narrow.mean < narrow.high < wide.high
        shuffled = measures.mean_interval(order.sample(values, len(values)), 0.8)
        assert shuffled == pytest.approx(narrow, abs=1e-9)

    def test_too_little_to_tell(self) -> None:
        assert measures.mean_interval([0.1, 0.1, 0.1]) == (0.1, 0.1, 0.1)
        assert measures.mean_interval([4]) == pytest.approx((4, math.nan, math.nan), nan_ok=True)
        assert all(math.isnan(end) for end in measures.mean_interval([]))

    def test_refuses_a_missing_run_and_a_senseless_confidence(self) -> None:
        with pytest.raises(InputError, match="values is nan at position 1"):
            measures.mean_interval([1, math.nan])
        with pytest.raises(InputError, match="confidence is 95"):
            measures.mean_interval([1, 2], confidence=95)


class TestPairedDifference:
    def test_is_the_mean_interval_of_the_differences(self) -> None:
        a, b = [3.0, 5.0, 4.0], [1.0, 4.0, 1.0]
        pair = measures.paired_difference(a, b)
        assert (pair.mean, pair.low, pair.high) == measures.mean_interval([2, 1, 3])
        assert pair.n == 3
        assert pair.variance_reduction == pytest.approx((1 + 3) / 1)

    @given(samples, orders)
    def test_swapping_the_sides_turns_the_sign_alone(self, a: list[float], order: Random) -> None:
        b = order.sample(a, len(a))
        pair, swapped = measures.paired_difference(a, b), measures.paired_difference(b, a)
        turned = (-swapped.mean, -swapped.high, -swapped.low, swapped.variance_reduction)
        assert turned == pytest.approx(
            (pair.mean, pair.low, pair.high, pair.variance_reduction), nan_ok=True
        )

    def test_variance_reduction_grows_with_what_pairs_share(self) -> None:
        # With shared variance s and own variance 1, the variance reduction is 1 + s.
        luck, n = np.random.default_rng(13), 20_000
        for shared in (0, 3, 9):
            common = luck.normal(size=n) * math.sqrt(shared)
            pair = measures.paired_difference(
                common + luck.normal(size=n), common + luck.normal(size=n)
            )
            # A ratio of two variances scatters by less than 2 / sqrt(n) of itself.
            assert pair.variance_reduction == pytest.approx(1 + shared, rel=5 * 2 / math.sqrt(n))

    def test_twins_that_differ_by_a_constant_and_twins_that_never_vary(self) -> None:
        constant = measures.paired_difference([2, 3, 4], [1, 2, 3])
        assert (constant.mean, constant.low, constant.high) == (1, 1, 1)
        assert constant.variance_reduction == math.inf
        assert math.isnan(measures.paired_difference([2, 2], [1, 1]).variance_reduction)

    def test_one_pair_and_none(self) -> None:
        assert measures.paired_difference([2], [1]).mean == 1
        assert math.isnan(measures.paired_difference([2], [1]).variance_reduction)
        assert measures.paired_difference([], []).n == 0

    def test_refuses_a_missing_twin(self) -> None:
        with pytest.raises(InputError, match=r"a \(2,\), b \(1,\)"):
            measures.paired_difference([1, 2], [1])


class TestProportionInterval:
    def test_wilsons_closed_form(self) -> None:
        z, n, share = 1.959964, 34, 33 / 34
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        expected = (share, middle - half, middle + half)
        assert measures.proportion_interval(33, 34) == pytest.approx(expected, abs=1e-6)

    @given(st.integers(0, 500), st.integers(0, 500))
    def test_holds_the_share_and_mirrors(self, successes: int, failures: int) -> None:
        assume(successes + failures > 0)
        n = successes + failures
        share, low, high = measures.proportion_interval(successes, n)
        mirrored = measures.proportion_interval(failures, n)
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1
        assert (1 - share, 1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-9)

    def test_no_trials(self) -> None:
        share, low, high = measures.proportion_interval(0, 0)
        assert math.isnan(share)
        assert (low, high) == (0, 1)

    @pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
    def test_refuses_impossible_counts(self, successes: int, n: int) -> None:
        with pytest.raises(InputError, match=f"successes is {successes} of n = {n}"):
            measures.proportion_interval(successes, n)


def test_every_measure_takes_one_number_a_person() -> None:
    with pytest.raises(InputError, match="2 dimensions"):
        measures.gini([[1, 2], [3, 4]])
