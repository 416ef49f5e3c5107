"""Our rendering of HTML beside golden pairs, and beside inscriptis on the corpus."""

import random
import re
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from filing_sections import submission
from filing_sections.lines import Lines
from filing_sections.render import render

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "corpus"
PAIRS = sorted((HERE / "render").glob("*.htm"))


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_golden_pair(path):
    lines = Lines.from_html(path.read_text(encoding="utf-8"))
    assert lines.text + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_there_are_golden_pairs():
    assert len(PAIRS) >= 5


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br/>b<br />c", "a\nb\nc"),
        ("<div style='display:none'/>seen", "seen"),
        ("<p style='VISIBILITY: HIDDEN'>no</p><p>yes", "yes"),
        ("<ix:header>no</ix:header><ix:nonFraction scale=3>5</ix:nonFraction>", "5"),
        ("W<font size=1>ILLIAM</font> C<small>OREY</small>", "WILLIAM COREY"),
        ("<b>Item</b> 1.<i>x</i> y", "Item 1.x y"),
        ("&#147;q&#148; &#150; &mdash; &#x92; &eacute;", "\u201cq\u201d \u2013 \u2014 \u2019 é"),
        ("soft&shy;hyphen, zero&#8203;width", "softhyphen, zerowidth"),
        ("a<b>&shy;</b>b<i> </i>c", "ab c"),
        ("<img src=x alt='Logo'>text", "text"),
        ("<td>loose</td><td>cells</td>", "loose cells"),
        ("x<hr>y", "x\ny"),
        ("<pre>a\r\nb\rc</pre>", "a\nb\nc"),
        ("<table></table>x", "x"),
        ("", ""),
        ("   \n ", ""),
    ],
)
def test_small_cases(html, text):
    assert Lines.from_html(html).text.strip("\n") == text


@pytest.mark.parametrize("depth", [300, 5000, 30_000])
def test_depth_loses_nothing(depth):
    html = "<div>top" + "<div>" * depth + "deep" + "</div>" * depth + "</div>after"
    assert [line for line in Lines.from_html(html) if line] == ["top", "deep", "after"]


def test_tables_nested_too_deep_to_be_laid_out_keep_their_text():
    html = "<table><tr><td>outer" + "<table><tr><td>" * 200 + "deep<td>est" + "</table>" * 200 + "</table>after"
    assert Lines.from_html(html).text.split() == ["outer", "deep", "est", "after"]


def test_padding_stays_within_bounds():
    wide = "<td>" + "w" * 5000 + "<td>x"
    html = "<table>" + f"<tr>{wide}" + "<tr><td>a<td>b" * 3000 + "</table>"
    assert len(Lines.from_html(html).text) < 2 * len(html)


def test_declared_encoding_of_a_str_is_ignored():
    assert Lines.from_html("<?xml version='1.0' encoding='ASCII'?><meta charset=latin-1><p>café — ü")[0] == "café — ü"


# -- the corpus

needs_corpus = pytest.mark.skipif(not (CORPUS / "html").is_dir(), reason="the corpus (../shared/corpus) is not here")
WORD = re.compile(r"\w+|[^\w\s]")


def corpus_html():
    return sorted((CORPUS / "html").glob("*.htm"))


def agreement(ours: str, theirs: str) -> tuple[int, int]:
    """Words that agree in order, counted on both sides, and all words of both sides."""
    a, b = WORD.findall(ours), WORD.findall(theirs)
    same = 0
    for i in range(0, max(len(a), len(b)), 400):  # blocks keep it linear; a shift between them only lowers the figure
        blocks = SequenceMatcher(None, a[i : i + 400], b[i : i + 400], autojunk=False).get_matching_blocks()
        same += sum(block.size for block in blocks)
    return 2 * same, len(a) + len(b)


def compare(paths: list[Path]) -> dict[str, float]:
    shares, same, total = {}, 0, 0
    for path in paths:
        (document,) = submission.read(path).documents
        reference = (CORPUS / "text" / f"{path.stem}.txt").read_text(encoding="utf-8")
        s, t = agreement(Lines.from_document(document).text, reference)
        shares[path.stem] = s / t if t else 1.0
        same, total = same + s, total + t
    shares["all"] = same / total
    return shares


@needs_corpus
def test_words_agree_with_inscriptis_on_a_sample():
    small = [path for path in corpus_html() if path.stat().st_size < 150_000]
    shares = compare(random.Random(7).sample(small, 25))
    assert shares["all"] >= 0.995


#: Where we follow browsers and inscriptis does not: rows whose <tr> says valign (their lines are mixed otherwise),
#: soft hyphens and zero-width characters, the SGML tags before the HTML of one file.
EXPLAINED = {
    "424b2-2025-7c474b", "n-csr-2024-c9e68c", "ex-99-1-2020-7ad3ad", "def-14a-2026-e5e24d", "424b5-2024-e139c8",
    "ex-99-1-2024-c8f32a", "8-k-2003-bd5bc8",
}  # fmt: skip


@needs_corpus
@pytest.mark.slow
def test_words_agree_with_inscriptis_on_the_whole_corpus():
    shares = compare(corpus_html())
    low = {name for name, share in shares.items() if share < 0.99}
    assert shares["all"] >= 0.995
    assert len(shares) > 200
    assert low <= EXPLAINED


@needs_corpus
def test_places_on_the_corpus():
    """Lines' places go forward, and hold the line's words, once the markup is taken out."""
    small = [path for path in corpus_html() if path.stat().st_size < 150_000]
    right = total = 0
    for path in random.Random(3).sample(small, 15):
        (document,) = submission.read(path).documents
        html = document.text()
        lines = Lines.from_html(html)
        alone = np.flatnonzero((lines.cells <= 1) & (lines.end > lines.start))
        assert (lines.source <= len(html)).all()
        outside = lines.source[(lines.cells == 0) & (lines.end > lines.start), 0]
        assert (np.diff(outside) >= 0).all(), path.stem
        for i in alone:
            start, end = lines.source[i]
            words = re.findall(r"\w+", lines[i])
            if words:
                total += 1
                right += words == re.findall(r"\w+", " ".join(line.text for line in render(html[start:end])))
    assert total > 300
    assert right / total > 0.97
