"""The names of companies among words: where one ends and the next begins, and which names mean the same company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Name = tuple[str, ...]
Marked = tuple[int, int, str]  # first token, the token after the last, label

#: Among so many tokens behind a company, the bracket opens that gives its short name.
ALIAS_REACH = 2
_QUOTES = frozenset('"\u201c\u201d')
_FORM_WORDS = (
    "inc incorporated corp corporation company co llc l.l.c. llp lp l.p. ltd limited plc n.a. s.a. n.v. ag holdings "
    "group & and , ."
)
_FORMS = frozenset(_FORM_WORDS.split())
_NO_ENDS = frozenset({"&", "and", ",", ".", "holdings", "group"})  # of these, what ends no name
_BETWEEN = frozenset({",", ";", "and"})
#: Parties by their part in a contract: no names of companies.
_PARTY_WORDS = (
    "company corporation trust fund bank partnership registrant issuer borrower lender parent agreement plan guarantor "
    "seller buyer purchaser trustee agent depositor servicer board executive employee consultant investor holder "
    "landlord tenant adviser advisor distributor custodian manager sub-adviser sponsor"
)
_PARTIES = frozenset(_PARTY_WORDS.split())


def listed(words: Sequence[str], first: int, after: int) -> Iterator[tuple[int, int]]:
    """The companies of a list that is marked as one: "Acme Inc., Alder Corp. and Oak Ltd."."""
    for k in range(first + 2, after - 1):
        if words[k] not in _BETWEEN:
            continue
        last = next((q for q in range(k - 1, first, -1) if words[q] not in ".,"), first)
        begin = k + 2 if words[k + 1] == "and" and k + 2 < after else k + 1
        is_name = words[begin][0].isupper() and words[begin].lower() not in _FORMS
        if last > first and words[last].lower() in _FORMS - _NO_ENDS and is_name:
            yield first, k
            first = begin
    yield first, after


def companies(docs: Iterable[tuple[Sequence[str], Sequence[Marked]]]) -> set[Name]:
    """The companies' names that count wherever they stand: with their short forms, and what brackets name them.

    Args:
        docs: the words of each Doc of one document, and what is marked in it.
    """
    names: Counter[Name] = Counter()
    found: set[Name] = set()
    for words, spans in docs:
        for first, after, label in spans:
            if label == "ORG":
                names[tuple(words[first:after])] += 1
                found |= _alias(words, after)
    for name, n in names.items():
        letters = [word for word in name if word[0].isalpha()]
        if all(word.lower() in _FORMS for word in letters):
            continue
        if len(letters) > 1 or n > 1 or (letters and letters[0].isupper() and len(letters[0]) > 1):
            found.add(name)
        short = list(name)
        while short and short[-1].lower() in _FORMS:
            short.pop()
        short = short[1:] if short[:1] == ["The"] else short
        if len(short) < len(name) and sum(word[0].isalpha() for word in short) > 1:
            found.add(tuple(short))
    return found


def _alias(words: Sequence[str], after: int) -> set[Name]:
    """What a bracket behind a company calls it, in one word: ("Acme")."""
    opens = next((k for k in range(after, min(after + ALIAS_REACH, len(words))) if words[k] == "("), len(words))
    quote = next((k for k in range(opens + 1, min(opens + 4, len(words))) if words[k] in _QUOTES), len(words))
    name = [word for word in words[quote + 1 : quote + 4] if word != ","]
    is_one = len(name) > 1 and name[1] in _QUOTES and name[0][0].isupper()
    return {(name[0],)} if is_one and name[0].lower() not in _PARTIES else set()


def by_first_word(names: Iterable[Name]) -> dict[str, list[Name]]:
    """Names by their first words, the longest first."""
    by_first: dict[str, list[Name]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_first.setdefault(name[0], []).append(name)
    return by_first
