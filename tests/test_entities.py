"""The entity pipeline: its tokens, which lines it reads, training and files."""

import pickle
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from filing_sections import entity_crf
from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.entities import EntityRecognizer, gold_spans
from filing_sections.entity_docs import CHUNK_TOKENS, candidate_lines, chunks
from filing_sections.entity_layout import LAYOUT, TOKEN
from filing_sections.labels import Label
from filing_sections.lines import Lines
from filing_sections.word_use import DocumentUse, TrainingUse, bucket

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
FIRST = ["Ada", "Boris", "Clara", "Dmitri", "Elena", "Farid"]
LAST = ["Quill", "Thornby", "Vasko", "Wexley", "Yarrow", "Zindel"]
FIRMS = ["Brightwater Mills", "Cedarholm Foundry", "Duskfield Optics", "Elmgate Ferries", "Foxmoor Paper", "Glasswing"]
TITLES = ["President", "Vice President", "Secretary", "Treasurer", "Chief Financial Officer", "Director"]


def signed(n: int) -> LabelledDocument:
    """A made signature page, with its entities."""
    person, firm = f"{FIRST[n % 6]} {LAST[n // 6 % 6]}", f"{FIRMS[(n + n // 6) % 6]}, Inc."
    title, date = TITLES[n * 5 % 6], f"March {n % 27 + 1}, {1994 + n % 30}"
    parts = [
        "SIGNATURES\n\nIt has caused this report to be signed on its behalf.\n\n",
        (firm, "ORG"),
        "\n\nBy: /s/ ",
        (person, "PERSON"),
        "\nName: ",
        (person, "PERSON"),
        "\nTitle: ",
        (title, "TITLE"),
        "\nDate: ",
        (date, "DATE"),
        "\n",
    ]
    text, entities = "", []
    for part in parts:
        words, label = part if isinstance(part, tuple) else (part, None)
        if label:
            entities.append((len(text), len(text) + len(words), label))
        text += words
    lines = Lines.from_text(text)
    labels = [Label.SIGNATURE if line.strip() else None for line in lines]
    labels[2] = Label.BOILERPLATE
    return LabelledDocument(f"made-{n}", lines, labels, entities, [], None, [], [], str(n), {})


def found(recogniser: EntityRecognizer, *documents: LabelledDocument) -> list[list[tuple[int, int, str]]]:
    answers = recogniser.recognise((d.lines, d.labels, d.attached) for d in documents)
    return [[(e.start, e.end, e.label.value) for e in answer] for answer in answers]


@pytest.fixture(scope="module")
def recogniser() -> EntityRecognizer:
    return EntityRecognizer.fit([signed(n) for n in range(30)], passes=6)


def test_learns_names_it_has_not_seen_together(recogniser):
    unseen = [signed(n) for n in range(30, 36)]
    assert found(recogniser, *unseen) == [d.entities for d in unseen]


def test_text_of_entities_is_the_text_at_their_offsets(recogniser):
    document = signed(31)
    (entities,) = recogniser.recognise([(document.lines, document.labels, document.attached)])
    assert [e.text for e in entities] == [document.lines.text[e.start : e.end] for e in entities]


def test_answers_one_list_an_item_even_for_empty_ones(recogniser):
    empty, document = Lines.from_text(""), signed(32)
    items = [(empty, [None], []), (document.lines, document.labels, []), (empty, [None], [])]
    assert [len(answer) for answer in recogniser.recognise(items)] == [0, len(document.entities), 0]
    assert list(recogniser.recognise([])) == []


def test_batches_do_not_change_what_is_found(recogniser, monkeypatch):
    documents = [signed(n) for n in range(30, 36)]
    together = found(recogniser, *documents)
    monkeypatch.setattr("filing_sections.entities.PIPE_TOKENS", 1)
    assert found(recogniser, *documents) == together


def test_body_lines_and_attached_exhibits_hold_no_entities(recogniser):
    document = signed(33)
    body = [label and Label.BODY for label in document.labels]
    exhibit = [label and Label.EXHIBIT for label in document.labels]
    (nothing,) = recogniser.recognise([(document.lines, body, [])])
    (attached,) = recogniser.recognise([(document.lines, exhibit, [(1, len(exhibit))])])
    assert (nothing, attached) == ([], [])


def test_one_wrong_label_between_others_keeps_the_rest(recogniser):
    document = signed(34)
    labels = list(document.labels)
    at = next(i for i, line in enumerate(document.lines) if line.startswith("Name:"))
    labels[at] = Label.BODY
    start, end = int(document.lines.start[at]), int(document.lines.end[at])
    (kept,) = recogniser.recognise([(document.lines, labels, [])])
    assert [(e.start, e.end, e.label.value) for e in kept] == [e for e in document.entities if not start <= e[0] < end]


def test_what_is_written_reads_back_the_same_without_pickle(recogniser, tmp_path):
    recogniser.to_disk(tmp_path)
    documents = [signed(n) for n in range(30, 36)]
    assert found(EntityRecognizer.from_disk(tmp_path), *documents) == found(recogniser, *documents)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path.name for path in files if path.read_bytes()[:1] == b"\x80" and path.suffix == ".pkl"]
    assert sum(path.stat().st_size for path in files) < 10e6


def test_goes_to_another_process_and_back(recogniser):
    documents = [signed(n) for n in range(30, 33)]
    assert found(pickle.loads(pickle.dumps(recogniser)), *documents) == found(recogniser, *documents)


def test_training_is_repeatable(recogniser, tmp_path):
    recogniser.to_disk(tmp_path / "a")
    EntityRecognizer.fit([signed(n) for n in range(30)], passes=6).to_disk(tmp_path / "b")
    names = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert names
    assert [n for n in names if (tmp_path / "a" / n).read_bytes() != (tmp_path / "b" / n).read_bytes()] == []


def test_is_a_pipeline_that_reads_plain_text_too(recogniser):
    doc = recogniser.nlp("By: /s/ Ada Quill")
    assert isinstance(doc, spacy.tokens.Doc)
    assert recogniser.nlp.pipe_names == ["entity_crf", "entity_rules"]


def test_context_lines_are_in_the_chunk_but_no_candidates():
    lines = Lines.from_text("1 Mill Road\nsecond floor\nExeter")
    (chunk,) = chunks(lines, [Label.COVER, Label.BODY, Label.COVER], [])
    assert dict(zip(chunk.words, chunk.offsets.candidate.tolist(), strict=True)) == {
        **{"1": True, "Mill": True, "Road": True},
        **{"second": False, "floor": False},
        "Exeter": True,
    }


def test_long_lists_are_cut_and_nothing_is_lost():
    lines = Lines.from_text("\n".join(f"10.{n}  Lease of the {n}th mill" for n in range(1000)))
    cut = list(chunks(lines, [Label.EXHIBIT] * 1000, []))
    assert max(len(chunk.words) for chunk in cut) <= 2 * CHUNK_TOKENS
    assert "".join(word for chunk in cut for word in chunk.words) == "".join(lines.text.split())


def test_layout_has_a_row_a_token_and_offsets_fit():
    document = signed(1)
    for chunk in chunks(document.lines, document.labels, []):
        assert chunk.layout.shape == (len(chunk.words), len(LAYOUT))
        assert [
            document.lines.text[s:e] for s, e in zip(chunk.offsets.start, chunk.offsets.end, strict=True)
        ] == chunk.words


@given(st.text())
def test_tokens_hold_every_character_but_white_space(text):
    assert "".join(TOKEN.findall(text)) == "".join(text.split())


def test_candidates_of_attached_exhibits_are_their_signature_lines():
    labels = [Label.EXHIBIT, Label.EXHIBIT, None, Label.SIGNATURE, Label.BODY, Label.COVER]
    assert candidate_lines(labels, [(2, 5)]).tolist() == [True, False, False, True, False, True]


def test_a_job_title_is_parted_from_the_company_behind_its_hyphen():
    assert TOKEN.findall("Counsel-Foxmoor") == ["Counsel", "-", "Foxmoor"]
    assert TOKEN.findall("Foxmoor-Counsel Attorney-in-Fact") == ["Foxmoor-Counsel", "Attorney-in-Fact"]


def test_a_date_ends_before_the_number_of_a_note():
    assert TOKEN.findall("10/31/231 10/31/2023 3/5/96") == ["10/31/23", "1", "10/31/2023", "3/5/96"]


def test_gold_spans_take_whole_tokens():
    lines = Lines.from_text("Foxmoor-Paper Mills")
    (chunk,) = chunks(lines, [Label.SIGNATURE], [])
    doc = chunk.to_doc(spacy.blank("en").vocab, 0)
    spans = gold_spans(doc, [(0, 7, "TITLE"), (8, 19, "ORG")])
    assert [(s.start, s.end, s.label_) for s in spans] == [(0, 1, "TITLE"), (1, 2, "ORG")]


def test_use_in_training_tells_words_from_names_and_leaves_out_a_company_of_its_own():
    use = TrainingUse([("a", "the plan of Quillon"), ("b", "the plan"), ("c", "a plan")])
    plan, name, unseen = bucket("plan"), bucket("quillon"), bucket("neverseen")
    assert len({int(use.classes()[k]) for k in (plan, name, unseen)}) == 3
    assert use.classes(without="a")[name] == use.classes()[unseen]


def test_use_in_the_document_tells_names_by_their_spelling_and_company_forms():
    use = DocumentUse("Under the plan of Quillon Mills, Inc. and Mr. Ada Wexley, Quillon pays.")
    spelt, part = use.columns(["Quillon", "QUILLON", "plan", "Wexley", "12"])
    assert spelt[0] == spelt[1]
    assert spelt[0] != spelt[2]
    assert part[0] == part[1]
    assert len({int(part[k]) for k in (0, 2, 3, 4)}) == 4


def test_viterbi_finds_the_best_path_of_each_doc():
    rng = np.random.default_rng(0)
    n_tags, lengths = 3, np.array([2, 0, 4, 1])
    start, transitions = rng.normal(size=n_tags), rng.normal(size=(n_tags, n_tags))
    scores = rng.normal(size=(int(lengths.sum()) + entity_crf.REACH * (len(lengths) - 1), n_tags))
    at = 0
    for length, path in zip(lengths, entity_crf.viterbi(scores, lengths, start, transitions), strict=True):
        piece = scores[at : at + length]
        at += length + entity_crf.REACH

        def total(tags, piece=piece):
            value = sum(piece[k, tag] for k, tag in enumerate(tags)) + (start[tags[0]] if len(tags) else 0)
            return value + sum(transitions[a, b] for a, b in pairwise(tags))

        best = max((tags for tags in np.ndindex(*[n_tags] * length)), key=total)
        assert tuple(path) == best


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the repository")
def test_gold_entities_of_the_corpus_stand_on_token_boundaries():
    total = cut = 0
    for document in read_corpus(CORPUS, "dev"):
        starts, ends = set(), set()
        for chunk in chunks(document.lines, document.labels, document.attached):
            starts.update(chunk.offsets.start.tolist())
            ends.update(chunk.offsets.end.tolist())
        total += len(document.entities)
        cut += sum(start not in starts or end not in ends for start, end, _ in document.entities)
    assert total > 3000
    assert cut / total < 0.01
