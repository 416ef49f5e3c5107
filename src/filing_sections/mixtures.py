"""More training documents out of those at hand: main documents with exhibits behind them, and exhibits cut out.

People store filings in every way: each document alone, or a main document and its exhibits in one text. The corpus
has few of the latter, and what is an exhibit is told by where it stands. So exhibits of other filings are put behind
main documents, without their captions at times, and attached exhibits are cut out to stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from .corpus import LabelledDocument
from .lines import Lines
from .sections import ATTACHED_STATE, states_of

#: What a caption says over an exhibit: "EXHIBIT 99.1", "(10.2)", a left-over tag.
_CAPTION = re.compile(r"\W*(exhibit|ex[-. ]?\d|\(?\d+(\.\d+)?\)?\W*$|<\w+>)", re.I)
#: Longer documents are left out, and shorter pieces, counted in lines that are not blank.
LONGEST, SHORTEST = 3000, 8
#: How often an exhibit put behind a main document loses its caption.
WITHOUT_CAPTION = 0.3


@dataclass(frozen=True)
class Mixture:
    """A text made of documents' pieces.

    Attributes:
        pieces: (k, first, after): of the k-th document, the lines that are not blank from `first` up to `after`.
    """

    lines: Lines
    pieces: list[tuple[int, int, int]]


def mixtures(documents: Sequence[LabelledDocument], seed: int = 0) -> Iterator[Mixture]:
    """One text for each exhibit of `documents` behind a main document; each exhibit without caption; each cut out."""
    rng = Random(seed)
    rows = [[i for i, label in enumerate(d.labels) if label is not None] for d in documents]
    attached = [ATTACHED_STATE[states_of(d.labels, d.attached)] for d in documents]
    exhibits = [k for k, inside in enumerate(attached) if SHORTEST < len(inside) < LONGEST and inside.all()]
    mains = [k for k, inside in enumerate(attached) if SHORTEST < len(inside) < LONGEST and not inside.any()]

    def caption(k: int) -> int:
        """How many lines the caption of document k takes."""
        heads = (documents[k].lines[row] for row in rows[k][:3])
        return next((n for n, head in enumerate(heads) if not _CAPTION.match(head)), 3)

    def mixture(*pieces: tuple[int, int, int]) -> Mixture:
        cut = [(documents[k].lines, rows[k][first], rows[k][after - 1]) for k, first, after in pieces]
        texts = ("\n".join(lines[i] for i in range(first, last + 1)) for lines, first, last in cut)
        return Mixture(Lines.from_text("\n\n\n".join(texts)), list(pieces))

    for k in exhibits:
        like = [m for m in mains if _alike(documents[m], documents[k])]
        if like:
            main = rng.choice(like)
            others = [e for e in rng.sample(exhibits, min(2, len(exhibits))) if _alike(documents[e], documents[k])]
            behind = [k, *others[: rng.randrange(3)]]
            yield mixture(
                (main, 0, len(rows[main])),
                *((e, caption(e) if rng.random() < WITHOUT_CAPTION else 0, len(rows[e])) for e in behind),
            )
        if caption(k):
            yield mixture((k, caption(k), len(rows[k])))
    for k, inside in enumerate(attached):
        if inside.any() and not inside.all():
            turns = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8))).tolist()
            for first, after in zip(turns[::2], turns[1::2], strict=True):
                if after - first > SHORTEST:
                    yield mixture((k, first, after))


def _alike(a: LabelledDocument, b: LabelledDocument) -> bool:
    """Of one format, and of about one time: such documents could stand in one filing."""
    years = [int(d.meta.get("year") or 2000) for d in (a, b)]
    return a.meta.get("format") == b.meta.get("format") and abs(years[0] - years[1]) < 8
