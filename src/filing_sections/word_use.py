"""How words are used: over the training documents, and in the document at hand.

A word that nobody else writes in lower case is a name, and so is one that its own document writes with a capital
alone, or before "Inc.": what tells short company names in a list of exhibits from the words of a title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from spacy.strings import hash_string

WORD = re.compile(r"[^\W\d_]+(?:['\u2019&-][^\W\d_]+)*")
_FORMS = (
    "Inc|Corp|Corporation|Company|Co|LLC|L\\.L\\.C|LLP|L\\.?P|Ltd|Limited|plc|PLC|N\\.A|Trust|Bank|Partnership|Fund|"
    "INC|CORP|CORPORATION|COMPANY|CO|LTD|LIMITED|TRUST|BANK|PARTNERSHIP|FUND"
)
_COMPANY = re.compile(rf"((?:[A-Z][\w&'\u2019.-]*,?\s+(?:of\s+|and\s+|&\s+|the\s+)?){{1,5}})(?:{_FORMS})\b")
_PERSON = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|MR|MS|MRS|DR)\.\s+((?:[A-Z][\w.]*\s+){0,2}[A-Z][\w'\u2019-]+)")

_SPACE = re.compile(r"\s")
#: Characters whose words are counted at once.
_AT_ONCE = 1 << 18

#: Words are told apart by so many bits of their hash.
CLASS_BITS = 17
#: The bucket of what is no word.
NO_WORD = 1 << CLASS_BITS
_GROUPS = (1, 3, 10, 40)


def bucket(lower: str) -> int:
    """The bucket of a word in lower case."""
    return hash_string(lower) >> (64 - CLASS_BITS) if lower[0].isalpha() else NO_WORD


class TrainingUse:
    """In how many groups' documents (companies') each bucket's words stand in lower case, and with a capital."""

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        """`documents`: the group and the text of each."""
        self._by_group: dict[str, np.ndarray] = {}
        for group, text in documents:
            seen = self._by_group.setdefault(group, np.zeros((2, NO_WORD + 1), bool))
            for word in set(WORD.findall(text)):
                seen[int(not word[0].islower()), bucket(word.lower())] = True
        self._count = np.zeros((2, NO_WORD + 1), np.int32)
        for seen in self._by_group.values():
            self._count += seen

    def classes(self, without: str | None = None) -> np.ndarray:
        """The class of each bucket, uint8, shape (NO_WORD + 1,), as if the group `without` had not been seen."""
        count = self._count if without is None else self._count - self._by_group[without]
        lower, capital = np.searchsorted(_GROUPS, count, side="right")
        classes = (1 + lower * (len(_GROUPS) + 1) + capital).astype(np.uint8)
        classes[NO_WORD] = 0
        return classes


class DocumentUse:
    """How often a document's words stand in lower case, with a capital and in capitals, and which it uses in names."""

    def __init__(self, text: str) -> None:
        self._count: Counter[str] = Counter()
        for start, end in _pieces(text):
            self._count.update(WORD.findall(text, start, end))
        self._part: dict[str, int] = {}
        for match in _COMPANY.finditer(text):
            for k, word in enumerate(WORD.findall(match[1])):
                self._part.setdefault(word.lower(), 1 + min(k, 1))
        for match in _PERSON.finditer(text):
            for word in WORD.findall(match[1]):
                self._part[word.lower()] = self._part.get(word.lower(), 0) % 4 + 4
        self._codes: dict[str, tuple[int, int]] = {}

    def columns(self, words: Sequence[str]) -> list[np.ndarray]:
        """Two columns of codes, uint64, shape (n_words,): how each word is spelt, and of what name it is a part."""
        pairs = [self._codes.get(word) or self._code(word) for word in words]
        return list(np.array(pairs, np.uint64).reshape(-1, 2).T)

    def _code(self, word: str) -> tuple[int, int]:
        code = (1, 1)
        if word[0].isalpha():
            lower = word.lower()
            low, capital, upper = (_few(self._count[w]) for w in (lower, word.capitalize(), word.upper()))
            code = (2 + low * 16 + capital * 4 + upper, 2 + self._part.get(lower, 0))
        self._codes[word] = code
        return code


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Ranges that cover `text`, no word cut: the lists of their words take little memory."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + _AT_ONCE)
        end = space.end() if space else len(text)
        yield start, end
        start = end


def _few(n: int) -> int:
    return (n > 0) + (n > 2) + (n > 9)
