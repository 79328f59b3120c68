"""Support for somebody in a hard time."""

from __future__ import annotations

from movementsim.kernel.columns import week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import back
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.world import World


class Support(Rule):
    """States who was supported, and by whom; burnout, trust and respect follow in their rules."""

    phase = "meet"
    source = "S2.O8"
    reads = ("ties",)
    writes = ("contacted", "ties")
    rank = 20
    every_wave = True
    brings = Extension(
        people=(week_column("contacted", "week somebody was last talked to", founders=-1),),
        facts=(Fact("supported", ("who", "whom", "back")),),
        verbs=(Verb("support", "stand by somebody in a hard time", 1.0, "S2.O8", along_tie=True),),
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's support as facts."""
        changes, support = Changes(world), acts.support
        if len(support):
            seen = back(world, support.who, support.whom, support.edge)
            changes.touch(seen[seen >= 0])
            changes.put("contacted", support.whom, world.week)
            changes.fact("supported", who=support.who, whom=support.whom, back=seen)
        return changes
