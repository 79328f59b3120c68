"""What campaigns and motions share: both are contests that are won or lost."""

from __future__ import annotations

from movementsim.kernel.columns import amount_column, slot_column, week_column
from movementsim.state.declarations import ActKind, Fact
from movementsim.state.extension import Extension

OPEN_CONTESTS = Extension(
    people=(
        amount_column(
            "campaign_effort",
            "effort that the person put into the branch's open campaign",
            "hours",
            source="S2.O6",
        ),
        slot_column(
            "motion_side",
            "slot of the leader of the side that the person worked for in the open motion",
        ),
        amount_column(
            "motion_effort",
            "effort put into the branch's open motion for the side that the person leads",
            "hours",
        ),
    ),
    branches=(
        amount_column("outward_size", "value of the open outward campaign", "value"),
        amount_column("outward_need", "effort that the open campaign needs", "hours"),
        amount_column("outward_effort", "effort gathered for the open campaign", "hours"),
        week_column("outward_until", "last week of the open campaign's window"),
        amount_column(
            "outward_loss", "loss if the open campaign is a threat and is not won", "value"
        ),
        amount_column("inside_size", "value of the open motion or selection", "value"),
        amount_column("inside_need", "effort that the open motion needs", "hours"),
        week_column("inside_opened", "week in which the open motion opened"),
        week_column("inside_until", "last week of the open motion's window"),
    ),
)
"""What every rule that opens contests, works for them or settles them brings to the model."""

CONTESTS = OPEN_CONTESTS | Extension(
    facts=(
        Fact("contested", ("branch", "inside", "who", "won", "worth", "size", "loss", "act")),
        Fact("took_part", ("who", "inside", "won")),
    ),
    kinds=(ActKind("win", "a contest was won"), ActKind("loss", "a contest was lost")),
)
"""What every rule that settles contests brings to the model."""
