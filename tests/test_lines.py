"""Lines: their text, offsets, layout and places, from plain text and from HTML."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filing_sections import submission
from filing_sections.lines import Lines

ODD = st.sampled_from(
    ["\r\n", "\r", "\n", "\f", "\v", "\x85", "\u2028", "\0", " ", "\t", "é", "\u200b", "\U0001d518", "/s/ Orla"]
)
TEXTS = st.lists(ODD | st.text(max_size=8), max_size=30).map("".join)
BARE_TAGS = "<p> </p> <br> <table> </table> <tr> <td> </td> <b> </b> </div> <pre> </pre> <ul> <li> <ol> </ol> <q> </q>"
ENTITIES = ["&nbsp;", "&#146;", "&amp;", "<!-- -->", "<hr>", "<caption>", "<script>", "</script>"]
WITH_ATTRIBUTES = [
    "<td colspan=3>",
    "<th rowspan=2>",
    "<div align=center>",
    "<font size=5>",
    "<p style='display:none'>",
]
TAGS = st.sampled_from([*BARE_TAGS.split(), *ENTITIES, *WITH_ATTRIBUTES, "<span style='white-space:pre'>"])
HTML = st.lists(TAGS | st.text("ab \n<&", max_size=6) | ODD, max_size=40).map("".join)


SHOWN = [
    "<p>{0}</p>",
    "<div>{0}</div>\n",
    "<br>{0}",
    "<p title='{0}'> {0}",
    "<pre>{0}\n</pre>",
    "<table><tr><td>{0}</table>",
    "<p>&#160;{0}&nbsp;</p>",
]
PIECES = [*SHOWN, "<!-- {0} -->", "<a name={0}></a>", "<script>{0}</script>", "<p style='display:none'>{0}</p>"]


def check(lines: Lines) -> None:
    assert "\n".join(lines) == lines.text
    assert [lines[i] for i in range(len(lines))] == lines.text.split("\n")
    for column in (lines.start, lines.end, lines.centred, lines.bold, lines.size, lines.cells):
        assert len(column) == len(lines)
    assert (lines.start.dtype, lines.size.dtype, lines.cells.dtype) == (np.int32, np.float32, np.int32)
    assert (lines.size > 0).all()


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_plain_text_changes_only_its_line_ends(text):
    lines = Lines.from_text(text)
    check(lines)
    assert lines.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert lines.source is None


@given(HTML)
@settings(max_examples=80, deadline=None)
def test_any_html_gives_lines_that_hold_together(html):
    lines = Lines.from_html(html)
    check(lines)
    assert lines.source.shape == (len(lines), 2)
    assert (lines.source >= 0).all()
    assert (lines.source[:, 0] <= lines.source[:, 1]).all()
    assert (lines.source <= len(html)).all()


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=5), min_size=1, max_size=30), st.data())
@settings(max_examples=40, deadline=None)
def test_no_word_is_lost_or_moved(words, data):
    """Words between any well-nested tags come out once, in their order."""
    tags = st.sampled_from(["p", "div", "b", "font", "center", "blockquote", "ix:nonNumeric", "span"])
    html, opened = [], []
    for word in words:
        if data.draw(st.booleans()):
            opened.append(data.draw(tags))
            html.append(f"<{opened[-1]}>")
        html.append(f" {word} ")
        if opened and data.draw(st.booleans()):
            html.append(f"</{opened.pop()}>")
    html += [f"</{tag}>" for tag in reversed(opened)]
    assert Lines.from_html("".join(html)).text.split() == words


def test_form_feed_is_no_line_end():
    assert list(Lines.from_text("a\fb\vc\x85d\re\r\nf")) == ["a\fb\vc\x85d", "e", "f"]


def test_layout_of_html():
    lines = Lines.from_html(
        "<p>plain text that most letters have</p><p align=center><b>Heading</b></p><p><font size=5>large</font></p>"
        "<table><tr><td>one<td>two<td></table>"
    )
    at = {line: i for i, line in enumerate(lines) if line}
    assert set(at) == {"plain text that most letters have", "Heading", "large", "one  two"}
    assert lines.centred[at["Heading"]]
    assert lines.bold[at["Heading"]]
    assert (lines.centred.sum(), lines.bold.sum()) == (1, 1)
    assert lines.size[at["large"]] == pytest.approx(1.5)
    assert lines.cells[at["one  two"]] == 2


@pytest.mark.parametrize(
    ("html", "centred"),
    [
        ("<center>x</center>", True),
        ("<div style='text-align: center'><p>x</p></div>", True),
        ("<div align=center><p align=left>x</p></div>", False),
        ("<center><table><tr><td>x</table></center>", False),
        ("<div style='text-align:center'><table><tr><td>x</table></div>", True),
        ("<table><tr><td align=center>x</table>", True),
        ("<table><tr><td align=center>x<td>y</table>", False),
    ],
)
def test_centring_is_that_of_browsers(html, centred):
    lines = Lines.from_html(html)
    assert lines[0].strip()[0] == "x"
    assert bool(lines.centred[0]) is centred


def test_places_in_the_html():
    html = (
        '<p class="one">one</p> <!-- two --><td title="two">two&nbsp;&amp; three</td>'
        "<script>four</script><p>four&#146;s<br>\n1</p>"
    )
    lines = Lines.from_html(html)
    places = {line: html[slice(*lines.source[i])] for i, line in enumerate(lines) if line}
    assert places["one"] == "one"
    assert places["two & three"] == "two&nbsp;&amp; three"
    assert places["four\u2019s"] == "four&#146;s"
    assert places["1"].strip() == "1"


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.text("ab", min_size=1, max_size=2)), max_size=40))
@settings(max_examples=60, deadline=None)
def test_place_of_each_line_holds_its_words(pieces):
    """Words stand in attributes, comments and hidden text too, and again and again; each line's place is its own."""
    html = "".join(piece.format(f"{word}{k % 3}") for k, (piece, word) in enumerate(pieces))
    lines = Lines.from_html(html)
    assert sum(len(line.split()) for line in lines) == sum(piece in SHOWN for piece, _ in pieces)
    shown = [i for i in range(len(lines)) if lines[i].strip()]
    for i in shown:
        start, end = lines.source[i]
        assert Lines.from_html(html[start:end]).text.split() == lines[i].split()
    assert (np.diff(lines.source[shown, 0]) > 0).all()


def test_places_of_table_lines_span_their_cells():
    html = "<table><tr><td>By:</td><td>/s/ Orla Venn</td></tr></table>"
    lines = Lines.from_html(html)
    assert html[slice(*lines.source[0])] == "By:</td><td>/s/ Orla Venn"


def test_document_is_read_as_what_it_is():
    (plain,) = submission.read("<PAGE>\n  FORM 8-K  \n").documents
    assert Lines.from_document(plain).text == "<PAGE>\n  FORM 8-K  \n"
    (html,) = submission.read(b"<html><p>FORM  8-K caf\xe9\n</p>").documents
    lines = Lines.from_document(html)
    assert lines[0] == "FORM 8-K café"
    assert lines.warnings == ["not UTF-8 at byte 22, read as Windows-1252"]


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_same_lines_from_path_bytes_and_text(text):
    import tempfile
    from pathlib import Path

    text = text.replace("\ud800", "") + "\n"
    data = text.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(data)
        try:
            ways = [submission.read(source).documents for source in (text, data, path, str(path))]
        except submission.ReadError:
            return
    texts = [[Lines.from_document(d).text for d in documents] for documents in ways]
    assert texts[0] == texts[1] == texts[2] == texts[3]
