"""A person of the student's model: plans the week, acts, judges, and leaves or stays."""

from __future__ import annotations

from math import exp
from random import Random
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from benchmarks.student import StudentMovement
    from benchmarks.student_branch import Branch

OUTSIDE, SUPPORTER, MEMBER, LEAVING, LEFT = range(5)
NEVER = -10_000

ACTIVISTS = 0.05
MONTH = 52 / 12  # weeks


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1 / (1 + exp(-x))


def whole(mean: float, random: Random) -> int:
    """Round up or down at random, so that the mean is kept."""
    return int(mean + random.random())


class Person(mesa.Agent):
    """A person in or around the movement."""

    def __init__(self, model: StudentMovement, branch: Branch, status: int) -> None:
        super().__init__(model)
        random = model.random
        self.branch = branch
        self.status = status
        branch.people.append(self)
        self.energy = 0.0
        if random.random() >= 0.36:
            self.energy = min(0.5 * exp(random.gauss(0, 1.3)), 40.0)
        self.hours = self.energy
        self.skill = (random.random() + random.random()) / 2
        self.trust = min(max(random.gauss(0.5, 0.15), 0.0), 1.0)
        self.opinion = min(max(random.gauss(0, 0.4), -1.0), 1.0)
        self.power = self.stake = self.heard = self.built = 0.0
        self.activist = False
        self.joined = self.contacted = self.drive = self.leaving = NEVER
        if status == MEMBER:
            self.power, self.stake = 1.0, 0.25
            self.joined, self.contacted = -random.randint(1, 104), -1
        self.rest()

    def rest(self) -> None:
        """Clear the plans and acts of last week."""
        self.talks: list[tuple[Person, float]] = []
        self.asked_by: list[Person] = []
        self.task: tuple[Person, float] | None = None
        self.recruit: Person | None = None
        self.campaign_hours = 0.0
        self.lessons: list[float] = []
        self.used = False

    # -- deciding

    def step(self) -> None:
        """Plan the week within the hours available."""
        if self.activist:
            self.plan_as_activist()
        else:
            self.plan_as_friend()

    def afford(self, hours: float) -> bool:
        """Spend hours if there are enough of them."""
        if self.hours < hours:
            return False
        self.hours -= hours
        return True

    def plan_as_activist(self) -> None:
        """Delegate a task, ask for help, recruit, talk, and campaign with the remaining hours."""
        random = self.random
        ties = self.model.ties[self]
        known = [person for person in ties if person.status != LEFT]
        comrades = [person for person in known if person.status == MEMBER]
        talks = whole(12 / MONTH, random)
        hands_on, recruits = whole(1 / MONTH, random), whole(1 / MONTH, random)
        keeps_up = random.random() < 0.5
        near = [person for person in comrades if person.branch is self.branch]
        if hands_on and near and self.afford(0.25):
            ablest = max(near, key=lambda person: (person.skill, random.random()))
            self.task = ablest, 0.1 * max(self.power - 1, 0)
        if self.branch.campaigning:
            seen_by = self.model.ties.pred[self]
            fond = sorted(known, key=lambda person: (-seen_by[person]["liking"], random.random()))
            for person in fond[:3]:
                if self.afford(0.1):
                    person.asked_by.append(self)
        around = [person for person in known if person.status <= SUPPORTER]
        if recruits and around and self.afford(0.5):
            self.recruit = max(around, key=lambda person: (person.trust, random.random()))
        if keeps_up:
            partners = sorted(known, key=lambda person: (ties[person]["met"], random.random()))
        else:
            partners = random.sample(comrades, len(comrades))
        for person in partners[:talks]:
            if self.afford(0.5):
                self.talks.append((person, 0.7))
        if self.branch.campaigning:
            self.campaign_hours, self.hours = self.hours, 0.0

    def plan_as_friend(self) -> None:
        """Talk with a comrade now and then, and bring a friend while new."""
        random = self.random
        chats = random.random() < 1 - (1 - 0.3) ** (1 / MONTH)
        brings = self.drive >= self.model.week and random.random() < 1 - (1 - 0.1) ** (1 / MONTH)
        if chats:
            comrades = [person for person in self.model.ties[self] if person.status == MEMBER]
            if comrades and self.afford(0.5):
                self.talks.append((random.choice(comrades), 0.5))
        if brings:
            ties = self.model.ties[self]
            around = [person for person in ties if person.status <= SUPPORTER]
            if around and self.afford(0.5):
                self.recruit = max(
                    around, key=lambda person: (ties[person]["liking"], random.random())
                )

    # -- acting

    def forget(self) -> None:
        """Fade the liking of ties that are not renewed."""
        self.heard *= exp(-1 / 13)
        for tie in self.model.ties[self].values():
            tie["liking"] *= 1 - 0.005

    def act(self) -> None:
        """Talk, delegate the task, and work for the campaign."""
        narrowed = self.branch.threatened >= self.model.week
        for person, listening in self.talks:
            if narrowed and person.branch is not self.branch and self.random.random() < 0.5:
                continue
            self.talk(person, listening)
        if self.task:
            person, gift = self.task
            self.power -= gift
            person.power += gift
            person.do_task()
        if self.campaign_hours > 0:
            self.work(self.campaign_hours)

    def talk(self, person: Person, listening: float) -> None:
        """Talk with a person: the tie gets warmer, and the person is heard."""
        ties = self.model.ties
        back = ties[person][self]
        person.opinion += 0.05 * (1 - listening) * back["liking"] * (self.opinion - person.opinion)
        back["liking"] += 0.1 * listening * (1 - back["liking"])
        back["met"] = ties[self][person]["met"] = self.model.week
        gain = 0.02 * (listening - 0.3) / 0.7
        person.trust += gain * (1 - person.trust) if gain > 0 else gain * person.trust
        person.heard += listening
        person.contacted = self.model.week

    def do_task(self) -> None:
        """Try a delegated task if there is time; a task done helps the campaign."""
        if not self.afford(2.0):
            return
        self.used = True
        self.lessons.append(1.0)
        difficulty = self.random.uniform(0.1, 0.7)
        if self.random.random() < logistic(8 * (self.skill - difficulty)):
            self.work(2.0)

    def work(self, hours: float) -> None:
        """Work for the branch's campaign, if one is open."""
        if not self.branch.campaigning:
            return
        self.branch.effort += hours * (0.2 + self.skill)
        if self not in self.branch.at_work:
            self.branch.at_work.append(self)
        self.used = True
        self.lessons.append(min(hours / 2, 1.0))

    def turn_up(self) -> None:
        """Help the best liked of the people who asked."""
        ties = self.model.ties[self]
        liking = max(ties[asker]["liking"] for asker in self.asked_by)
        if self.status == MEMBER:
            hours = min(self.hours, 4.0)
            will = -2.5 + 1.5 * self.stake + 1.5 * self.trust + 2 * liking
        elif self.status == SUPPORTER:
            hours = min(self.hours, 1.0)
            will = -2.5 + 1.5 * self.trust + 2 * liking
        else:
            return
        if hours > 0 and self.branch.campaigning and self.random.random() < logistic(will):
            self.hours -= hours
            self.work(hours)

    # -- judging

    def judge(self) -> None:
        """Update felt efficacy, skill and hours after the week."""
        if self.status in (MEMBER, LEAVING):
            use = self.skill * self.power if self.used else 0.0
            self.built += (use - self.built) / 13
            say = 0.25 * self.power + 0.25 * self.built + 0.5 * self.heard
            self.stake += 0.05 * (1 - exp(-say) - self.stake)
        elif self.status == OUTSIDE and self.contacted == self.model.week and self.trust >= 0.6:
            self.status = SUPPORTER
        self.skill += 0.02 * min(sum(self.lessons), 1.0) * (1 - self.skill)
        self.hours = min(self.hours + self.energy, 6 * self.energy)

    def goes(self) -> bool:
        """Decide whether to leave this week."""
        week = self.model.week
        total = gone = 0.0
        for person, tie in self.model.ties[self].items():
            total += tie["respect"]
            if week - person.leaving <= 26:
                gone += tie["respect"]
        pull = gone / total if total else 0.0
        hazard = 0.0005 + 0.006 * exp(-2 * self.trust - 2 * self.stake) * (1 + 3 * pull)
        ignored = self.joined >= 0 and self.contacted < self.joined
        if ignored and 26 <= week - self.joined < 52:
            hazard *= 2
        return bool(self.random.random() < hazard)

    def recruit_somebody(self) -> None:
        """Ask the chosen person to join."""
        person = self.recruit
        if person is None or person.status > SUPPORTER:
            return
        ties = self.model.ties
        odds = logistic(-4 + 3 * person.trust + 2 * ties[person][self]["liking"])
        if self.drive < self.model.week:
            odds *= 0.25
        if self.random.random() < odds:
            for tie in (ties[self][person], ties[person][self]):
                tie["liking"] += 0.3 * (1 - tie["liking"])
            person.contacted = self.model.week
            person.join()

    def join(self) -> None:
        """Become a member."""
        self.status = MEMBER
        self.joined = self.model.week
        self.power, self.stake = 1.0, 0.1
        self.drive = self.model.week + self.random.randint(13, 39)
        self.activist = self.energy > 0 and self.random.random() < ACTIVISTS
