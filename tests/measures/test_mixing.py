"""Measures of mixing agree with their definitions and with networkx."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from movementsim import measures
from movementsim.errors import InputError
from tests.measures.examples import TiesExample, scales, tie_examples


class TestEiIndex:
    def test_ties_outside_inside_and_both(self) -> None:
        assert measures.ei_index([1, 2], [2, 1]) == 1
        assert measures.ei_index(["a", "b"], ["a", "b"]) == -1
        assert measures.ei_index([1, 1, 1, 1], [2, 1, 1, 1]) == pytest.approx(-0.5)

    def test_weighs_ties(self) -> None:
        assert measures.ei_index([1, 1], [2, 1], weight=[3, 1]) == pytest.approx(0.5)

    @given(tie_examples())
    def test_listing_both_directions_and_unit_weights_change_nothing(
        self, ties: TiesExample
    ) -> None:
        _, tail, head, _, group = ties
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
    @given(tie_examples())
    def test_equals_networkx(self, ties: TiesExample) -> None:
        graph, tail, head, weight, group = ties
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

    @given(tie_examples(), scales)
    def test_does_not_depend_on_names_of_groups_and_units_of_weight(
        self, ties: TiesExample, scale: float
    ) -> None:
        _, tail, head, weight, group = ties
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

    def test_refuses_rows_that_are_not_whole_numbers(self) -> None:
        with pytest.raises(InputError, match="whole row numbers"):
            measures.modularity([0.5], [1], [0, 1])


class TestAssortativity:
    @given(tie_examples())
    def test_equals_networkx(self, ties: TiesExample) -> None:
        graph, tail, head, _, group = ties
        ends = np.concatenate((group[tail], group[head]))
        assume(np.ptp(ends) > 0)
        nx.set_node_attributes(graph, dict(enumerate(group.tolist())), "opinion")
        expected = nx.numeric_assortativity_coefficient(graph, "opinion")
        assert measures.assortativity(tail, head, group) == pytest.approx(expected, abs=1e-9)

    def test_alike_and_opposite(self) -> None:
        assert measures.assortativity([0, 2], [1, 3], [0.1, 0.1, 0.7, 0.7]) == pytest.approx(1)
        assert measures.assortativity([0, 1], [2, 3], [-1, -1, 1, 1]) == pytest.approx(-1)

    def test_is_undefined_if_all_ends_are_equal_or_nobody_is_tied(self) -> None:
        assert math.isnan(measures.assortativity([0, 1], [1, 2], [0.1, 0.1, 0.1]))
        assert math.isnan(measures.assortativity([], [], [0.1, 0.2]))

    @given(st.floats(-1, 1), st.integers(2, 40))
    def test_rounding_does_not_create_a_correlation(self, opinion: float, people: int) -> None:
        chain = np.arange(people)
        assert math.isnan(measures.assortativity(chain[:-1], chain[1:], [opinion] * people))

    def test_people_without_ties_do_not_count(self) -> None:
        assert math.isnan(measures.assortativity([0], [1], [0.1, 0.1, 0.9]))

    @given(tie_examples(), st.floats(0.1, 10), st.floats(-10, 10))
    def test_does_not_depend_on_unit_and_origin(
        self, ties: TiesExample, scale: float, shift: float
    ) -> None:
        _, tail, head, _, group = ties
        assume(np.ptp(np.concatenate((group[tail], group[head]))) > 0)
        value = measures.assortativity(tail, head, group)
        moved = measures.assortativity(head, tail, group * scale + shift)
        assert moved == pytest.approx(value, abs=1e-9)
        assert -1 - 1e-12 <= value <= 1 + 1e-12
