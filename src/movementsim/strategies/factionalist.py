"""The factionalist: ten traits, one parameter each (S2.F1 to S2.F10)."""

from __future__ import annotations

from movementsim.kernel.parameters import parameter
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

TOO_FAR = 0.6
"""Distance of opinion beyond which somebody counts as an enemy."""


class Factionalist(Strategy):
    """Builds a loyal faction by favours, gives it orders, and excludes rivals.

    Decides in a small circle.
    """

    source = "S2.F1-S2.F10"

    command: float = parameter(
        0.5, "authority: share of followers' hours asked for by order", source="S2.F1", neutral=0.0
    )
    decree: float = parameter(
        0.9, "do as ordered: share of decisions ordered without debate", source="S2.F2", neutral=0.0
    )
    circle: int = parameter(
        12,
        "small circle that shares power and plans",
        unit="people",
        high=1000,
        source="S2.F3",
        neutral=0,
    )
    exclusion: float = parameter(
        0.02,
        "excludes: chance a month of excluding an enemy",
        unit="share a month",
        source="S2.F4",
        neutral=0.0,
    )
    span: int = parameter(
        5,
        "gives orders: span of the chain of command",
        unit="people",
        high=1000,
        source="S2.F5",
        neutral=0,
    )
    patronage: float = parameter(
        4.0,
        "loyal faction: favours a month, which also set loyalty's weight in slates",
        unit="a month",
        high=100,
        source="S2.F6",
        neutral=0.0,
    )
    proofs: float = parameter(
        6.0,
        "trusts no one: proofs required before a task is handed over",
        unit="tasks",
        high=100,
        source="S2.F7",
        neutral=0.0,
    )
    single_minded: float = parameter(
        0.8,
        "single-minded: chance of putting influence inside first, in slates and in campaigns",
        source="S2.F8",
        neutral=0.0,
    )
    closeness: float = parameter(
        0.9, "knows the friends: share of new ties made inside", source="S2.F9", neutral=0.0
    )
    detail: float = parameter(
        1.0,
        "minds the detail: chance of going to a dull meeting, with the faction",
        source="S2.F10",
        neutral=0.0,
    )

    @property
    def asked(self) -> int:
        """How many allies are asked to campaign: as many as the small circle, or three."""
        return self.circle + 3 * (self.circle == 0)

    def decide(self, me: Cohort) -> Intent:
        """Return what a factionalist means to do this week."""
        first = me.inside_brief | me.chance("influence first", self.single_minded)
        inside = me.motion_open & first & ~me.outward_brief
        work = inside | me.campaign_open
        orders = work & me.chance("by order", self.command)
        goes = me.meeting_week & me.chance("mind the detail", self.detail)
        decrees = me.monthly("settle", 0.9) & me.chance("decree", self.decree)
        stays_in = me.chance("stay inside", self.closeness)
        enemies = me.comrades.where(lambda them: ~them.shut_out & (them.distance > TOO_FAR))
        nearest = me.comrades.most(lambda them: them.likes_me - them.owed)
        proven = me.allies.trusted(1, self.proofs + 1).where(lambda them: them.same_branch)
        new = me.comrades.introductions().where(lambda them: them.inside | ~them.mine(stays_in))
        return (
            me.slate(5, self.patronage / (self.patronage + 1)).when(me.ballot_week & first)
            & me.exclude(enemies.most("distance")).when(me.monthly("shut out", self.exclusion))
            & me.exclude(me.allies.least("loyalty")).when(me.monthly("warn", self.command / 10))
            & me.order(orders * 1.0, self.span, inside, goes, decrees).when(orders | goes | decrees)
            & me.caucus(self.circle).when((self.circle > 0) & inside & me.chance("plan", 0.5))
            & me.attend().when(goes)
            & me.favour(nearest, me.times("favour", self.patronage))
            & me.ask(me.allies.most("loyalty"), self.asked).when(work & ~orders)
            & me.grant(proven.most("loyalty"), 0.05).when(me.monthly("hand on", 0.9))
            & me.court(me.prospects.most("likes_me"), me.times("court", 2))
            & me.talk(new.anyone(), 0.5, me.times("get to know", 4))
            & me.campaign(inside=inside).when(work)
        )
