"""The organiser: ten traits, one parameter each (S2.O1 to S2.O10)."""

from __future__ import annotations

from movementsim.kernel.columns import Floats
from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent
from movementsim.vocabulary.others import Others

INVITED = 8
"""Number of people who are usually invited to an open meeting."""
DIFFERENT = 0.4
"""Distance of opinion beyond which talking takes an effort."""


class Organiser(Strategy):
    """Talks and listens beyond the own circle, calls meetings, shares power, credit and tasks."""

    source = "S2.O1-S2.O10, S2.B5"

    outgoing: float = parameter(
        0.5,
        "likes people: share of talks beyond the own circle; 1 also triples talks",
        source="S2.O1",
        neutral=0.0,
    )
    constancy: float = parameter(
        0.5,
        "is liked: share of talks with the person not met for longest",
        source="S2.O2",
        neutral=0.0,
    )
    giving: float = parameter(
        0.1,
        "gives power away: share of the power above the mean handed on",
        unit="share a month",
        source="S2.O3",
        neutral=0.0,
    )
    inclusion: float = parameter(
        5.0,
        "works inclusively: invitations, as a multiple of the usual number",
        unit="times",
        low=0,
        high=20,
        source="S2.O4",
        neutral=1.0,
    )
    listening: float = parameter(0.7, "listens: share of a talk", source="S2.O5", neutral=0.3)
    credit_kept: float = parameter(
        0.1, "believes in collectives: share of credit kept", source="S2.O6", neutral=0.2
    )
    hope: float = parameter(
        4.0,
        "trusts people: tasks imagined done by somebody unknown, against two imagined failed",
        unit="tasks",
        high=20,
        source="S2.O7",
        neutral=1.0,
    )
    care: float = parameter(
        2.0,
        "people skills: hours a month of support for people who are burnt out",
        unit="hours a month",
        high=40,
        source="S2.O8",
        neutral=0.0,
    )
    eye: float = parameter(
        0.7, "spots leaders: weight of others' respect against skill", source="S2.O9", neutral=0.0
    )
    big_picture: float = parameter(
        0.8,
        "sees the big picture: chance of campaigning rather than answering when provoked",
        source="S2.O10",
        neutral=0.0,
    )

    def seen_as_leader(self, them: Others) -> Floats:
        """Return how fit to lead others seem, by the respect they have and by their skill.

        Returns
        -------
        (seen,) float64
            0-1.
        """
        eye = them.mine(self.eye)
        fitness: Floats = eye * them.esteem + (1 - eye) * them.skill
        return fitness

    def decide(self, me: Cohort) -> Intent:
        """Return what an organiser means to do this week."""
        inside = me.motion_open & me.inside_brief
        work = me.campaign_open | inside
        answers = me.provoked & ~me.chance("see the big picture", self.big_picture)
        goes_out = me.chance("go out", self.outgoing)
        keeps_up = me.chance("keep up", self.constancy)
        hands_on = (self.giving > 0) & (me.times("hand on", 1) > 0)
        circle = me.acquaintances.where(lambda them: them.beyond == them.mine(goes_out))
        people = circle.where(lambda them: them.mine(keeps_up) | (them.distance < DIFFERENT))
        somebody = people.most(lambda them: them.overdue * them.mine(keeps_up))
        able = me.neighbours.trusted(self.hope, 2).where(lambda them: them.power < 1).among(10)
        deputy = able.most(self.seen_as_leader)
        tired = me.comrades.where(lambda them: them.burnout > 0.05).most("burnout")
        return (
            me.credit(self.credit_kept).when(me.keep != self.credit_kept)
            & me.argue(me.officers.anyone()).when(answers)
            & me.delegate(deputy, self.giving * me.surplus_share).when(hands_on)
            & me.defend(me.comrades.where(lambda them: them.shut_out).most("respect"))
            & me.stand().when(me.ballot_week & (me.weeks_since("seated") > 104))
            & me.convene(self.inclusion * INVITED).when(~me.room_called & me.monthly("call", 0.5))
            & me.support(tired, me.times("support", self.care))
            & me.ask(me.acquaintances.most("likes_me"), times=3).when(work & ~answers)
            & me.recruit(me.outsiders.most("trust")).when(me.times("ask in", 2 * self.outgoing) > 0)
            & me.talk(somebody, self.listening, me.times("talk", 8 * (1 + 2 * self.outgoing)))
            & me.campaign(inside=inside).when(work & ~answers)
        )
