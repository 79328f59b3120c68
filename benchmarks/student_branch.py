"""A branch of the student's model: its campaign, its power, and who leaves and joins it."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.student_person import (
    LEAVING,
    LEFT,
    MEMBER,
    MONTH,
    NEVER,
    OUTSIDE,
    SUPPORTER,
    Person,
)

if TYPE_CHECKING:
    from benchmarks.student import StudentMovement


class Branch:
    """A local party and its campaign."""

    def __init__(self, model: StudentMovement) -> None:
        self.model = model
        self.people: list[Person] = []
        self.need = self.effort = 0.0
        self.until = self.threatened = NEVER
        self.at_work: list[Person] = []
        self.won = self.lost = 0

    def on_roll(self) -> list[Person]:
        """Return the members, including those about to leave."""
        return [person for person in self.people if person.status in (MEMBER, LEAVING)]

    def look_around(self) -> None:
        """Open a campaign at an opportunity or a threat, if none is open."""
        model, random = self.model, self.model.random
        if self.until >= model.week:
            return
        if random.random() < 0.25 / 52:
            window = 2
            self.threatened = model.week + 1
        elif random.random() < 4 / 52:
            window = 8
        else:
            return
        size = min(random.paretovariate(1.5), 50.0)
        self.need = 0.15 * size * max(len(self.on_roll()), 1)
        self.effort = 0.0
        self.at_work = []
        self.until = model.week + window - 1

    @property
    def campaigning(self) -> bool:
        """Whether a campaign is open."""
        return self.until >= self.model.week

    def drift(self) -> None:
        """Move everybody's power at random; the branch's total stays the same."""
        sigma = 0.3 / MONTH**0.5
        members = self.on_roll()
        before = sum(person.power for person in members)
        for person in members:
            person.power *= exp(self.model.random.gauss(0, sigma) - sigma**2 / 2)
        after = sum(person.power for person in members)
        for person in members:
            person.power *= before / after

    def conclude(self) -> None:
        """Win the campaign when it has enough effort; lose it at the end of its window."""
        if not self.campaigning:
            return
        workers = [person for person in self.at_work if person.status != LEFT]
        if self.effort >= self.need:
            self.won += 1
            for person in workers:
                person.trust += 0.05 * (1 - person.trust)
                if person.status == MEMBER:
                    person.drive = self.model.week + self.model.random.randint(13, 39)
        elif self.until == self.model.week:
            self.lost += 1
            for person in workers:
                person.trust -= 2.5 / 2 * 0.05 * person.trust
        else:
            return
        self.until = NEVER

    def let_go(self) -> None:
        """Take people off the roll half a year after they leave; each takes a power of 1."""
        week = self.model.week
        gone = [
            person
            for person in self.people
            if person.status == LEAVING and week - person.leaving >= 26
        ]
        if not gone:
            return
        left_over = sum(person.power - 1 for person in gone)
        for person in gone:
            person.status = LEFT
            person.power = 0.0
            self.people.remove(person)
        stay = self.on_roll()
        total = sum(person.power for person in stay) + left_over
        for person in stay:
            person.power = max(person.power + left_over / len(stay), 0.0)
        now = sum(person.power for person in stay)
        if now > 0:
            for person in stay:
                person.power *= total / now

    def welcome(self, members: int) -> None:
        """Admit the stream of joiners: 1 a week per 1000 members."""
        number = int(self.model.rng.poisson(members / 1000))
        if not number:
            return
        around = [person for person in self.people if person.status <= SUPPORTER]
        for person in self.model.random.sample(around, min(number, len(around))):
            person.join()
        for _ in range(number - len(around)):
            newcomer = Person(self.model, self, OUTSIDE)
            self.model.ties.add_node(newcomer)
            newcomer.join()
