"""Labelled lines and entities -> what a user wants to know: the cover's fields, who signed, which exhibits.

    Lines, labels, entities, attached -> Cover, [Signature], [Exhibit]

The three take the same arguments:

- lines: the document's.
- labels: one a line, None where blank.
- entities: sorted by start.
- attached: line ranges of attached exhibits, from 1, inclusive.
- probabilities: of the labels, shape (n_lines,), or None; the records' confidences are the better for them.
"""

from .cover import cover
from .exhibits import exhibits
from .signatures import signatures

__all__ = ["cover", "exhibits", "signatures"]
