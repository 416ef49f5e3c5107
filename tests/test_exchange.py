"""Labels to and from other tools."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from filing_sections.corpus import from_row, read_jsonl, to_row, write_jsonl
from filing_sections.corrections import LabelWarning
from filing_sections.exchange import FORMATS, export, from_doccano, import_, label_studio_config, to_label_studio
from filing_sections.labels import ENTITY_LABELS, LABELS
from filing_sections.lines import Lines

TEXT = (
    '\nFORM 8-K\n\nBirch & Vane, "Inc."\n7 Elm Road\nDover,\tOhio é \U0001d505\n\n<PAGE>\n\fSIGNATURES, all\n\n'
    "By: /s/ Ann Lee1\n    Treasurer\n   \nEXHIBITS\n3(b)  By-laws\n-----\n"
)
LETTERS = {"c": "cover", "s": "signature", "x": "exhibit", "b": "boilerplate", "o": "body", ".": None}


def span(words, label):
    return [TEXT.index(words), TEXT.index(words) + len(words), label]


ROW = {
    "id": "made-1",
    "text": TEXT,
    "labels": [LETTERS[x] for x in ".c.ccc.bs.ss.xxb."],
    "entities": [span('Birch & Vane, "Inc."', "ORG"), span("7 Elm Road\nDover,\tOhio", "ADDRESS"),
                 span("Ann Lee", "PERSON"), span("Treasurer", "TITLE")],
    "attached": [[14, 15]],
    "cover": {"form": "8-K", "registrants": ['Birch & Vane, "Inc."'], "address": None, "date": None},
    "signatures": [{"name": "Ann Lee", "title": "Treasurer", "company": None, "date": None, "line": 11}],
    "exhibits": [{"number": "3(b)", "description": "By-laws"}],
    "group": "birch",
    "meta": {"format": "text", "year": "1999"},
}  # fmt: skip
#: The attached range ends with an empty line, the entity with the text's last character but one.
SHORT_ROW = ROW | {"id": "made-2", "text": "EXHIBIT 9\nAnn Lee \n", "labels": ["exhibit", "exhibit", None],
                   "entities": [[10, 17, "PERSON"]], "attached": [[1, 3]], "signatures": [], "exhibits": [],
                   "cover": None}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_round_trips_lose_nothing(tmp_path, format):
    one_line = SHORT_ROW | {"id": "made-3", "text": "One line", "labels": ["body"], "entities": [], "attached": []}
    rows = [ROW, SHORT_ROW, one_line]
    export(map(from_row, rows), tmp_path / "file", format)
    assert [to_row(document) for document in import_(tmp_path / "file", format)] == rows


def test_json_lines_round_trip(tmp_path):
    write_jsonl([from_row(ROW)], tmp_path / "x.jsonl")
    assert [to_row(document) for document in read_jsonl(tmp_path / "x.jsonl")] == [ROW]


def test_the_labelling_interface_has_every_label():
    config = ElementTree.fromstring(label_studio_config())
    values = {labels.get("name"): [label.get("value") for label in labels] for labels in config.iter("Labels")}
    assert values == {"line": list(LABELS), "entity": list(ENTITY_LABELS), "attached": ["attached"]}


def test_label_studio_counts_as_a_browser_does():
    results = to_label_studio(ROW)["predictions"][0]["result"]
    browser = TEXT.encode("utf-16-le")
    assert len(results) > 8
    for item in results:
        value = item["value"]
        assert browser[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]


def test_marks_that_a_hand_drew_count_by_what_they_cover_most(tmp_path):
    task = to_label_studio(ROW | {"text": "FORM 8-K\nSIGNATURES\n\nend", "labels": ["cover", "signature", None, "body"],
                                  "entities": [], "attached": []})  # fmt: skip
    marks = task.pop("predictions")[0]["result"]
    marks[0]["value"]["end"] += 3  # into the next line
    del marks[2]
    task["annotations"] = [{"result": [], "was_cancelled": True}, {"result": marks}]
    (tmp_path / "file").write_text(json.dumps([task]))
    with pytest.warns(LabelWarning, match="1 lines have no label, from line 4"):
        (document,) = import_(tmp_path / "file", "label-studio")
    assert [label and label.value for label in document.labels] == ["cover", "signature", None, "body"]


def test_a_task_that_nobody_labelled_is_left_out(tmp_path):
    task = {"id": 5, "data": {"text": "FORM 8-K"}, "annotations": [], "predictions": []}
    (tmp_path / "file").write_text(json.dumps([task]))
    with pytest.warns(LabelWarning, match="document 5: no line has a label"):
        assert import_(tmp_path / "file", "label-studio") == []


@pytest.mark.parametrize(
    ("end", "last"), [(8, 1), (9, 1), (10, 1), (11, 2), (18, 2), (19, 3), (20, 4), (21, 4), (24, 5)]
)
def test_attached_ranges_that_a_hand_drew_end_with_the_last_line_they_touch(end, last):
    # line breaks at 9, 17, 19 and 20; line 4 is empty
    text = "EXHIBIT 9\nBy-laws\n \n\nend"
    row = from_doccano({"text": text, "label": [[0, len(text), "exhibit"], [0, end, "attached"]]})
    assert row["attached"] == [(1, last)]


def test_doccano_with_relations():
    row = from_doccano({"id": 7, "text": "Ann Lee", "relations": [],
                        "entities": [{"id": 1, "label": "PERSON", "start_offset": 0, "end_offset": 7},
                                     {"id": 2, "label": "signature", "start_offset": 0, "end_offset": 7}]})  # fmt: skip
    assert row["labels"] == ["signature"]
    assert row["entities"] == [[0, 7, "PERSON"]]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("content", [b"\x00\xff", b"[1]", b"{}", b'{"text": 3}\n'])
def test_another_kind_of_file_is_refused_by_name(tmp_path, format, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    if format == "csv" and content != b"\x00\xff":
        assert import_(path, format) == []
        return
    with pytest.raises(ValueError, match=str(path)):
        import_(path, format)


def test_unknown_formats_are_refused(tmp_path):
    with pytest.raises(ValueError, match="brat"):
        export([], tmp_path / "x", "brat")
    with pytest.raises(ValueError, match="brat"):
        import_(tmp_path / "x", "brat")


def test_meta_and_group_stay(tmp_path):
    document = replace(from_row(ROW), group="other")
    export([document], tmp_path / "x", "csv")
    assert import_(tmp_path / "x", "csv")[0].group == "other"


PAGE = "<p align=center><b>FORM 8-K</b></p><p>Birch &amp; Vane, Inc.</p>"


@pytest.mark.parametrize("format", FORMATS)
def test_html_keeps_its_layout_on_the_way(tmp_path, format):
    text = Lines.from_html(PAGE).text
    labels = ["cover" if line.strip() else None for line in text.split("\n")]
    row = ROW | {"text": text, "labels": labels, "entities": [], "attached": [], "meta": {"html": PAGE}}
    document = from_row(row)
    assert document.lines.bold.tolist() == [label is not None and k == 0 for k, label in enumerate(labels)]
    export([document], tmp_path / "file", format)
    (back,) = import_(tmp_path / "file", format)
    assert to_row(back) == row
    assert back.lines.centred.tolist() == document.lines.centred.tolist()
    assert back.lines.centred.any()


def test_html_that_gives_another_text_is_said():
    with pytest.warns(LabelWarning, match="made-1: its HTML gives another text"):
        document = from_row(ROW | {"meta": {"html": PAGE}})
    assert document.lines.text == TEXT
