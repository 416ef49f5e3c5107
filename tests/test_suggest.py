"""What is suggested for correction: the doubtful, of different forms, with reasons, pre-labelled."""

import json

import numpy as np
import pytest

from filing_sections.corpus import read_jsonl
from filing_sections.evaluate import gold_row
from filing_sections.filing import Cover, Document, Entity, Exhibit, Filing, Signature
from filing_sections.labels import EntityLabel, Label
from filing_sections.lines import Lines
from filing_sections.suggest import assess, labelled, suggest

TEXT = "FORM 8-K\n\nIt happened.\nMore of it.\nSIGNATURES\nBy: /s/ Ada Quince"
LABELS = [Label.COVER, None, Label.BODY, Label.BODY, Label.SIGNATURE, Label.SIGNATURE]
SURE = [0.999] * 6


def document(id="a", probabilities=SURE, repeat=1, **fields):
    p = np.array(probabilities * repeat)
    p[1::6] = np.nan
    fields = {"type": "8-K"} | fields
    return Document(id, Lines.from_text("\n".join([TEXT] * repeat)), LABELS * repeat, p, source=f"{id}.txt", **fields)


def doubtful(id="d", at=5, p=0.4, **fields):
    return document(id, [*SURE[:at], p, *SURE[at + 1 :]], **fields)


def ids(suggestions):
    return [s.document.id for s in suggestions]


def filings(*documents):
    return [Filing([d], source=d.source) for d in documents]


def test_the_doubtful_come_first_with_the_reason():
    found = suggest(filings(document("a"), doubtful("b"), document("c")))
    assert found[0].document.id == "b"
    assert found[0].reasons == ["signature: 2 lines, mean 0.70, line 6 only 0.40"]
    assert found[0].expected_errors == pytest.approx(0.604)


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"cover": Cover(form="8-K", confidence=0.5)}, "cover record: 0.50"),
        ({"signatures": [Signature("Ada Quince", None, None, None, 6, 0.3)]}, "signers: 1, that at line 6 only 0.30"),
        ({"exhibits": [Exhibit("99.1", None, 3, 0.2)]}, "exhibits: 1, that at line 3 only 0.20"),
    ],
    ids=["cover", "signers", "exhibits"],
)
def test_doubtful_records_count(field, reason):
    found = suggest(filings(document("a"), document("b", **field)))
    assert ids(found)[0] == "b"
    assert reason in found[0].reasons


def test_record_without_confidence_adds_nothing():
    assert assess(document(cover=Cover(form="8-K"))).score == assess(document()).score


def test_a_long_document_is_not_chosen_for_its_length():
    long = document("long", [0.98] * 6, repeat=300)
    assert assess(long).expected_errors > 10 * assess(doubtful()).expected_errors
    assert ids(suggest(filings(long, doubtful("short")), n=1)) == ["short"]


def test_forms_alternate_though_one_of_them_is_worse():
    eights = [doubtful(f"8-{k}", p=0.30 + k / 100) for k in range(4)]
    tens = [doubtful(f"10-{k}", p=0.40 + k / 100, type="10-K") for k in range(4)]
    exhibit = doubtful("x", p=0.5, type="EX-10.4")
    found = suggest(filings(*eights, *tens, exhibit), n=4)
    assert ids(found) == ["8-0", "10-0", "x", "8-1"]
    assert [s.form for s in found] == ["8-K", "10-K", "EX-10", "8-K"]


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        ({"type": "10-K/A"}, "10-K"),
        ({"type": "EX-99.CHARTER"}, "EX-99"),
        ({"type": None, "cover": Cover(form="10-q")}, "10-Q"),
        ({"type": None}, "other"),
    ],
)
def test_form_families(fields, form):
    assert assess(document(**fields)).form == form


def test_every_document_of_a_filing_is_looked_at_and_n_is_kept():
    filing = Filing([document("a"), doubtful("a#2", type="EX-10")])
    assert ids(suggest([filing], n=1)) == ["a#2"]
    assert len(suggest(filings(*[doubtful(str(k)) for k in range(30)]), n=10)) == 10
    assert suggest([], n=10) == []


def test_equal_ones_come_in_the_order_read():
    assert ids(suggest(filings(*[doubtful(str(k)) for k in range(5)]), n=3)) == ["0", "1", "2"]


def test_blank_document_is_not_suggested():
    blank = Document("blank", Lines.from_text("\n\n"), [None] * 3, np.full(3, np.nan))
    assert suggest([Filing([blank])]) == []


def test_model_labels_paths_and_unreadable_ones_are_said():
    class Stub:
        def predict_many(self, sources):
            for source in sources:
                documents = [] if source == "bad" else [doubtful(source)]
                yield Filing(documents, source=source, warnings=["no text in it"] if source == "bad" else [])

    with pytest.warns(UserWarning, match="bad: left out: no text in it"):
        assert ids(suggest(["a", "bad", "b"], Stub())) == ["a", "b"]


def test_row_is_plain_json():
    row = json.loads(json.dumps(suggest(filings(doubtful()))[0].to_dict()))
    assert list(row) == ["id", "source", "form", "score", "lines", "expected_errors", "reasons"]
    assert (row["id"], row["source"], row["form"], row["lines"]) == ("d", "d.txt", "8-K", 6)


def test_prelabelled_documents_hold_what_was_predicted():
    start = TEXT.index("Ada")
    predicted = doubtful(
        "s#2",
        entities=[Entity(start, start + 10, EntityLabel.PERSON, "Ada Quince")],
        attached=[(3, 4)],
        cover=Cover(form="8-K", registrants=["Larch Co"], confidence=0.9, source={"form": "text"}, line={"form": 1}),
        signatures=[Signature("Ada Quince", "Treasurer", None, None, 6, 0.4)],
        exhibits=[Exhibit("99.1", "Letter", 3, 0.8)],
    )
    (gold,) = labelled(suggest(filings(predicted)))
    assert gold.lines.text == TEXT
    assert gold.labels == LABELS
    assert gold.entities == [(start, start + 10, "PERSON")]
    assert gold.attached == [(3, 4)]
    assert gold.cover == {"form": "8-K", "registrants": ["Larch Co"], "address": None, "date": None}
    assert gold.signatures == [{"name": "Ada Quince", "title": "Treasurer", "company": None, "date": None, "line": 6}]
    assert gold.exhibits == [{"number": "99.1", "description": "Letter", "line": 3}]
    assert gold.group == "s"


def test_prelabelled_documents_can_be_trained_on(tmp_path):
    signers = [Signature("Ada Quince", None, None, None, 6, 0.4)]
    suggested = labelled(suggest(filings(doubtful("a", signatures=signers), doubtful("b", attached=[(3, 4)]))))
    path = tmp_path / "extra.jsonl"
    path.write_text("".join(json.dumps({"id": d.id} | gold_row(d)) + "\n" for d in suggested), encoding="utf-8")
    back = list(read_jsonl(path))
    assert sorted(d.id for d in back) == ["a", "b"]
    for new, old in zip(back, suggested, strict=True):
        assert new.lines.text == old.lines.text
        assert (new.labels, new.entities, new.attached) == (old.labels, old.entities, old.attached)
        assert (new.signatures, new.cover) == (old.signatures, old.cover)
