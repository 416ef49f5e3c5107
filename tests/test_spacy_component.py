"""The component for other people's spaCy pipelines."""

import pytest
import spacy

from filing_sections import load
from filing_sections.spacy_component import FilingSections

PAGE = (
    "SIGNATURES\n\nFoxmoor Paper, Inc.\n\nBy: /s/ Clara Vasko\nName: Clara Vasko\nTitle: Treasurer\nDate: May 3, 2004\n"
)


@pytest.fixture(scope="module")
def model():
    try:
        return load()
    except FileNotFoundError:
        pytest.skip("no trained model is there")


@pytest.fixture
def nlp(model):
    nlp = spacy.blank("en")
    nlp.add_pipe("filing_sections")
    return nlp


def test_regions_and_entities_become_spans(nlp):
    doc = nlp(PAGE)
    assert [(span.label_, span.text.strip()) for span in doc.spans["sections"]] == [
        (region.label.value, region.text.strip()) for region in doc._.filing.regions
    ]
    assert ("PERSON", "Clara Vasko") in {(span.label_, span.text) for span in doc.spans["filing_entities"]}


def test_other_line_ends_keep_the_offsets_of_the_doc(nlp):
    doc = nlp(PAGE.replace("\n", "\r\n"))
    assert doc.text == PAGE.replace("\n", "\r\n")
    assert ("PERSON", "Clara Vasko") in {(span.label_, span.text) for span in doc.spans["filing_entities"]}


def test_an_empty_doc_has_no_regions(nlp):
    assert list(nlp("").spans["sections"]) == []


def test_leaves_entities_of_other_components_alone(model):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "MAKER", "pattern": "Foxmoor"}])
    doc = FilingSections(model)(nlp(PAGE))
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Foxmoor", "MAKER")]
