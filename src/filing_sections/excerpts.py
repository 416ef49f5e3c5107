"""More training documents out of those at hand: exhibits that stand alone, and openings without what follows.

People store filings in every way: an exhibit behind its main document, in a file of its own, with or without the
caption that EDGAR's tags made superfluous; a report whole, or as far as they needed it. The corpus has each document in
one of these ways. Models shall not lean on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from .corpus import LabelledDocument
from .lines import Lines
from .states import ATTACHED_STATE, states_of

#: What a caption says over an exhibit: "EXHIBIT 99.1", "(10.2)", a left-over tag; it takes so many lines at most.
_CAPTION = re.compile(r"\W*(exhibit|ex[-. ]?\d|\(?\d+(\.\d+)?\)?\W*$|<\w+>)", re.I)
CAPTION_LINES = 3
#: Shorter excerpts are left out, counted in lines that are not blank.
SHORTEST = 8
#: Of documents of so many lines parts are cut out, such a share of the lines at least and at most.
LONG, SHARE = 80, (0.3, 0.8)
#: A document is an exhibit as a whole where so many of its lines are attached.
WHOLLY = 0.95


@dataclass(frozen=True)
class Excerpt:
    """A part of a document: of the `document`-th, the lines that are not blank from `first` up to `after`."""

    lines: Lines
    document: int
    first: int
    after: int


def excerpts(documents: Sequence[LabelledDocument]) -> Iterator[Excerpt]:
    """Each attached exhibit of `documents` on its own, and each that has a caption once more without it."""
    for k, document in enumerate(documents):
        rows = [i for i, label in enumerate(document.labels) if label is not None]
        attached = ATTACHED_STATE[states_of(document.labels, document.attached)]
        turns = np.flatnonzero(np.diff(np.concatenate(([False], attached, [False])).astype(np.int8))).tolist()
        for first, after in zip(turns[::2], turns[1::2], strict=True):
            heads = (document.lines[row] for row in rows[first : min(first + CAPTION_LINES, after)])
            caption = next((n for n, head in enumerate(heads) if not _CAPTION.match(head)), CAPTION_LINES)
            for begin in sorted({first, first + caption}):
                if after - begin > SHORTEST and after - begin < len(rows):
                    lines = (document.lines[i] for i in range(rows[begin], rows[after - 1] + 1))
                    yield Excerpt(Lines.from_text("\n".join(lines)), k, begin, after)


def cut(documents: Sequence[LabelledDocument], seed: int) -> Iterator[Excerpt]:
    """The opening of each long document, and of each that is an exhibit as a whole some later part too.

    Where they end is drawn by chance. Made filings stay whole: they are of all lengths as it is.
    """
    for k, document in enumerate(documents):
        rows = [i for i, label in enumerate(document.labels) if label is not None]
        if len(rows) < LONG or "made" in document.meta:
            continue
        rng = Random(f"{seed} {document.id}")
        whole = ATTACHED_STATE[states_of(document.labels, document.attached)].mean() > WHOLLY
        for opening in (True, False) if whole else (True,):
            n = int(len(rows) * rng.uniform(*SHARE))
            first = 0 if opening else rng.randint(1, len(rows) - n)
            lines = (document.lines[i] for i in range(rows[first], rows[first + n - 1] + 1))
            yield Excerpt(Lines.from_text("\n".join(lines)), k, first, first + n)
