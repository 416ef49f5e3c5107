"""The report as a file: what is in it, that nothing of a filing can get out of its place, and given against gold."""

import json
import re

import numpy as np
import pytest

from filing_sections.compare import compare
from filing_sections.corpus import LabelledDocument
from filing_sections.filing import Cover, Document, Entity, Exhibit, Filing, Signature
from filing_sections.labels import EntityLabel, Label
from filing_sections.lines import Lines
from filing_sections.original import inert
from filing_sections.report import file_name, page, utf16, write, write_many

C, S, B = Label.COVER, Label.SIGNATURE, Label.BODY
TEXT = "FORM 8-K\nTarn Hollow Mills, Inc.\n\nItem 5. The mill burnt.\nBy: /s/ Ada Quill"


def document(text: str = TEXT, labels: list | None = None, **fields: object) -> Document:
    labels = labels or [C, C, None, B, S]
    probabilities = np.array([np.nan if label is None else 0.9 for label in labels])
    name = text.find("Ada Quill")
    entities = [Entity(name, name + 9, EntityLabel.PERSON, "Ada Quill")] if name >= 0 else []
    cover = Cover("8-K", ["Tarn Hollow Mills, Inc."], None, None, 0.9, {"form": "text"}, {"form": 1, "registrants": 2})
    signers = [Signature("Ada Quill", "President", "Tarn Hollow Mills, Inc.", None, 5, 0.9)]
    given = {"id": "tarn", "entities": entities, "cover": cover, "signatures": signers}
    return Document(laid_out=Lines.from_text(text), labels=labels, probabilities=probabilities, **(given | fields))


def gold(labels: list, **fields: object) -> LabelledDocument:
    name = TEXT.index("Ada Quill")
    given = {
        "entities": [(name, name + 9, "PERSON")],
        "cover": {"form": "8-K", "registrants": ["TARN HOLLOW MILLS INC"], "address": None, "date": None},
        "signatures": [
            {"name": "Ada Quill", "title": "President", "company": "Tarn Hollow Mills, Inc.", "date": None, "line": 5}
        ],
        "exhibits": [],
    }
    fields = given | fields
    return LabelledDocument("tarn", Lines.from_text(TEXT), labels, attached=[], group="tarn", meta={}, **fields)


def data(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)[1])


def test_page_holds_the_text_labels_entities_and_records() -> None:
    found = data(page(Filing([document()], source="tarn.txt", warnings=["cut short at line 5"])))
    assert found["warnings"] == ["cut short at line 5"]
    (shown,) = found["documents"]
    assert shown["text"] == TEXT
    assert shown["labels"] == "CC.BS"
    assert shown["probabilities"] == [0.9, 0.9, None, 0.9, 0.9]
    assert shown["regions"] == [["C", 1, 2], ["B", 4, 4], ["S", 5, 5]]
    assert [TEXT[start:end] for start, end, _ in shown["entities"]] == ["Ada Quill"]
    assert shown["cover"]["line"] == {"form": 1, "registrants": 2}
    assert (shown["signatures"][0]["name"], shown["signatures"][0]["line"]) == ("Ada Quill", 5)


def test_page_needs_nothing_from_outside() -> None:
    html = page(Filing([document()]))
    assert not re.search(r"""(src|href)=["']?(https?:|//|\.|/)""", html)
    assert "@import" not in html
    assert "url(" not in html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert "default-src &#39;none&#39;" in policy
    assert "script-src &#39;sha256-" in policy
    assert "unsafe-eval" not in policy
    assert not re.search("script-src[^;]*unsafe", policy)


@pytest.mark.parametrize(
    "hostile",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "<img src=x onerror=alert(1)>",
        "\u2028\u2029]]>",
        "lone \ud800 surrogate",
        "&lt;/script&gt; {{ 7 * 7 }} ${7 * 7}",
    ],
)
def test_hostile_text_stays_text_wherever_it_stands(hostile: str) -> None:
    record = Cover(hostile, [hostile], hostile, hostile, 0.9, {}, {})
    shown = document(
        hostile,
        [C],
        id=hostile,
        cover=record,
        signatures=[Signature(hostile, hostile, hostile, hostile, 1, 0.9)],
        exhibits=[Exhibit(hostile, hostile, 1, 0.9)],
        type=hostile,
        filename=hostile,
        description=hostile,
        warnings=[hostile],
    )
    harmless = page(Filing([document("plain", [C])], source="plain"))
    html = page(Filing([shown], source=hostile, warnings=[hostile]))
    assert html.count("<script") == harmless.count("<script")
    assert html.count("<img") == 0
    assert html.count("<!--") == harmless.count("<!--")
    assert data(html)["documents"][0]["text"] == hostile
    html.encode("utf-8")


def test_offsets_count_as_a_browser_counts() -> None:
    text = "\N{GRINNING FACE}\N{GRINNING FACE} Ada Quill"
    start, end, _ = data(page(Filing([document(text, [C])])))["documents"][0]["entities"][0]
    assert text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == "Ada Quill"
    assert utf16("plain")(3) == 3


def test_file_names_are_safe() -> None:
    for source in ("../../etc/passwd", "<script>.txt", "a b\nc.htm", "", "..", "x" * 500, "C:\\con.txt"):
        assert re.fullmatch(r"[0-9A-Za-z_-]{1,100}\.html", file_name(Filing([], source=source)))


def test_write_many_gives_each_filing_its_own_page(tmp_path) -> None:
    filings = [Filing([document(id=name)], source=f"{name}/8-k.txt") for name in ("first", "second")]
    path = write_many([*filings, Filing([document(id="index")], source="index.htm")], tmp_path)
    assert path == tmp_path / "index.html"
    links = re.findall(r'<a href="([^"#]+)#d1"', path.read_text(encoding="utf-8"))
    assert sorted(links) == ["8-k-2.html", "8-k.html", "index-2.html"]
    assert all((tmp_path / link).is_file() for link in links)
    assert "Confusion" not in path.read_text(encoding="utf-8")


def test_compare_finds_wrong_lines_entities_and_records() -> None:
    right = gold(
        [C, C, None, B, B],
        entities=[(9, 32, "ORG")],
        signatures=[
            {"name": "Ada Quill", "title": "Chair", "company": "Tarn Hollow Mills, Inc.", "date": None, "line": 5}
        ],
        exhibits=[{"number": "99.1", "description": "A letter"}],
    )
    found = compare(document(), right)
    assert (found.n_lines, found.n_wrong) == (4, 1)
    faults = [(f.kind, f.what, f.line, f.given, f.gold) for f in found.faults]
    assert faults == [
        ("line", "line 5", 5, "signature", "body"),
        ("entity", "Tarn Hollow Mills, Inc.", 2, None, "ORG"),
        ("entity", "Ada Quill", 5, "PERSON", None),
        ("record", "signer Ada Quill: title", 5, "President", "Chair"),
        ("record", "exhibit missed", None, None, "99.1 · A letter"),
    ]


def test_compare_is_content_with_what_is_right_and_tolerates_spelling() -> None:
    assert compare(document(), gold([C, C, None, B, S])).faults == []


def test_compare_carries_gold_over_to_another_rendering() -> None:
    text = TEXT.replace("FORM 8-K", "FORM\n8-K")
    shown = document(text, [C, C, C, None, B, B], entities=[])
    found = compare(shown, gold([C, C, None, B, S]))
    assert found.labels == [C, C, C, None, B, S]
    assert [(f.kind, f.line) for f in found.faults] == [("line", 6), ("entity", 6)]


def test_page_against_gold_carries_both_labels(tmp_path) -> None:
    path = write(Filing([document()]), tmp_path / "page.html", {"tarn": gold([C, C, None, B, B])})
    shown = data(path.read_text(encoding="utf-8"))["documents"][0]
    assert (shown["labels"], shown["gold"]) == ("CC.BS", "CC.BB")
    assert [fault["kind"] for fault in shown["faults"]] == ["line"]


def test_index_lists_the_worst_first_with_the_confusion_matrix(tmp_path) -> None:
    good, bad = document(id="good"), document(id="bad", labels=[B, B, None, B, B])
    right = gold([C, C, None, B, S])
    path = write_many([Filing([good]), Filing([bad])], tmp_path, {"good": right, "bad": right})
    html = path.read_text(encoding="utf-8")
    assert re.findall(r'<a href="[^"]+">(\w+)</a>', html) == ["bad", "good"]
    rows = re.findall(r"<th scope=\"row\">.*?</tr>", html, re.S)
    counts = [re.findall(r"<td[^>]*>([\d,]+)</td>", row) for row in rows]
    assert counts[0] == ["2", "0", "0", "0", "2"]
    assert counts[4] == ["0", "0", "0", "0", "2"]


HOSTILE_HTML = """<html><head><base href="http://evil.test/"><style>body{background:url(http://evil.test/a)}</style>
<meta http-equiv="refresh" content="0;url=http://evil.test/"><link rel=stylesheet href=http://evil.test/b></head>
<body onload="go()" background="http://evil.test/c"><script>go()</script><svg><script>go()</script></svg>
<p style="background:url(http://evil.test/d);color:red;width:expression(go())" onclick="go()">FORM 8-K</p>
<a href="javascript:go()">Tarn</a><iframe src="http://evil.test/e"></iframe><object data="http://evil.test/f"></object>
<img src="http://evil.test/g" onerror="go()"><img src="data:image/svg+xml;base64,AAAA">
<img src="data:image/png;base64,AAAA">
<form action="http://evil.test/h"><input name=x><button formaction="javascript:go()">B</button>kept</form>
<video poster=http://evil.test/i></video><math><mtext><style><img src=x onerror=go()></style></mtext></math>
<p style="background:u\\72l(http://evil.test/j)">&lt;script&gt;go()&lt;/script&gt;</p></body></html>"""


def test_original_page_keeps_nothing_that_runs_loads_or_leads_away() -> None:
    html = inert(HOSTILE_HTML, None, [])
    body = html[html.index("<body>") :]
    assert "evil.test" not in body
    assert "go()" not in body.replace("&lt;script&gt;go()&lt;/script&gt;", "")
    attributes = set(re.findall(r"<\w+ ([\w-]+)=", body)) | set(re.findall(r'" ([\w-]+)="', body))
    assert attributes == {"style", "src"}
    assert re.findall(r'src="([^"]*)"', body) == ["data:image/png;base64,AAAA"]
    assert 'style="color:red"' in body
    for word in ("FORM 8-K", "Tarn", "kept"):
        assert word in body


def test_original_page_marks_regions_where_their_lines_stand() -> None:
    html = "<table><tr><td>FORM 8-K</td></tr></table><p>Item <b>5</b>. &amp; so on</p><p>By: Ada</p>"
    source = np.array([[html.index(x), html.index(x) + 3] for x in ("FORM", "Item", "By:")])
    body = inert(html, source, [C, B, S])
    assert '<ins class="r cover first" data-letter="C">FORM 8-K</ins>' in body
    assert '<ins class="r body first" data-letter="B">Item </ins><b><ins class="r body">5</ins></b>' in body
    assert '<a class="at" id="l3"></a><ins class="r signature first" data-letter="S">By: Ada</ins>' in body


@pytest.mark.parametrize(
    "html", ["", "   ", "<", "<!-- -->", "\0", "<p>\ue0f01\ue0f1</p>", "<div>" * 3000 + "x", "<?xml version='1.0'?>"]
)
def test_original_page_of_anything_is_a_page(html: str) -> None:
    source = np.array([[0, 1], [10**9, 10**9], [-1, -1]])
    for where in (source, None):
        assert inert(html, where, [C, None, S]).startswith("<!doctype html>")


def test_marks_inside_a_tag_are_moved_behind_it() -> None:
    html = '<p title="a">FORM</p>'
    assert '<p><a class="at" id="l1"></a>' in inert(html, np.array([[5, 9]]), [C])
