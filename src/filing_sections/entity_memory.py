"""What became of each word elsewhere in its document: what the second decoding of entities knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc

from .entity_features import MIX

#: Tokens whose words' tags are looked at together, to keep memory small.
AT_ONCE = 1 << 14


def documents_of(docs: Sequence[Doc], lengths: np.ndarray) -> np.ndarray:
    """The number of the document that each token belongs to, as ``doc.user_data["document"]`` says."""
    numbers: dict = {}
    of_doc = [numbers.setdefault(doc.user_data.get("document", -k), len(numbers)) for k, doc in enumerate(docs, 1)]
    return np.repeat(np.array(of_doc, np.int64), lengths)


def word_of_document(words: np.ndarray, document: np.ndarray) -> np.ndarray:
    """A hash of word and document; two that agree by chance do no harm."""
    return words + document.astype(np.uint64) * MIX


def memory(words: np.ndarray, tags: np.ndarray, document: np.ndarray, counted: np.ndarray, n_tags: int) -> np.ndarray:
    """What became of each token's word elsewhere in its document, among the `counted` tokens.

    A code of the commonest tag and of how common it was; 1 where the word stands nowhere else, 2 to 4 where it never
    was in an entity.
    """
    if not len(words):
        return np.zeros(0, np.uint64)
    _, word = np.unique(word_of_document(words, document), return_inverse=True)
    of_words = np.bincount((word * n_tags + tags)[counted], minlength=(word.max() + 1) * n_tags).reshape(-1, n_tags)
    code = np.empty(len(words), np.uint64)
    for start in range(0, len(words), AT_ONCE):
        block = slice(start, start + AT_ONCE)
        code[block] = _codes(of_words[word[block]], tags[block], counted[block])
    return code


def _codes(counts: np.ndarray, tags: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """The codes of tokens from their words' tags in the document, shape (n, n_tags), their own among them."""
    counts[np.flatnonzero(counted), tags[counted]] -= 1
    total, marked = counts.sum(axis=1), counts[:, 1:].sum(axis=1)
    share = np.searchsorted([0.25, 0.5, 0.75, 1.0], marked / np.maximum(total, 1), side="right")
    never = 2 + np.searchsorted([2, 5], total, side="right")
    code = np.where(marked > 0, 10 + (1 + counts[:, 1:].argmax(axis=1)) * 8 + share, never)
    return np.where(total == 0, 1, code)
