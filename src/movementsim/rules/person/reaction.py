"""Reaction: members with grievances speak up, some of them in anger."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.shared_columns import GRIEVANCE, WRONGED
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Chance, Fact
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, ratio_of, total_of
from movementsim.state.people import Status
from movementsim.state.world import World


def _roots_of_anger(world: World) -> dict[str, Floats]:
    """Count the week's angry voices by the kind of act that began their chain (S2.W3)."""
    voiced, chronicle = world.facts.voiced, world.chronicle
    angry = voiced.act[voiced.angry > 0]
    if not len(angry):
        return {}
    root, run = chronicle.root[angry], chronicle.run[angry]
    # the act that such a voice answers is no longer in the chronicle
    names = [*chronicle.kinds, "unknown"]
    kinds = np.where(root == angry, len(names) - 1, chronicle.kind[root])
    return {
        names[kind]: np.bincount(run[kinds == kind], minlength=world.runs).astype(np.float64)
        for kind in np.unique(kinds)
    }


class Reaction(Rule):
    """Members with grievances speak up, sooner with felt efficacy and loyalty, later in fear.

    The weekly hazard of voice is rate × grievance × (1 + standing × (stake + loyalty)) × (1 −
    fear). A voice is angry with probability expit((grievance − anger_midpoint) / anger_spread).
    Speaking relieves the share `relief` of the speaker's grievances. Members tied to an angry
    speaker lose respect for the speaker, and a little trust in the movement; a person blamed in
    anger enters the grievance `returned` against the angry voice.
    """

    phase = "judge"
    source = "S2.W2, S2.W3, S2.W5; Hirschman 1970"
    reads = (
        "grievance",
        "stake",
        "loyalty",
        "fear",
        "status",
        "key",
        "branch",
        "ledger",
        "ties",
        "chronicle",
    )
    writes = ("grievance", "trust", "wronged", "ledger", "chronicle", "ties")
    rank = 40
    brings = Extension(
        people=(GRIEVANCE, WRONGED),
        facts=(Fact("voiced", ("who", "angry", "act")),),
        kinds=(
            ActKind("angry_voice", "a member spoke up in anger", chance=Chance(("voice",))),
            ActKind("voice", "a member spoke up", chance=Chance(("voice",))),
        ),
        totals=(
            Total(
                "angry_voices",
                lambda world: world.per_run(world.facts.voiced, world.facts.voiced.angry),
            ),
            Total("hostility_from", _roots_of_anger),
        ),
        indicators=(
            total_of("angry_voices", "angry voices so far", "voices", better="less"),
            ratio_of(
                "hostility_from_exclusion",
                "angry voices that go back to an exclusion",
                "share",
                per="angry_voices",
            ),
        ),
    )

    rate: float = parameter(
        0.2,
        "weekly hazard of voice per wrong, without felt efficacy, loyalty and fear",
        unit="a week",
        high=5,
    )
    standing: float = parameter(
        2.0, "rise of the hazard of voice with felt efficacy and loyalty", unit="times", high=10
    )
    anger_midpoint: float = parameter(
        0.5,
        "grievance at which half of all voices are angry",
        unit="wrongs",
        high=5,
        formerly="g0",
    )
    anger_spread: float = parameter(
        0.1,
        "spread of grievances over which anger sets in",
        unit="wrongs",
        low=0.01,
        high=2,
        formerly="spread",
    )
    relief: float = parameter(0.3, "share of the grievance relieved by speaking up")
    respect_lost: float = parameter(
        0.1, "share of bystanders' respect for the speaker lost by anger"
    )
    trust_lost: float = parameter(0.01, "share of bystanders' trust lost by anger")
    returned: float = parameter(0.2, "grievance of a person blamed in anger", unit="wrongs", high=5)

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who spoke up about which act, whether in anger, and the consequences."""
        changes, people = Changes(world), world.people
        who = self._speakers(world, draws)
        if not len(who):
            return changes
        mine, key = self.of(people, who), people.key[who]
        anger = expit((people.grievance[who] - mine.anger_midpoint) / mine.anger_spread)
        angry = draws.chance("anger", anger, key)
        cause = world.ledger.blame(who, draws.uniform("what the anger is about", key))
        author = _authors(world, cause)
        act = np.empty(len(who), np.int64)
        for some, kind in ((angry, "angry_voice"), (~angry, "voice")):
            act[some] = changes.act(
                kind, who[some], author[some], people.branch[who[some]], cause[some]
            )
        changes.relieve(who, mine.relief)
        changes.fact("voiced", who=who, angry=angry.astype(float), act=act)
        if angry.any():
            self._bystanders(changes, world, who[angry])
            blamed = angry & (author >= 0) & (author != who)
            wronged = author[blamed]
            returned = filled(self.of(people, wronged).returned, len(wronged))
            changes.grieve(wronged, act[blamed], returned)
            changes.put("wronged", wronged, world.week)
        return changes

    def _speakers(self, world: World, draws: Draws) -> Whole:
        """Return the members who speak up this week."""
        people = world.people
        sore = ((people.grievance > 0.01) & (people.status == Status.MEMBER)).nonzero()[0]
        mine = self.of(people, sore)
        hazard = (
            mine.rate
            * people.grievance[sore]
            * (1 + mine.standing * (people.stake[sore] + people.loyalty[sore]))
            * (1 - people.fear[sore])
        )
        return np.asarray(sore[draws.chance("voice", -np.expm1(-hazard), people.key[sore])])

    def _bystanders(self, changes: Changes, world: World, who: Whole) -> None:
        ties, people = world.ties, world.people
        edge = ties.ties_of(who)[1]
        edge = edge[people.status[ties.head[edge]] == Status.MEMBER]
        mine = self.of(people, ties.head[edge])
        changes.shift_respect(ties.reverse[edge], -mine.respect_lost)
        changes.shrink("trust", ties.head[edge], mine.trust_lost)


def _authors(world: World, act: Whole) -> Whole:
    """Return the authors of these acts; nobody where the chronicle has forgotten the act."""
    if not len(world.chronicle):
        return np.full(len(act), NOBODY)
    return np.asarray(np.where(act >= 0, world.chronicle.who[np.maximum(act, 0)], NOBODY))
