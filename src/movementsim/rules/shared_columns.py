"""Columns of people that rules of several subjects all declare."""

from __future__ import annotations

from movementsim.kernel.columns import Column, amount_column, week_column

CONTACTED = week_column("contacted", "week of the last conversation or support", founders=-1)
"""When somebody last talked to the person; conversations and support write it."""

WRONGED = week_column("wronged", "week of the last wrong done to the person", source="S2.W2")
"""When the person was last wronged; exclusions, claw-backs and angry voices write it."""

HEARD = amount_column(
    "heard", "listening received, a sum that fades over a quarter", "conversations"
)
"""How much the person was listened to; conversations and open meetings raise it, and it fades."""

STAKE = Column("stake", "felt efficacy", source="S2.W1", founders=0.25, in_files=True)
"""Felt efficacy; joining sets it, and the say that people have moves it."""

GRIEVANCE = amount_column(
    "grievance",
    "sum of the person's entries in the ledger of grievances",
    "wrongs",
    source="S2.W2",
)
"""What the person resents; wrongs raise it, and it fades or is spoken out."""

OWED = amount_column("owed", "favours owed to anybody", "favours", source="S2.F6")
"""What the person owes; favours raise it, and obeying orders repays it."""
