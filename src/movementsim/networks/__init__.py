"""Networks of people and ties: generated as small worlds or by networkx, read from files, written.

Every origin gives a checked `Network`. People without ties, several components and networks
without any tie are allowed; directed graphs, double ties and ties to oneself are refused.
"""

from movementsim.networks.files import files_of, read_network, refuse_misspelt, write_network
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
    "read_network",
    "refuse_misspelt",
    "small_worlds",
    "to_networkx",
    "uids",
    "write_network",
]
