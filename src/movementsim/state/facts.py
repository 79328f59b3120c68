"""TODO."""

from __future__ import annotations

# What may come of a week, by name: the facts that later rules, measures and stories read.
FACTS: dict[str, tuple[str, ...]] = {
    "talked": ("who", "whom", "back", "listening", "courting"),
    "supported": ("who", "whom", "back"),
    "tasked": ("who", "whom", "hours", "succeeded", "act"),
    "given": ("who", "whom", "amount", "strings"),
    "clawed": ("who", "whom", "amount", "felt", "act"),
    "excluded": ("who", "whom", "act"),
    "authored": ("who", "whom", "act"),
    "defended": ("who", "whom", "act"),
    "favoured": ("who", "whom", "paid"),
    "enlisted": ("who", "whom"),
    "ordered": ("who", "whom", "complied", "against", "hours", "inside", "attend", "act"),
    "caucused": ("who", "whom"),
    "leaked": ("who", "whom", "branch"),
    "attended": ("who", "branch"),
    "quarrelled": ("branch", "act"),
    "decided": ("branch", "who", "position", "open", "weeks", "act"),
    "effort": ("who", "branch", "inside", "whom", "hours", "effort"),
    "contested": ("branch", "inside", "who", "won", "worth", "size", "loss", "act"),
    "took_part": ("who", "inside", "won"),
    "credited": ("who", "branch", "share"),
    "polled": ("branch", "who", "share", "turnout", "seats", "contested"),
    "opened": ("branch", "size", "weeks", "loss", "inside"),
    "voiced": ("who", "angry", "act"),
    "recruited": ("who", "whom"),
    # the hours of one's own acts are paid when deciding, those that others ask for in their rules
    "spent": ("who", "hours"),
    "took_time": ("who", "hours"),
    "decided_to_leave": ("who", "voiced"),
    "rolled_off": ("who",),
    "joined": ("who", "whom"),
    "removed": ("who", "act"),
}
