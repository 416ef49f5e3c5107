"""Tokens: non-blank lines, characters by kind, words by hash."""

import numpy as np

from filing_sections import hashing, tokens
from filing_sections.characters import DIGIT, LOWER, RULE, UPPER
from filing_sections.lines import Lines
from filing_sections.tokens import Tokens


def made(text: str) -> Tokens:
    return Tokens(Lines.from_text(text))


def test_blank_lines_have_no_row() -> None:
    t = made("\n  \nOne\n\t\n\f\nTwo words\n")
    assert t.rows.tolist() == [2, 5]
    assert t.tokens_per_row.tolist() == [1, 2]


def test_counts_characters_by_kind() -> None:
    counts = made("Ab 12 --").counts[0]
    assert counts[[UPPER, LOWER, DIGIT, RULE]].tolist() == [1, 1, 2, 2]


def test_same_words_have_the_same_hash_wherever_they_stand() -> None:
    t = made("Item 5. Other\nOTHER  item 7")
    item, five, _, other = t.token_hash[:4]
    assert t.token_hash[4:].tolist() == [other, item, five]  # case and figures make no difference


def test_different_words_have_different_hashes() -> None:
    words = [f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(600)]
    assert len(set(made(" ".join(words)).token_hash.tolist())) == 600


def test_hashes_do_not_depend_on_the_blocks(monkeypatch) -> None:
    text = "\n".join(f"line number {i} of a long text, ended {'-' * (i % 9)}" for i in range(200))
    whole = made(text).token_hash
    monkeypatch.setattr(hashing, "BLOCK", 64)
    np.testing.assert_array_equal(made(text).token_hash, whole)


def test_characters_beyond_ascii_keep_their_offsets() -> None:
    text = "Größe ☒ 𝔸\nÉtat"
    t = made(text)
    assert text[t.first[1] : t.last[1] + 1] == "État"
    assert t.rows.tolist() == [0, 1]


def test_a_line_beyond_the_longest_is_told_by_its_first_words(monkeypatch) -> None:
    monkeypatch.setattr(tokens, "LONGEST", 20)
    t = made("    " + " " * 20 + "by order of the board of directors")
    assert t.rows.tolist() == [0]
    assert t.indent.tolist() == [24]
    np.testing.assert_array_equal(t.token_hash, made("by order of the boar").token_hash)
    assert made("by order of the board\nof directors").words.tolist() == [5, 2]


def test_gaps_are_columns_between_tokens_of_one_line() -> None:
    assert made("By:     Jane\nRoe").gaps.tolist() == [0, 0, 5, 0]


def test_empty_text_has_no_rows() -> None:
    assert len(made("")) == 0
    assert len(made("\n \n")) == 0
