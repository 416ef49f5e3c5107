"""A spaCy component that mends marked entities by their layout, and by what else their document says.

The random field scores tokens among their neighbours. What it cannot see is held here by rules: no name reaches over
the gap between two columns; brackets close; a company that was found once is the same company elsewhere; and dates
have forms that leave no doubt.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

import numpy as np
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from .entity_names import Marked, Name, by_first_word, companies, listed

#: A gap of so many characters parts columns: of the corpus' people, companies and titles none reaches over it.
COLUMN_GAP = 4
_NAMES = frozenset({"ORG", "PERSON", "TITLE"})
_OPENING, _CLOSING = '"\u201c(/', ".,)\u2019'\"\u201d"
_GENERATIONS = frozenset({"Jr", "Sr", "II", "III", "IV", "V"})
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
#: Of tokens with a space between each two.
_DATE = re.compile(
    rf"""(?<!\S)(?:
        (?i:{_MONTHS}|(?:{_SHORT_MONTHS})(?:[ ]\.)?)[ ]\d{{1,2}}(?:[ ](?:st|nd|rd|th))?(?:[ ],[ ]|,)(?:19|20)\d\d
      | (?:{_MONTHS.replace("May|", "")})[ ](?:,[ ])?(?:19|20)\d\d
      | \d{{1,2}}/\d{{1,2}}/(?:\d\d){{1,2}}
      | [01]?\d[ ]-[ ][0-3]?\d[ ]-[ ](?:\d\d){{1,2}}
    )(?!\S)""",
    re.VERBOSE,
)
#: What nobody writes on a signature line but as a capacity.
_CAPACITY = re.compile(r"(?i)(?<!\S)attorneys?[ -]+in[ -]+fact(?!\S)")
#: Of an address whose house number and street's first words were missed, that much may stand before it.
_HOUSE = re.compile(
    r"(?<!\S)(?:\d[\d-]*|One|Two|Three|ONE|TWO|THREE)(?:[ ][A-Z#&][\w.&'\u2019-]*(?:[ ][.,])?){0,4}[ ]$"
)


@Language.factory("entity_rules", requires=["doc.ents"], assigns=["doc.ents"])
def make_entity_rules(nlp: Language, name: str) -> EntityRules:
    """The component, which has nothing to learn."""
    return EntityRules(nlp, name)


class EntityRules(Pipe):
    """Mends ``doc.ents``. Docs of one document, by ``doc.user_data["document"]``, come one after the other.

    Reads ``doc.user_data`` as `entity_docs.Chunk.to_doc` fills it. A Doc without "offsets" in it is left as it is.
    """

    def __init__(self, nlp: Language, name: str = "entity_rules"):
        self.vocab, self.name = nlp.vocab, name

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        for docs in minibatch(stream, batch_size):
            with_offsets = [doc for doc in docs if "offsets" in doc.user_data]
            for _, own in groupby(with_offsets, key=lambda doc: doc.user_data["document"]):
                _mend([_Tokens(doc) for doc in own])
            yield from docs


class _Tokens:
    """A Doc's tokens: their words; whether they can be in entities, and follow a gap between columns."""

    def __init__(self, doc: Doc):
        self.doc = doc
        orths = doc.to_array(ORTH).tolist()
        text = {orth: doc.vocab.strings[orth] for orth in set(orths)}  # quicker than asking each token
        self.words = [text[orth] for orth in orths]
        start, end, candidate, opens_line, signature = doc.user_data["offsets"]
        self.candidate = candidate.tolist()
        self.opens_line = opens_line.tolist()
        self.signature = signature.tolist()
        gap = start[1:] - end[:-1]
        self.begins = {span.start for span in doc.ents}
        self.touches = np.append(False, gap == 0).tolist()
        self.wide = np.append(False, (gap >= COLUMN_GAP) & ~opens_line[1:]).tolist()

    def word(self, k: int) -> str:
        """The k-th word; "" behind the last."""
        return self.words[k] if k < len(self.words) else ""

    def name(self, span: Marked) -> Name:
        return tuple(self.words[span[0] : span[1]])


def _mend(docs: Sequence[_Tokens]) -> None:
    marked = [list(_trimmed(tokens)) for tokens in docs]
    both = list(zip(docs, marked, strict=True))
    orgs = by_first_word(companies((tokens.words, spans) for tokens, spans in both))
    people = by_first_word({tokens.name(span) for tokens, spans in both for span in spans if _is_person(span)})
    for tokens, spans in both:
        _mark_names(tokens, spans, orgs, "ORG", grow=True)
        _mark_names(tokens, spans, people, "PERSON", grow=False)
        _mark_certain(tokens, spans, _DATE, "DATE", tokens.candidate)
        _mark_certain(tokens, spans, _CAPACITY, "TITLE", tokens.signature)
        _grow_addresses(tokens, spans)
        tokens.doc.set_ents([Span(tokens.doc, first, after, label) for first, after, label in sorted(spans)])


def _is_person(span: Marked) -> bool:
    return span[2] == "PERSON" and span[1] - span[0] > 1


def _trimmed(tokens: _Tokens) -> Iterator[Marked]:
    """The marked spans, cut where columns part, without what does not belong to them and with what does."""
    for span in tokens.doc.ents:
        label = span.label_
        if label not in _NAMES:
            yield span.start, span.end, label
            continue
        cuts = [k for k in range(span.start + 1, span.end) if tokens.wide[k]]
        if cuts:  # what stands below may go on from either side
            cuts = [k for k in range(span.start + 1, span.end) if tokens.wide[k] or tokens.opens_line[k]]
        parts = zip([span.start, *cuts], [*cuts, span.end], strict=True)
        if label == "ORG":
            parts = (company for part in parts for company in listed(tokens.words, *part))
        for part in parts:
            first, after = _edges(tokens, *part)
            if label == "PERSON":
                after = _with_generation(tokens, after)
            elif label == "TITLE" and after - first > 1 and tokens.words[first].lower() in ("its", "a"):
                first += 1
            elif label == "ORG":
                if tokens.words[after - 1] == "Incorporated" and tokens.word(after) in ("herein", "by"):
                    after -= 1
                if tokens.words[first] == "the":  # "the Trust Company": no name
                    continue
            if any(c.isalpha() for word in tokens.words[first:after] for c in word):
                yield first, after, label


def _edges(tokens: _Tokens, first: int, after: int) -> tuple[int, int]:
    """A span without marks at its ends that are none of a name's, and with brackets that close."""
    words = tokens.words
    while first < after - 1 and not (words[first][0].isalnum() or words[first][0] in _OPENING):
        first += 1
    while after - 1 > first and not (words[after - 1][-1].isalnum() or words[after - 1][-1] in _CLOSING):
        after -= 1
    inside = Counter(words[first:after])
    opened = inside["("] - inside[")"]
    if (opened < 0 and words[after - 1] == ")") or (inside['"'] == 1 and words[after - 1] == '"'):
        after -= 1
    elif opened > 0 and tokens.word(after) == ")" and after not in tokens.begins:
        after += 1
    return first, after


def _with_generation(tokens: _Tokens, after: int) -> int:
    """The end of a person's name with "Jr." or "III" behind it."""
    k = after + (tokens.word(after) == ",")
    if tokens.word(k) not in _GENERATIONS:
        return after
    end = k + 2 if tokens.word(k + 1) == "." and tokens.touches[k + 1] else k + 1
    apart = any(tokens.wide[after:end]) or any(tokens.opens_line[after:end])
    return after if apart or not tokens.begins.isdisjoint(range(after, end)) else end


def _mark_names(tokens: _Tokens, spans: list[Marked], by_first: dict[str, list[Name]], label: str, grow: bool) -> None:
    """Mark names where nothing is marked; with `grow`, also around what is part of them and of the same label."""
    if not by_first:
        return
    words = tokens.words
    owner = _owners(tokens, spans)
    added: list[Marked] = []
    dropped: set[int] = set()
    k = 0
    while k < len(words):
        names = by_first.get(words[k])
        name = names and next((name for name in names if tuple(words[k : k + len(name)]) == name), None)
        if not name:
            k += 1
            continue
        first, k = k, k + len(name)
        if not all(tokens.candidate[first:k]) or any(tokens.wide[first + 1 : k]):
            continue
        there = set(owner[first:k]) - {-1}
        inside = all(first <= spans[n][0] and spans[n][1] <= k and spans[n][2] == label for n in there)
        if not there or (grow and inside and not any(spans[n][:2] == (first, k) for n in there)):
            dropped |= there
            added.append((first, k, label))
    spans[:] = [span for n, span in enumerate(spans) if n not in dropped] + added


def _mark_certain(
    tokens: _Tokens, spans: list[Marked], pattern: re.Pattern[str], label: str, where: Sequence[bool]
) -> None:
    """Mark what has a form that leaves no doubt, among the tokens `where` it counts, where nothing is marked."""
    ends = list(accumulate(len(word) + 1 for word in tokens.words))
    owner = None
    for match in pattern.finditer(" ".join(tokens.words)):
        first, after = bisect(ends, match.start()), bisect(ends, match.end() - 1) + 1
        if "-" in tokens.words[first:after] and not all(tokens.touches[first + 1 : after]):
            continue
        owner = _owners(tokens, spans) if owner is None else owner
        free = all(n < 0 for n in owner[first:after]) and all(where[first:after])
        if free and not any(tokens.wide[first + 1 : after]):
            spans.append((first, after, label))


def _grow_addresses(tokens: _Tokens, spans: list[Marked]) -> None:
    """Take the house number, and the words behind it, into addresses that begin in the middle of their line."""
    taken = {k for first, after, _ in spans for k in range(first, after)}
    for n, (first, after, label) in enumerate(spans):
        if label != "ADDRESS":
            continue
        begin = first
        while not (tokens.opens_line[begin] or tokens.wide[begin] or begin - 1 in taken):
            begin -= 1
        if house := _HOUSE.search(" ".join(tokens.words[begin:first]) + " "):
            spans[n] = first - house[0].count(" "), after, label


def _owners(tokens: _Tokens, spans: Sequence[Marked]) -> list[int]:
    """The span that each token is in, or -1."""
    owner = [-1] * len(tokens.words)
    for n, (first, after, _) in enumerate(spans):
        owner[first:after] = [n] * (after - first)
    return owner
