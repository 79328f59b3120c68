"""Support for members in a hard time."""

from __future__ import annotations

from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import edges_back
from movementsim.rules.shared_columns import CONTACTED
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.world import World


class Support(Rule):
    """Support is recorded, so that other rules can let burnout, trust and respect follow from it.

    It renews the tie, as a conversation does.
    """

    phase = "meet"
    source = "S2.O8"
    reads = ("ties",)
    writes = ("contacted", "ties")
    rank = 20
    every_wave = True
    brings = Extension(
        people=(CONTACTED,),
        facts=(Fact("supported", ("who", "whom", "back"), whole=("back",)),),
        verbs=(Verb("support", "support a person in a hard time", 1.0, "S2.O8", along_tie=True),),
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return, as facts, who supported whom this week."""
        changes, support = Changes(world), acts.support
        if len(support):
            seen = edges_back(world, support.who, support.whom, support.edge)
            changes.touch(seen[seen >= 0])
            changes.put("contacted", support.whom, world.week)
            changes.fact("supported", who=support.who, whom=support.whom, back=seen)
        return changes
