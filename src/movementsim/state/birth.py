"""TODO."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats
from movementsim.kernel.draws import Draws, Uids


def birth(seed: int, uid: Uids) -> dict[str, Floats]:
    """Draw what people are born with: energy, skill, charisma, opinion and trust.

    Energy is hurdle log-normal: 36% have none; sigma 1.3, half an hour a week at the median of the
    rest (patterns P1, P2). The others are assumed: skill and charisma Beta-like around one half,
    opinion normal with standard deviation .4 within -1 to 1, trust around one half.
    """
    born = Draws(seed, -1)
    active = born.uniform("energy or none", uid) >= 0.36
    energy = np.where(active, 0.5 * np.exp(1.3 * born.normal("energy", uid)), 0.0)
    skill = (born.uniform("skill", uid) + born.uniform("skill again", uid)) / 2
    charisma = (born.uniform("charisma", uid) + born.uniform("charisma again", uid)) / 2
    opinion = np.clip(0.4 * born.normal("opinion", uid), -1, 1)
    trust = np.clip(0.5 + 0.15 * born.normal("trust", uid), 0, 1)
    return {
        "energy": np.minimum(energy, 40.0),
        "hours": np.minimum(energy, 40.0),
        "skill": skill,
        "charisma": charisma,
        "opinion": opinion,
        "trust": trust,
    }
