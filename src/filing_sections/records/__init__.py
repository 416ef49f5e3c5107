"""Labelled lines and entities -> what a user wants to know: the cover's fields, who signed, which exhibits.

Lines, labels, entities, attached ranges -> Cover, [Signature], [Exhibit]
"""

from .cover import cover
from .exhibits import exhibits
from .signatures import signatures

__all__ = ["cover", "exhibits", "signatures"]
