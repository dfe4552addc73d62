"""Which blocks were free at whose turn: the run of the rules, told again from its claims.

Every rule has a turn in the first round, by its number. Then what is left of fingerprints is taken, and then comes the
second round, in which shared rules that ask for neighbours run over what is left of the body.
"""

from __future__ import annotations

from typing import Final

from cleaner.engine.conditions import holds_beside
from cleaner.engine.labelling import Claim, Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import Program
from cleaner.rulebook.rules import Interval

NEVER: Final = 1 << 60
"""The turn at which a block that nobody claims is taken."""
DONE: Final = NEVER - 1
"""The turn at which all is done."""


class History:
    """The turns of one document's blocks. `second` is the first turn of the second round."""

    __slots__ = ("_document", "_free", "_owners", "second", "turns")

    def __init__(self, document: FoldedDocument, labelling: Labelling, program: Program) -> None:
        self._document = document
        self._owners = labelling.owners
        self._free: tuple[int, list[int]] = (-1, [])
        self.second = len(program.rules) + 1
        self.turns = [NEVER] * len(document)
        numbers = {id(rule): number for number, rule in enumerate(program.rules)}
        turn = -1
        for claim in labelling.claims:
            turn = self._turn_of(claim, numbers.get(id(claim.rule)), turn)
            for block in claim.blocks:
                self.turns[block] = turn

    def _turn_of(self, claim: Claim, number: int | None, last: int) -> int:
        """The turn of a claim, given that of the one before: within a round, turns only grow."""
        if number is None:
            return self.second - 1
        if last < self.second - 1 and number >= last and self._may_be_first(claim):
            return number
        passed = max(0, last - self.second)
        turn = self.second + passed - passed % self.second + number
        return turn if turn >= last else turn + self.second

    def _may_be_first(self, claim: Claim) -> bool:
        """Whether a claim can be of the first round, where neighbours are those of the document."""
        rule, block = claim.rule, claim.blocks[0]
        return not rule.asks_beside or holds_beside(rule, self._document, block - 1, block + 1)

    def is_free(self, block: int, turn: int) -> bool:
        """Whether nobody has claimed a block when a turn begins."""
        return self.turns[block] >= turn

    def free(self, turn: int) -> list[int]:
        """The blocks that are free when a turn begins, ascending."""
        if self._free[0] != turn:
            self._free = (turn, [block for block, taken in enumerate(self.turns) if taken >= turn])
        return self._free[1]

    def beside(self, block: int, turn: int) -> tuple[int, int]:
        """The neighbours that count at a turn: of the document, in the second round of the body; -1 for none."""
        if turn < self.second:
            return block - 1, block + 1
        body = [b for b, owner in enumerate(self._owners) if self.is_free(b, turn) or (owner and owner.label == "body")]
        at = body.index(block)
        return body[at - 1] if at else -1, body[at + 1] if at + 1 < len(body) else -1


def is_at(interval: Interval, place: int, count: int) -> bool:
    """Whether a place among so many blocks, from 1, lies in an interval whose negative ends count from the last."""
    low, high = interval.low or 1, interval.high or -1
    return (low if low > 0 else count + low + 1) <= place <= (high if high > 0 else count + high + 1)
