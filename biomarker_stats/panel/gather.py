"""Blocks of markers tested one by one, and put together again in their order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.panel.arms_block import arms_tested
from biomarker_stats.panel.paired_block import pairs_tested
from biomarker_stats.panel.plan import Block, BlockResult, Plan

BLOCK = 20_000  # markers tested at once: some tens of megabytes at ten units


def result_of(block: Block, plan: Plan) -> BlockResult:
    """Test every marker of a block; the same numbers whatever else is in the block."""
    return pairs_tested(block, plan) if plan.paired else arms_tested(block, plan)


def blocks_of(block: Block, size: int) -> Iterator[Block]:
    """Yield the markers, ``size`` at a time."""
    for start in range(0, len(block.names), size):
        part = slice(start, start + size)
        after = None if block.after is None else block.after[part]
        yield Block(names=block.names[part], readings=block.readings[part], after=after)


def gathered(parts: Iterable[BlockResult]) -> BlockResult:
    """Return all blocks as one; equal sets of attainable p values become one set."""
    every: list[BlockResult] = []
    supports: list[FloatArray] = []
    keys = dict[bytes, int]()
    for part in parts:
        places = []
        for support in part.supports:
            place = keys.setdefault(support.tobytes(), len(supports))
            if place == len(supports):
                supports.append(support)
            places.append(place)
        moved = np.append(np.array(places, dtype=np.int64), -1)[part.support]
        every.append(replace(part, support=moved, supports=[]))
    if len(every) == 1:
        return replace(every[0], supports=supports)
    return BlockResult(
        names=[name for part in every for name in part.names],
        p=np.concatenate([part.p for part in every]),
        p_min=np.concatenate([part.p_min for part in every]),
        estimate=np.concatenate([part.estimate for part in every]),
        n_used=np.concatenate([part.n_used for part in every]),
        n_changed=np.concatenate([part.n_changed for part in every]),
        scores=np.concatenate([part.scores for part in every]),
        support=np.concatenate([part.support for part in every]),
        supports=supports,
        digest=np.concatenate([part.digest for part in every]),
        computed=np.concatenate([part.computed for part in every]),
    )
