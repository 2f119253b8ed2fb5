"""What does disposing work with in this process?"""

from __future__ import annotations

from wiring.composition.parts import Parts
from workers.disposal.round import DisposalRound
from workers.rounds import Rounds


def disposal_round_of(parts: Parts, rounds: Rounds) -> DisposalRound:
    """What lets go of what is over."""
    return DisposalRound(
        database=parts.database,
        writer=parts.writer,
        triage=parts.triage,
        ring=parts.ring,
        catalogues=parts.catalogues,
        rounds=rounds,
    )
