"""All that a strategy can see and say: a cohort, its comrades, and the verbs.

A strategy is written in the singular about `me`; `me` is one member or half a million. Everything
read here comes from the week's snapshot, and every random number is keyed on the person, so
deciding for the whole cohort or for any part of it comes to the same, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property
from typing import Any, cast

import numpy as np

from movementsim.columns import (
    Array,
    Floats,
    Mask,
    Whole,
    filled,
    rank_in_runs,
    run_lengths,
    run_starts,
)
from movementsim.draws import Draws
from movementsim.intents import VERBS, Ask, Intent, Occasion
from movementsim.members import NOBODY, Brief, Post, Status
from movementsim.rates import weekly_share, weekly_times
from movementsim.world import World

EVERYONE = -2
"""Stands for all members of one's own branch, as the receiver of what is shared out."""

NEW = 26
"""Weeks for which somebody who joined counts as new."""

Pick = str | Callable[["Them"], Array]


class Cohort:
    """Members who follow one strategy, spoken of in the singular.

    Columns of :mod:`movementsim.members` and declared memory columns are read as attributes
    (`me.trust`), one value a member.

    Parameters
    ----------
    world
        The week's snapshot.
    slots
        The members.
    draws
        The week's luck.
    memory
        Declared memory columns by name, over all slots.
    """

    def __init__(
        self, world: World, slots: Whole, draws: Draws, memory: dict[str, Array] | None = None
    ) -> None:
        self.world = world
        self.slots = slots
        self.draws = draws
        self.memory = memory or {}

    def __len__(self) -> int:
        return len(self.slots)

    def __getattr__(self, name: str) -> Array:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self.memory:
            value = self.memory[name][self.slots]
        elif name in self.world.people.specification:
            value = getattr(self.world.people, name)[self.slots]
        else:
            known = [*self.world.people.specification, *self.memory, *dir(type(self))]
            raise AttributeError(f"a member has no {name!r}{_near(name, known)}")
        value.flags.writeable = False
        self.__dict__[name] = value
        return value

    def part(self, which: Array) -> Cohort:
        """Return the cohort of some of these members, by mask or position."""
        return Cohort(self.world, self.slots[which], self.draws, self.memory)

    # -- what I know of myself and my branch

    def _branch(self, name: str) -> Array:
        return np.asarray(getattr(self.world.branches, name)[self.branch])

    @property
    def week(self) -> int:
        """The week, counted from 0."""
        return self.world.week

    @property
    def ballot_week(self) -> Mask:
        """Whether officers are elected this week."""
        return np.full(len(self), self.world.ballot_week)  # an array, so that ~ negates it

    @cached_property
    def in_office(self) -> Mask:
        """Whether I hold an office."""
        return np.asarray(self.post > Post.NONE)

    @property
    def outward_brief(self) -> Mask:
        """Whether my post is there for the work outside."""
        return np.asarray(self.brief == Brief.OUTWARD)

    @property
    def inside_brief(self) -> Mask:
        """Whether my post is there for the fight inside."""
        return np.asarray(self.brief == Brief.INSIDE)

    @property
    def in_faction(self) -> Mask:
        """Whether I belong to a faction."""
        return np.asarray(self.faction != NOBODY)

    @property
    def leads_faction(self) -> Mask:
        """Whether I lead a faction."""
        return np.asarray(self.faction == self.slots)

    @cached_property
    def surplus(self) -> Floats:
        """My power above the mean of members, which is 1."""
        return np.maximum(self.power - 1.0, 0.0)

    @property
    def surplus_share(self) -> Floats:
        """The share of my power that lies above the mean."""
        return self.surplus / np.maximum(self.power, 1e-12)

    @cached_property
    def campaign_open(self) -> Mask:
        """Whether my branch has an outward campaign in its window."""
        return np.asarray(self._branch("outward_until") >= self.week)

    @cached_property
    def motion_open(self) -> Mask:
        """Whether a motion or selection is open in my branch."""
        return np.asarray(self._branch("inside_until") >= self.week)

    @cached_property
    def meeting_week(self) -> Mask:
        """Whether my branch has its ordinary meeting this week."""
        return self.world.meets[self.branch]

    @property
    def room_called(self) -> Mask:
        """Whether an open room is already under way in my branch."""
        return np.asarray(self._branch("pending") >= self.week)

    @property
    def threatened(self) -> Mask:
        """Whether my branch is under threat."""
        return np.asarray(self._branch("threatened") >= self.week)

    def weeks_since(self, column: str) -> Array:
        """Return the weeks since something dated in a column (`joined`, `seated`, `wronged`)."""
        return self.week - np.asarray(getattr(self, column), np.int64)

    @cached_property
    def provoked(self) -> Mask:
        """Whether I was wronged in the last four weeks."""
        return self.weeks_since("wronged") <= 4

    # -- chance

    def chance(self, name: str, probability: Any) -> Mask:
        """Say for each member whether something with this probability happens this week."""
        return np.asarray(self.draws.uniform(name, self.uid) < _share(probability, name))

    def monthly(self, name: str, share: Any) -> Mask:
        """Say for each member whether something of this probability a month happens this week."""
        return self.chance(name, weekly_share(_share(share, name)))

    def times(self, name: str, per_month: Any) -> Whole:
        """Return how many times this week something falls that happens so often a month."""
        mean = weekly_times(np.asarray(_count(per_month, name), np.float64))
        return np.asarray(np.floor(mean + self.draws.uniform(name, self.uid)), np.int64)

    # -- the people around me

    @property
    def acquaintances(self) -> Comrades:
        """Everybody I have a tie to, in the movement or outside."""
        return Comrades(self, _tied).where(lambda them: them.status != Status.LEFT)

    @property
    def comrades(self) -> Comrades:
        """The members I have a tie to."""
        return Comrades(self, _tied).where(lambda them: them.status == Status.MEMBER)

    @property
    def neighbours(self) -> Comrades:
        """My comrades in my own branch, where power can be handed on."""
        return self.comrades.where(lambda them: them.same_branch)

    @property
    def outsiders(self) -> Comrades:
        """People outside the movement I have a tie to."""
        return Comrades(self, _tied).where(lambda them: them.status <= Status.SUPPORTER)

    @property
    def band(self) -> Comrades:
        """My comrades in my own faction."""
        return self.comrades.where(lambda them: them.of_my_band)

    @property
    def prospects(self) -> Comrades:
        """My comrades who are not in my faction and lead none of their own."""
        return self.comrades.where(lambda them: ~them.of_my_band & (them.faction != them.slot))

    @property
    def followers(self) -> Comrades:
        """The members of the faction I lead, tied to me or not."""
        return Comrades(self, _following)

    @property
    def officers(self) -> Comrades:
        """The officers of my branch."""
        return Comrades(self, _officers)

    @property
    def newcomers(self) -> Comrades:
        """Members of my branch who joined within half a year, tied to me or not."""
        return Comrades(self, _newcomers)

    @property
    def wrongdoers(self) -> Comrades:
        """Members I hold something against, once for each act that I still resent."""
        return Comrades(self, _wrongdoers).where(lambda them: them.status == Status.MEMBER)

    def person(self, remembered: str) -> Comrades:
        """Return the one whose number I keep in a memory column, while a member."""
        if remembered not in self.memory:
            raise AttributeError(
                f"person({remembered!r}): no memory column of that name"
                f"{_near(remembered, list(self.memory))}; declare it: {remembered} = memory(-1)"
            )
        return Comrades(self, _recalled(remembered)).where(
            lambda them: them.status == Status.MEMBER
        )

    @property
    def those_i_granted(self) -> Comrades:
        """Whoever holds power from me that I can take back."""
        return Comrades(self, _granted)

    @property
    def branch_mates(self) -> Comrades:
        """All other members of my branch; costly, for rare and local decisions."""
        return Comrades(self, _branch_mates)

    @property
    def everyone(self) -> Choice:
        """My whole branch as the receiver of what I share out equally."""
        return Choice(Comrades(self, _everyone), None, False, 1)

    # -- verbs

    def talk(self, to: Choice, listening: Any = 0.7, times: Any = 1) -> Intent:
        """Talk with somebody, or with so many, listening for this share of the time (S2.O5)."""
        to = _chosen(to, "talk").repeat(times)
        return Ask(self, "talk", to, listening=_share(listening, "listening"), courting=False)

    def listen(self, to: Choice, times: Any = 1) -> Intent:
        """Talk with somebody and listen for 70% of the time (S2.O5)."""
        return self.talk(to, 0.7, times)

    def argue(self, to: Choice, times: Any = 1) -> Intent:
        """Talk at somebody: 20% listening (S2.O5)."""
        return self.talk(to, 0.2, times)

    def court(self, to: Choice, times: Any = 1, listening: Any = 0.5) -> Intent:
        """Talk somebody into one's faction (S2.F6)."""
        to = _chosen(to, "court").repeat(times)
        return Ask(self, "talk", to, listening=_share(listening, "listening"), courting=True)

    def recruit(self, to: Choice) -> Intent:
        """Ask somebody outside to join."""
        return Ask(self, "recruit", _chosen(to, "recruit"))

    def train(self, whom: Choice) -> Intent:
        """Teach somebody (S2.O9)."""
        return Ask(self, "train", _chosen(whom, "train"))

    def support(self, whom: Choice, times: Any = 1) -> Intent:
        """Stand by somebody in a hard time (S2.O8)."""
        return Ask(self, "support", _chosen(whom, "support").repeat(times))

    def delegate(self, to: Choice, share: Any) -> Intent:
        """Hand on a share of one's power and a task with it, without strings (S2.O3)."""
        return Ask(self, "delegate", _chosen(to, "delegate"), share=_share(share, "share"))

    def grant(self, to: Choice, share: Any) -> Intent:
        """Hand on a share of one's power and a task with it, to be taken back at will (S3.E1)."""
        return Ask(self, "grant", _chosen(to, "grant"), share=_share(share, "share"))

    def reclaim(self, whom: Choice) -> Intent:
        """Take back from somebody what one granted (S3.E1)."""
        return Ask(self, "reclaim", _chosen(whom, "reclaim"))

    def favour(self, to: Choice, times: Any = 1) -> Intent:
        """Do somebody a favour out of the power one holds (S2.F6)."""
        return Ask(self, "favour", _chosen(to, "favour").repeat(times))

    def exclude(self, whom: Choice) -> Intent:
        """Shut somebody out (S2.F4); needs an office or half the power present."""
        return Ask(self, "exclude", _chosen(whom, "exclude"))

    def defend(self, whom: Choice) -> Intent:
        """Stand up for somebody who is shut out (S2.B5)."""
        return Ask(self, "defend", _chosen(whom, "defend"))

    def ask(self, to: Choice, times: Any = 1) -> Intent:
        """Ask somebody to lend a hand in the branch's campaign."""
        return Ask(self, "ask", _chosen(to, "ask").repeat(times))

    def convene(self, invited: Any) -> Intent:
        """Call an open room and invite so many of the branch (S2.O4)."""
        return Ask(self, "convene", invited=_count(invited, "invited"))

    def caucus(self, size: Any = 12) -> Intent:
        """Meet behind closed doors with one's circle of this size (S2.F3)."""
        return Ask(self, "caucus", size=_count(size, "size"))

    def attend(self) -> Intent:
        """Go to the branch's meeting (S2.F10)."""
        return Ask(self, "attend")

    def order(
        self,
        share: Any,
        span: Any = 5,
        inside: Any = False,
        attend: Any = False,
        decide: Any = False,
    ) -> Intent:
        """Order one's followers to give a share of their hours, down a chain of this span.

        `inside` sends the hours to the motion instead of the campaign, `attend` sends people to
        the meeting, `decide` settles the branch's decision without debate (S2.F2, S2.F5).
        """
        reports = np.minimum(np.asarray(_count(span, "span")), self.followers.count())
        return Ask(
            self,
            "order",
            cost=VERBS["order"].hours + 0.5 * reports,
            share=_share(share, "share"),
            span=span,
            inside=inside,
            attend=attend,
            decide=decide,
        ).when(reports > 0)

    def campaign(self, hours: Any = None, inside: Any = False) -> Intent:
        """Put hours into the branch's campaign (or motion); all that are left if none are named."""
        return Ask(self, "campaign", cost=hours, hours=hours, inside=inside)

    def credit(self, keep: Any) -> Intent:
        """Keep this share of the credit for campaigns one leads (S2.O6)."""
        return Ask(self, "credit", keep=_share(keep, "keep"))

    def stand(self) -> Intent:
        """Stand alone in the ballot."""
        return Ask(self, "stand")

    def slate(self, size: Any = 5, loyalty: Any = 0.5) -> Intent:
        """Stand with so many of one's faction, chosen by loyalty against skill (S2.F6, S2.F8)."""
        return Ask(self, "slate", size=_count(size, "size"), loyalty=_share(loyalty, "loyalty"))

    def rest(self) -> Intent:
        """Do nothing for a week."""
        return Ask(self, "rest")

    def remember(self, **columns: Any) -> Intent:
        """Write memory columns, to be seen next week."""
        unknown = [name for name in columns if name not in self.memory]
        if unknown:
            raise TypeError(
                f"remember({unknown[0]}=...): declare the column first, as in "
                f"{unknown[0]} = memory(0.0)"
            )
        for name, value in columns.items():
            _remembered(value, name)
        return Ask(self, "remember", **columns)

    def switch(self, strategy: str) -> Intent:
        """Take up another strategy; recorded, and off unless the scenario allows it."""
        return Ask(self, "switch", strategy=strategy)


class Them:
    """The other side of some ties, as a predicate or a preference sees it.

    Columns are read as attributes: `them.trust` is theirs, `them.mine("trust")` is mine.
    """

    def __init__(self, me: Cohort, owner: Whole, edge: Whole, slot: Whole) -> None:
        self.me, self.owner, self.edge, self.slot = me, owner, edge, slot

    def __getattr__(self, name: str) -> Array:
        people = self.me.world.people
        if name not in people.specification:
            known = [*people.specification, *dir(type(self))]
            raise AttributeError(f"they have no {name!r}{_near(name, known)}")
        value: Array = getattr(people, name)[self.slot]
        value.flags.writeable = False
        self.__dict__[name] = value
        return value

    def take(self, which: Array) -> Them:
        """Return some of them."""
        return Them(self.me, self.owner[which], self.edge[which], self.slot[which])

    def mine(self, what: str | Array) -> Array:
        """Return my own value, beside each of theirs: a column, or one value a member."""
        value = getattr(self.me, what) if isinstance(what, str) else np.asarray(what)
        return np.asarray(value[self.owner])

    def _tied(self) -> Whole:
        """Return the position of the tie to each of them, -1 between strangers."""
        strangers = (self.edge < 0).nonzero()[0]
        if len(strangers):
            found = self.edge.copy()
            mine = self.me.slots[self.owner[strangers]]
            found[strangers] = self.me.world.ties.find(mine, self.slot[strangers])
            self.edge = found
        return self.edge

    @property
    def liking(self) -> Floats:
        """How much I like them."""
        edge = self._tied()
        return self.me.world.ties.liking(edge)

    @property
    def respect(self) -> Floats:
        """How much I respect them."""
        edge = self._tied()
        return np.where(edge >= 0, self.me.world.ties.respect[edge], 0.0)

    @property
    def likes_me(self) -> Floats:
        """How much they like me."""
        edge, ties = self._tied(), self.me.world.ties
        return np.where(edge >= 0, ties.liking(ties.reverse[edge]), 0.0)

    @property
    def overdue(self) -> Array:
        """Weeks since we last met; since the beginning if we never did."""
        edge, ties = self._tied(), self.me.world.ties
        return np.where(edge >= 0, self.me.week - ties.met[edge].astype(np.int64), self.me.week)

    @property
    def distance(self) -> Floats:
        """How far apart our opinions are, as far as I know theirs (we must have met)."""
        edge = self._tied()
        known = (edge >= 0) & (self.me.world.ties.met[edge] >= 0)
        return np.where(known, np.abs(self.opinion - self.mine("opinion")), 0.0)

    @property
    def same_branch(self) -> Mask:
        """Whether they are of my branch."""
        return np.asarray(self.branch == self.mine("branch"))

    @property
    def same_faction(self) -> Mask:
        """Whether they are of my faction (or neither of us is in one)."""
        return np.asarray(self.faction == self.mine("faction"))

    @property
    def in_faction(self) -> Mask:
        """Whether they belong to a faction."""
        return np.asarray(self.faction != NOBODY)

    @property
    def of_my_band(self) -> Mask:
        """Whether we belong to one faction."""
        return np.asarray(self.same_faction & self.in_faction)

    @property
    def inside(self) -> Mask:
        """Whether they belong to my own circle: members of my faction, or else of my branch."""
        mine = np.where(self.mine("faction") != NOBODY, self.of_my_band, self.same_branch)
        return np.asarray(mine & (self.status == Status.MEMBER))

    @property
    def beyond(self) -> Mask:
        """Whether they are beyond my own circle: of another one, or outside the movement."""
        return ~self.inside

    @property
    def shut_out(self) -> Mask:
        """Whether the room is closed to them now."""
        return np.asarray(self.barred > self.me.week)

    @property
    def esteem(self) -> Floats:
        """The mean respect their acquaintances have for them."""
        ties = self.me.world.ties
        owner, edge = ties.ties_of(self.slot)
        total = np.bincount(owner, ties.respect[ties.reverse[edge]], minlength=len(self.slot))
        return np.asarray(total / np.maximum(ties.degree[self.slot], 1))

    def promise(self, hope: float, doubt: float) -> Floats:
        """Return how likely a task in their hands seems: a Beta prior and the public record.

        Parameters
        ----------
        hope, doubt
            The prior, as tasks imagined done and failed (S2.O7, S2.F7).
        """
        return np.asarray((hope + self.done) / (hope + doubt + self.done + self.failed))

    @property
    def proofs(self) -> Array:
        """Tasks done in public."""
        return self.done

    def score(self, pick: Pick) -> Floats:
        """Return a preference over them, by column name or function."""
        value = pick(self) if callable(pick) else getattr(self, pick)
        return np.asarray(value, np.float64)


Gather = Callable[[Cohort, Whole], tuple[Whole, Whole, Whole]]


class Comrades:
    """People around me, narrowed by `where`, read by `mean`, chosen by `most` and `anyone`.

    Nothing is looked up before it is needed, and then only for those who mean it.
    """

    def __init__(
        self, me: Cohort, gather: Gather, filters: tuple[Callable[[Them], Array], ...] = ()
    ) -> None:
        self.me, self._gather, self._filters = me, gather, filters

    def where(self, condition: Callable[[Them], Array]) -> Comrades:
        """Return only those for whom the condition holds."""
        return Comrades(self.me, self._gather, (*self._filters, condition))

    def inside(self) -> Comrades:
        """Return those of my own circle: my faction if I am in one, else my branch."""
        return self.where(lambda them: them.inside)

    def beyond(self) -> Comrades:
        """Return those beyond my own circle: of another one, or outside the movement."""
        return self.where(lambda them: ~them.inside)

    def introductions(self) -> Comrades:
        """Return whom one of them, chosen by lot, can introduce to me: strangers so far."""
        return _Introductions(self)

    def trusted(self, hope: float, doubt: float) -> Comrades:
        """Return those in whose hands a task seems as likely to be done as not (S2.O7, S2.F7).

        Parameters
        ----------
        hope, doubt
            What is thought of somebody unknown, as tasks imagined done and failed.
        """
        return self.where(lambda them: them.promise(hope, doubt) >= 0.5)

    def among(self, look_at: int) -> Comrades:
        """Return so many of them at random: those whom I happen to look at."""
        return _Glance(self, look_at)

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Them:
        """Look them up for some members (positions in the cohort)."""
        place, edge, slot = self._gather(self.me, self.me.slots[rows])
        return self._sifted(Them(self.me, rows[place], edge, slot))

    def _sifted(self, them: Them) -> Them:
        for condition in self._filters:
            kept = np.asarray(condition(them))
            if kept.dtype != np.bool_:
                raise TypeError(".where() needs a condition that is true or false for each")
            if not kept.all():
                them = them.take(kept)
        return them

    def _all(self) -> Them:
        return self.them(np.arange(len(self.me)))

    # -- read

    def count(self) -> Floats:
        """Return how many there are."""
        return np.bincount(self._all().owner, minlength=len(self.me)).astype(np.float64)

    def mean(self, pick: Pick) -> Floats:
        """Return their mean; 0 where there is nobody."""
        them = self._all()
        total = np.bincount(them.owner, them.score(pick), minlength=len(self.me))
        count = np.bincount(them.owner, minlength=len(self.me))
        return np.asarray(total / np.maximum(count, 1))

    def share(self, condition: Callable[[Them], Array]) -> Floats:
        """Return the share of them for whom the condition holds; 0 where there is nobody."""
        return self.mean(lambda them: condition(them).astype(np.float64))

    def any(self) -> Mask:
        """Whether there is anybody."""
        return self.count() > 0

    # -- choose

    def most(self, pick: Pick, times: Any = 1) -> Choice:
        """Choose whoever has most of something; equals are told apart by lot."""
        return Choice(self, pick, True, 1).repeat(times)

    def least(self, pick: Pick, times: Any = 1) -> Choice:
        """Choose whoever has least of something; equals are told apart by lot."""
        return Choice(self, pick, False, 1).repeat(times)

    def anyone(self, times: Any = 1) -> Choice:
        """Choose anybody, by lot."""
        return Choice(self, None, False, 1).repeat(times)

    def alike(self, times: Any = 1) -> Choice:
        """Choose whoever is closest in opinion, as far as known."""
        return Choice(self, "distance", False, 1).repeat(times)


class _Glance(Comrades):
    """So many of some comrades, by lot."""

    def __init__(self, whole: Comrades, look_at: int) -> None:
        super().__init__(whole.me, whole._gather, whole._filters)
        self._whole, self._look_at = whole, look_at

    def where(self, condition: Callable[[Them], Array]) -> Comrades:
        return _Glance(self._whole.where(condition), self._look_at)

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Them:
        them = self._whole.them(rows)
        lots = _lots(them, occasion or Occasion("look"), "glance")
        return them.take(_first(them.owner, None, lots, self._look_at))


class _Introductions(Comrades):
    """The strangers whom one of some people, chosen by lot, knows."""

    def __init__(
        self, through: Comrades, filters: tuple[Callable[[Them], Array], ...] = ()
    ) -> None:
        super().__init__(through.me, through._gather, filters)
        self._through = through

    def where(self, condition: Callable[[Them], Array]) -> Comrades:
        return _Introductions(self._through, (*self._filters, condition))

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Them:
        me, known = self.me, self._through.them(rows)
        lots = _lots(known, occasion or Occasion("look"), "introduction")
        through = known.take(_first(known.owner, None, lots, 1))
        place, _, slot = _tied(me, through.slot)
        owner = through.owner[place]
        mine = me.slots[owner]
        new = (slot != mine) & (me.world.ties.find(mine, slot) < 0)
        new &= me.world.people.status[slot] != Status.LEFT
        return self._sifted(Them(me, owner[new], np.full(new.sum(), -1), slot[new]))


class Choice:
    """Whom a verb is aimed at, worked out only for those who mean it."""

    def __init__(self, among: Comrades, pick: Pick | None, most: bool, times: Any) -> None:
        self._among, self._pick, self._most, self._times = among, pick, most, times

    def repeat(self, times: Any) -> Choice:
        """Return the choice of so many instead of one."""
        if isinstance(times, int) and times == 1:
            return self
        if not isinstance(_count(times, "times"), int):
            times = filled(np.asarray(times, np.int64), len(self._among.me))
        return Choice(self._among, self._pick, self._most, times)

    def see(self, pick: Pick, otherwise: float = 0.0) -> Floats:
        """Return what I see of whoever is chosen, or `otherwise` where there is nobody."""
        me = self._among.me
        rows = np.arange(len(me))
        place, edge, slot = self.resolve(rows, Occasion("look"))
        seen = np.full(len(me), otherwise, np.float64)
        seen[place] = Them(me, place, edge, slot).score(pick)
        return seen

    def number(self) -> Floats:
        """Return a number to remember whoever is chosen by; see :meth:`Cohort.person`."""
        return self.see(lambda them: them.slot, NOBODY)

    def resolve(self, rows: Whole, occasion: Occasion) -> tuple[Whole, Whole, Whole]:
        """Choose for the members at these positions.

        Parameters
        ----------
        rows
            Positions in the cohort, ascending.
        occasion
            What somebody is chosen for, to key the luck of telling equals apart.

        Returns
        -------
        Places in `rows`, positions of ties (-1 without a tie) and slots of the chosen.
        """
        times = self._times
        rows_wanted = rows if isinstance(times, int) else rows[times[rows] > 0]
        them = self._among.them(rows_wanted, occasion)
        score = None if self._pick is None else them.score(self._pick)
        if score is not None and self._most:
            score = -score
        chosen = them.take(_first(them.owner, score, _lots(them, occasion), times))
        return rows.searchsorted(chosen.owner), chosen.edge, chosen.slot


def _lots(them: Them, occasion: Occasion, what: str = "choice") -> Callable[[Whole], Array]:
    people, draws = them.me.world.people, them.me.draws

    def draw(which: Whole) -> Array:
        owner = them.owner[which]
        mine, other = people.uid[them.me.slots[owner]], people.uid[them.slot[which]]
        name = f"{occasion.verb} {what}"
        if occasion.earlier is None:
            return draws.order(f"{name} 0", mine, other)
        lots = np.empty(len(owner), np.uint64)
        times = occasion.earlier[owner]
        for number in np.unique(times):
            some = times == number
            lots[some] = draws.order(f"{name} {number}", mine[some], other[some])
        return lots

    return draw


def _first(
    owner: Whole, score: Floats | None, lots: Callable[[Whole], Array], times: Array | int
) -> Whole:
    """Return the positions of the first `times` rows of each owner, by score then lot.

    `owner` is ascending. Scores that are not numbers are refused.
    """
    if not len(owner):
        return owner
    if score is not None and np.isnan(score).any():
        raise ValueError("a preference over comrades gave a value that is not a number")
    wanted = times if isinstance(times, int) else times[owner]
    most = wanted if isinstance(wanted, int) else int(wanted.max())
    if most <= 1:
        return _best(owner, score, lots)
    if most > _ROUNDS or len(owner) < _FEW:
        lot = lots(np.arange(len(owner)))
        order = np.lexsort((lot, owner) if score is None else (lot, score, owner))
        return np.asarray(order[rank_in_runs(owner) < wanted])
    return _best_of_rounds(owner, score, lots, wanted, most)


_ROUNDS = 8
_FEW = 4096
"""Up to so many choices of many people, picking the best again and again beats sorting."""


def _best_of_rounds(
    owner: Whole,
    score: Floats | None,
    lots: Callable[[Whole], Array],
    wanted: Array | int,
    most: int,
) -> Whole:
    left = np.arange(len(owner))
    chosen = []
    for place in range(most):
        best = _best(
            owner[left],
            None if score is None else score[left],
            lambda which, left=left: lots(left[which]),  # type: ignore[misc]
        )
        chosen.append(left[best])
        stays = np.ones(len(left), np.bool_)
        stays[best] = False
        if not isinstance(wanted, int):
            stays &= wanted[left] > place + 1
        left = left[stays]
        if not len(left):
            break
    picked = np.concatenate(chosen)
    return picked[np.argsort(owner[picked], kind="stable")]


def _best(owner: Whole, score: Floats | None, lots: Callable[[Whole], Array]) -> Whole:
    if score is None:
        return _least(run_starts(owner), lots(np.arange(len(owner))))
    starts = run_starts(owner)
    rows = _least(starts, score)
    if len(rows) == len(starts):  # no equals to tell apart
        return rows
    return np.asarray(rows[_least(run_starts(owner[rows]), lots(rows))])


def _least(starts: Whole, value: Array) -> Whole:
    """Return the rows with the least value of their run, several where they are equal."""
    least = np.minimum.reduceat(value, starts).repeat(run_lengths(starts, len(value)))
    return np.asarray((value == least).nonzero()[0])


# -- where comrades are looked up: (cohort, slots) -> place of the looker, tie, slot


def _tied(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    owner, edge = me.world.ties.ties_of(slots)
    return owner, edge, me.world.ties.head[edge].astype(np.int64)


def _grouped(slots: Whole, key: Array, members: Whole) -> tuple[Whole, Whole, Whole]:
    """Look up, for each slot, the members whose key is that slot."""
    order = np.argsort(key, kind="stable")
    first = np.searchsorted(key, slots, "left", sorter=order)
    last = np.searchsorted(key, slots, "right", sorter=order)
    length = last - first
    owner = np.repeat(np.arange(len(slots)), length)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    found = members[order[np.repeat(first, length) + offset]]
    return owner, np.full(len(owner), -1), found


def _following(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    people = me.world.people
    followers = np.flatnonzero(
        (people.faction != NOBODY)
        & (people.status == Status.MEMBER)
        & (people.faction != np.arange(len(people)))
    )
    return _grouped(slots, people.faction[followers], followers)


def _granted(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    people = me.world.people
    holders = ((people.granted > 0) & (people.status == Status.MEMBER)).nonzero()[0]
    return _grouped(slots, people.patron[holders], holders)


def _officers(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    people = me.world.people
    holders = ((people.post > Post.NONE) & (people.status == Status.MEMBER)).nonzero()[0]
    owner, edge, slot = _grouped(people.branch[slots], people.branch[holders], holders)
    other = slot != slots[owner]
    return owner[other], edge[other], slot[other]


def _newcomers(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    people = me.world.people
    new = people.active
    new = new[me.week - people.joined[new] <= NEW]
    owner, edge, slot = _grouped(people.branch[slots], people.branch[new], new)
    other = slot != slots[owner]
    return owner[other], edge[other], slot[other]


def _wrongdoers(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    ledger = me.world.ledger
    author = me.world.chronicle.who[ledger.act].astype(np.int64)
    owner, edge, slot = _grouped(slots, ledger.person, author)
    known = (slot != NOBODY) & (slot != slots[owner])
    return owner[known], edge[known], slot[known]


def _recalled(column: str) -> Gather:
    def gather(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
        number = me.memory[column][slots].astype(np.int64)
        known = (number != NOBODY).nonzero()[0]
        return known, np.full(len(known), -1), number[known]

    return gather


def _branch_mates(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    people = me.world.people
    members = people.active
    owner, edge, slot = _grouped(people.branch[slots], people.branch[members], members)
    other = slot != slots[owner]
    return owner[other], edge[other], slot[other]


def _everyone(me: Cohort, slots: Whole) -> tuple[Whole, Whole, Whole]:
    many = len(slots)
    return np.arange(many), np.full(many, -1), np.full(many, EVERYONE)


# -- checks with messages a strategy's author can act on


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _chosen(to: Any, verb: str) -> Choice:
    if not isinstance(to, Choice):
        raise TypeError(
            f"{verb} is aimed at {to!r}: aim it at somebody chosen from the people around you, "
            f"as in {verb}(me.comrades.anyone())"
        )
    return to


def _share(value: Any, name: str) -> Any:
    return _within(value, name, 1.0, "must lie between 0 and 1")


def _count(value: Any, name: str) -> Any:
    return _within(value, name, _MOST, "must be a finite number, 0 or more")


def _within(value: Any, name: str, most: float, wanted: str) -> Any:
    """Return numbers that lie from 0 to `most`; what is not a number lies nowhere."""
    if isinstance(value, int | float):  # most are constants, and comparing those is cheap
        within = 0 <= value <= most
    else:
        try:
            array = np.asarray(value, np.float64)
        except (TypeError, ValueError):
            raise TypeError(f"{name}={value!r}: {wanted}") from None
        # a NaN among them is the least and the most, and in no order with anything
        low, high = array.min(initial=0.0), array.max(initial=0.0)
        within = not isinstance(value, str) and bool(low >= 0 and high <= most)
    if not within:
        raise ValueError(f"{name}={value!r}: {wanted}")
    return cast(Any, value)


_MOST = float(np.iinfo(np.int64).max // 2)
"""The most that can be counted."""


def _remembered(value: Any, name: str) -> None:
    """Refuse what cannot be remembered; NaN would never be equal to anything again."""
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"remember({name}={value!r}): must be a number") from None
    if isinstance(value, str) or np.isnan(array.max(initial=0.0)):
        raise ValueError(f"remember({name}={value!r}): must be a number")
