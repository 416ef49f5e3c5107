"""The labels of a filing inside any spaCy pipeline: ``nlp.add_pipe("filing_sections")``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from .lines import Lines
from .model import Model, load

#: Names of the span groups that the component writes.
SECTIONS, ENTITIES = "sections", "filing_entities"


@Language.factory("filing_sections", default_config={"model": None}, assigns=["doc.spans", "doc._.filing"])
def make_filing_sections(nlp: Language, name: str, model: str | None) -> FilingSections:
    """The component with the shipped model, or with that in the folder `model`."""
    return FilingSections(load(model))


class FilingSections:
    """Labels the lines of a Doc.

    Writes ``doc.spans["sections"]``, one span a region, and ``doc.spans["filing_entities"]``; ``doc._.filing`` is the
    labelled `Document` with its lines, records and warnings. ``doc.ents`` stays what other components made of it. Spans
    go out to whole tokens where a line or an entity ends inside one.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("filing_sections")
    >>> doc = nlp("SIGNATURES\\n\\nAcme Corp.\\n\\nBy: /s/ Jane Roe\\nJane Roe, President\\n")
    >>> [signature.name for signature in doc._.filing.signatures]
    ['Jane Roe']
    """

    def __init__(self, model: Model):
        self.model = model
        if not Doc.has_extension("filing"):
            Doc.set_extension("filing", default=None)

    def __call__(self, doc: Doc) -> Doc:
        # offsets must stay those of the Doc, so that "\r\n" keeps its length
        document = self.model.predict_lines(Lines.from_text(doc.text.replace("\r\n", " \n")))
        start, end = document.laid_out.start, document.laid_out.end
        regions = [(start[region.first - 1], end[region.last - 1], region.label) for region in document.regions]
        entities = [(entity.start, entity.end, entity.label) for entity in document.entities]
        for name, spans in ((SECTIONS, regions), (ENTITIES, entities)):
            found = [doc.char_span(int(s), int(e), label=label.value, alignment_mode="expand") for s, e, label in spans]
            doc.spans[name] = SpanGroup(doc, name=name, spans=[span for span in found if span is not None])
        doc._.filing = document
        return doc
