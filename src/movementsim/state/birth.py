"""The traits that people are born with, drawn at random."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats
from movementsim.kernel.draws import Draws, Keys


def draw_traits(key: Keys) -> dict[str, Floats]:
    """Draw the traits that people are born with: energy, skill, charisma, opinion and trust.

    Energy follows a hurdle log-normal distribution: 36% have none; the others have a median of
    half an hour a week, with sigma 1.3 (patterns P1, P2). The other distributions are assumptions:
    skill and charisma are means of two uniform draws; opinion is normal with standard deviation
    0.4, limited to -1 to 1; trust is normal around 0.5 with standard deviation 0.15, limited to
    0 to 1.

    Parameters
    ----------
    key
        Keys of the people's random draws, shape (people,).

    Returns
    -------
    dict of str to (people,) float64
        Values by column: `energy` and `hours` in hours a week, `skill`, `charisma` and `trust` as
        shares, `opinion` as a position.
    """
    born = Draws(-1)
    active = born.uniform("energy or none", key) >= 0.36
    energy = np.where(active, 0.5 * np.exp(1.3 * born.normal("energy", key)), 0.0)
    skill = (born.uniform("skill", key) + born.uniform("skill again", key)) / 2
    charisma = (born.uniform("charisma", key) + born.uniform("charisma again", key)) / 2
    opinion = np.clip(0.4 * born.normal("opinion", key), -1, 1)
    trust = np.clip(0.5 + 0.15 * born.normal("trust", key), 0, 1)
    return {
        "energy": np.minimum(energy, 40.0),
        "hours": np.minimum(energy, 40.0),
        "skill": skill,
        "charisma": charisma,
        "opinion": opinion,
        "trust": trust,
    }
