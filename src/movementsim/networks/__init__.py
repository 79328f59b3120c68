"""Where webs of ties come from and go to: small worlds, networkx generators, and files.

Everything arrives as a `Network`, checked: people without ties and several components are
allowed, also no ties at all; directed graphs, double ties and ties to oneself are not.
"""

from movementsim.networks.files import files_of, read, refuse_misspelt, write
from movementsim.networks.graphs import from_networkx, generate, to_networkx
from movementsim.networks.network import LIKING, RESPECT, Network, uids
from movementsim.networks.worlds import small_worlds

__all__ = [
    "LIKING",
    "RESPECT",
    "Network",
    "files_of",
    "from_networkx",
    "generate",
    "read",
    "refuse_misspelt",
    "small_worlds",
    "to_networkx",
    "uids",
    "write",
]
