"""The factionalist: ten traits, one parameter each (S2.F1 to S2.F10)."""

from movementsim.cohort import Cohort
from movementsim.declared import parameter
from movementsim.intents import Intent
from movementsim.strategies.base import Strategy

USUAL_TALKS = 8.0  # a month
TOO_FAR = 0.6  # distance of opinion that makes an enemy


class Factionalist(Strategy):
    """Builds a loyal band by favours, orders it, decides in a small circle, shuts rivals out."""

    source = "S2.F1-S2.F10"

    command: float = parameter(0.5, "authority: share of followers' hours asked for by order",
                               source="S2.F1", neutral=0.0)
    decree: float = parameter(0.9, "do as told: share of decisions ordered without debate",
                              source="S2.F2", neutral=0.0)
    circle: int = parameter(12, "small circle that shares power and plans", unit="people",
                            high=1000, source="S2.F3", neutral=0)
    exclusion: float = parameter(0.02, "excludes: how often a month an enemy is shut out",
                                 unit="share a month", source="S2.F4", neutral=0.0)
    span: int = parameter(5, "gives orders: span of the chain of command", unit="people",
                          high=1000, source="S2.F5", neutral=0)
    patronage: float = parameter(4.0, "loyal band: favours a month; loyalty's weight in posts",
                                 unit="a month", high=100, source="S2.F6", neutral=0.0)
    proofs: float = parameter(6.0, "trusts no one: proofs wanted before a task is handed over",
                              unit="tasks", high=100, source="S2.F7", neutral=0.0)
    single_minded: float = parameter(0.8, "single-minded: slates, and share of the band's hours "
                                     "for inside work", source="S2.F8", neutral=0.0)
    closeness: float = parameter(0.9, "knows the friends: share of contacts made inside",
                                 source="S2.F9", neutral=0.0)
    detail: float = parameter(1.0, "minds the detail: goes to each dull meeting, with the band",
                              source="S2.F10", neutral=0.0)

    def decide(self, me: Cohort) -> Intent:
        """Return a factionalist's week."""
        inside = me.motion_open & (
            me.inside_brief | me.chance("inside first", self.single_minded) & ~me.outward_brief
        )
        work = inside | me.campaign_open
        goes = me.meeting_week & me.chance("mind the detail", self.detail)
        decrees = me.times("decide", 0.5) > 0
        by_order = decrees & me.chance("decree", self.decree)
        stays_in = me.chance("stay inside", self.closeness)
        enemy = me.comrades.where(
            lambda them: (them.distance > TOO_FAR) & ~them.shut_out
        ).most("distance")
        proven = me.band.where(lambda them: them.promise(1.0, self.proofs + 1) >= 0.5)
        talks, favours = me.times("talk", USUAL_TALKS), me.times("favour", self.patronage)
        loyalty = self.patronage / (self.patronage + 1)
        return (
            me.slate(5, loyalty).when(me.ballot_week & (self.single_minded > 0))
            & me.exclude(enemy).when(me.in_office & me.monthly("shut out", self.exclusion))
            & me.order(self.command, self.span, inside, goes, by_order).when(
                (self.span > 0) & me.leads_faction & (work | goes | by_order))
            & me.caucus(self.circle).when((self.circle > 0) & decrees & me.leads_faction)
            & me.attend().when(goes)
            & me.favour(me.comrades.most("liking"), favours)
            & me.ask(me.band.most("likes_me"), times=3).when(work & (self.command < 1))
            & me.grant(proven.most("loyalty"), 0.05).when(me.times("hand on", 1) > 0)
            & me.court(me.comrades.inside().most("likes_me"), talks).when(stays_in)
            & me.court(me.comrades.anyone(), talks).when(~stays_in)
            & me.campaign(inside=inside).when(work)
        )
